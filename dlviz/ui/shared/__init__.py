"""What several pages use: the frame, presets, links, photos, turns."""
