"""A class together: what every page shows of it, for teachers and for pupils."""
