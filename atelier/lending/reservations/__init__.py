"""What desks ask for: promised, picked, sent, ready at the desk, and resolved exactly once."""
