"""Questions about feature maps: sums of parts, filters, activity, depth, Grad-CAM."""

from dlviz.questions.generators.feature_maps_activity import ACTIVITY
from dlviz.questions.generators.feature_maps_depth import DEPTH
from dlviz.questions.generators.feature_maps_filters import FILTERS

GENERATORS = (*FILTERS, *ACTIVITY, *DEPTH)
