"""The page "Architecture": controls, views and what a visitor builds."""
