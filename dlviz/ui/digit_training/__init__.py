"""The page "Digit training": the race and what can be asked of its networks."""
