"""What crosses the bus: one module per owning service, nothing else is shared."""
