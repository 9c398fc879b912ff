"""What every service needs and no service is about. No business word lives here."""
