"""Data sets, and readers for visitors' files: digits, photos, drawn strokes, points, archives."""
