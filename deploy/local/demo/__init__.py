"""`make demo`: one licence year of sample applications through the four real services."""
