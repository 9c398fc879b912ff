"""What the Docker Compose deployment needs beyond the services themselves."""
