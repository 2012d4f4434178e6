"""Complete Python programs, shown to visitors, that compute what each page shows."""
