"""Questions about architecture: shapes, parameters, work, receptive fields, flattening."""

from dlviz.questions.generators.architecture_changes import CHANGES
from dlviz.questions.generators.architecture_counts import COUNTS
from dlviz.questions.generators.architecture_misfit import MISFITS
from dlviz.questions.generators.architecture_sizes import SIZES
from dlviz.questions.generators.architecture_ways import WAYS

GENERATORS = (*SIZES, *MISFITS, *COUNTS, *CHANGES, *WAYS)
