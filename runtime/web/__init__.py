"""The face to people and programs: who asks, what they may, and how they are refused."""
