"""The chapter (Kapituła): its members, its sittings, its votes. Pure: no I/O, no clock."""
