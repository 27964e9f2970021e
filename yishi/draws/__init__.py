"""A draw is repeated from its recorded events alone, and each step is told."""
