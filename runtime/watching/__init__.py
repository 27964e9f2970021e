"""Numbers and traces of a process, for the people who run it."""
