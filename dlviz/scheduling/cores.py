"""The pool of CPU cores for long computations; it leaves cores free for page reruns."""

import os

from dlviz.scheduling.turnstile import Turnstile

# Half of all cores: of a laptop's four, two stay free for page reruns.
N_CORES = max(1, (os.cpu_count() or 2) // 2)
CORES = Turnstile(N_CORES)  # a computation holds one core for one step at a time
