"""How Znak is run: here without an engine, in containers, on a cluster."""
