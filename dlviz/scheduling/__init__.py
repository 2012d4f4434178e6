"""Scheduling of long computations: a bounded pool of CPU cores per process, shared fairly."""
