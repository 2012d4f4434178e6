"""Complete programs for what each page shows."""
