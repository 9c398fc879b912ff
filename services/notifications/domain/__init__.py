"""What becomes of a mail and of an office's day: pure rules."""
