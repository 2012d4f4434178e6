"""The page "Two inputs": controls, a visitor's network and views."""
