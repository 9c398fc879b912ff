"""Licences: terms, signatures, reminders, expiry, renewals and the public register."""
