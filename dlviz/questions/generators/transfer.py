"""Questions about transfer learning: what is trained, what a result says, what was learned."""

from dlviz.questions.generators import (
    transfer_embeddings,
    transfer_more,
    transfer_photos,
    transfer_pieces,
    transfer_results,
    transfer_training,
)

GENERATORS = (
    *transfer_training.GENERATORS,
    *transfer_photos.GENERATORS,
    *transfer_results.GENERATORS,
    *transfer_embeddings.GENERATORS,
    *transfer_pieces.GENERATORS,
    *transfer_more.GENERATORS,
)
