"""Whether all that is kept twice agrees, and how one copy brings back the other."""
