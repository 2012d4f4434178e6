"""Training loops, background trainings, and commands that build the shipped weights."""
