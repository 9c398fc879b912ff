"""Intake: calls, applications, the formal check, and the case file built from all events."""
