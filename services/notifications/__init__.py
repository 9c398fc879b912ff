"""From an event to a person: one mail per event and person, and what became of it."""
