"""What units owe in sessions: counted from what was recorded, and on record where it was missed."""
