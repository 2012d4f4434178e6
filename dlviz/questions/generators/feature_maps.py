"""Questions about feature maps: sums of parts, filters, activity, depth, training, Grad-CAM."""

from dlviz.questions.generators.feature_maps_activity import ACTIVITY
from dlviz.questions.generators.feature_maps_depth import DEPTH
from dlviz.questions.generators.feature_maps_filters import FILTERS
from dlviz.questions.generators.feature_maps_learned import LEARNED

GENERATORS = (*FILTERS, *ACTIVITY, *DEPTH, *LEARNED)
