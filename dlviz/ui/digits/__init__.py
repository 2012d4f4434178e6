"""The page "Draw a digit": controls and views."""
