"""The JSON doors of intake: parse, change, answer."""
