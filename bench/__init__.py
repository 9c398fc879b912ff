"""How fast Znak is, beside a floor written by hand on the same servers."""
