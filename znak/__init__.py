"""The command `znak`: what an operator does by hand."""
