"""The four services. None imports another; what they share crosses the bus."""
