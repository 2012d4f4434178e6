"""Code that several pages share: the page frame, presets, links, photos, the job queue."""
