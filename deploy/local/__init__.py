"""Broker, database, mail sink and services on this machine, as the current user."""
