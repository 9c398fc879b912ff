"""`make screenshots`: pictures for the users' guide, taken of a story that is played for them."""
