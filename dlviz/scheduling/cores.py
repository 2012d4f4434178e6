"""The cores that long work may use, so that light work always finds one."""

import os

from dlviz.scheduling.turnstile import Turnstile

# Half of them: two on a laptop of four leave two for everybody's pages.
N_CORES = max(1, (os.cpu_count() or 2) // 2)
CORES = Turnstile(N_CORES)  # each is lent for one step of work
