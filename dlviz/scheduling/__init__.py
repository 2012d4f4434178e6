"""Scheduling of long computations: one bounded thread pool per process, shared fairly."""
