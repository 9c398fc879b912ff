"""Pure: states, rules and texts of intake. No I/O and no clock."""
