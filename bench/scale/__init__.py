"""Two hundred thousand cases: the records, every query on them, the day of mass expiry."""
