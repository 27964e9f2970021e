"""Compare the two copies of the history, and bring one back from the other."""
