"""Shows a kernel during its training as an animation that is played in the browser."""

from collections.abc import Sequence

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE, signed_limit
from dlviz.responses import centred
from dlviz.training.kernel_fit import KernelTask, Record
from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.kernel_film import messages as sent


def kernel_film(
    records: Sequence[Record], task: KernelTask, patch: np.ndarray, *, key: str, identity: str
) -> None:
    """Play the records of a training from the first to the last.

    Args:
        records: From `dlviz.training.kernel_fit.fit_kernel`; at least one.
        task: The task that was learned; it holds the hidden kernel.
        patch: (P, P) piece of a photo, on which the responses of both kernels are shown.
        key: Key of the component.
        identity: Changes with the task; if it changes, the film starts anew.
    """
    size = (task.reach, task.reach)
    kernels = np.stack([centred(record.kernel, size) for record in records])
    hidden = centred(task.hidden, size)
    last = records[-1]
    mount(
        "kernel_film",
        key=key,
        data=sent.Data(
            identity=identity,
            side=task.reach,
            kernels=floats_as_base64(kernels),
            hidden=floats_as_base64(hidden),
            patch=floats_as_base64(patch),
            limit=max(signed_limit(hidden), signed_limit(kernels[-1])),
            steps=[record.step for record in records],
            train=[record.train_loss for record in records],
            test=[record.test_loss for record in records],
            distance=[record.distance for record in records],
            scale=SCALES["signed"],
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE, neutral=NEUTRAL),
            alt=(
                f"Losses and distance over {last.step} steps: training loss from "
                f"{records[0].train_loss:.3g} to {last.train_loss:.3g}, distance from "
                f"{records[0].distance:.0%} to {last.distance:.1%}"
            ),
        ),
    )
