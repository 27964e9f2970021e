"""What a process tells those who run it: numbers and traces."""
