"""The home page: its sections, and the pictures on its cards."""
