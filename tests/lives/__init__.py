"""Random lives of every aggregate, and what must be true of each (domain 13.3, model 13)."""
