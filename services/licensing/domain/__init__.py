"""What a licence is and may become. Pure: no I/O, no clock."""
