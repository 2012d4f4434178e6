"""The shown program of "Digit training": it trains, tests, and prints one view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from torch import nn

from dlviz.networks.mnist import ACTIVATIONS, MLP
from dlviz.snippets import digit_training_views as tails
from dlviz.snippets import mnist_lines
from dlviz.snippets.digit_training_views import Look
from dlviz.snippets.excerpt import excerpt
from dlviz.snippets.networks import Files, state_file
from dlviz.training.augment import augment
from dlviz.training.loop import ADAM, MOMENTUM
from dlviz.training.methods import AUGMENTED, DROPOUT, LDA, METHODS, RIDGE, Choices

AUGMENT_FILE = "augment.py"

_HEAD = '''\
# needs: torch torchvision
"""{purpose}"""

{imports}

torch.set_num_threads(1)  # layers this small are faster on one core
torch.set_flush_denormal(True)  # and with numbers below 1e-38 taken as 0

{read}{train}test_x = test.data.flatten(1) / 255
test_y = test.targets


def report(title, model):
    with torch.inference_mode():
        wrong = int((model(test_x).argmax(dim=1) != test_y).sum())
    print(f"{{title}}: {{wrong:,}} of 10,000 test digits misclassified, {{wrong / 100:.2f}} %")
'''
_TRAIN_DATA = """\
x = train.data[:{n_digits}].flatten(1) / 255  # (N, 784)
y = train.targets[:{n_digits}]
"""

_NETWORK = '''

class Dropout(nn.Module):
    """Sets a share of the units to 0 in every training step, with its own random generator."""

    def __init__(self, share, rng):
        super().__init__()
        self.share, self.rng = share, rng

    def forward(self, a):
        if not self.training or self.share == 0:
            return a
        return a * (torch.rand(a.shape, generator=self.rng) >= self.share) / (1 - self.share)


def network(hidden, gate=nn.ReLU, dropout=(0.0, 0.0), rng=None):
    if hidden is None:  # multinomial logistic regression
        return nn.Linear(784, 10)
    first, second = hidden
    layers = OrderedDict(hidden1=nn.Linear(784, first), gate1=gate())
    layers |= dict(dropout1=Dropout(dropout[0], rng))
    layers |= dict(hidden2=nn.Linear(first, second), gate2=gate())
    layers |= dict(dropout2=Dropout(dropout[1], rng), output=nn.Linear(second, 10))
    return nn.Sequential(layers)
'''
_TRAIN = """

def fit(*, hidden={hidden}, dropout=(0.0, 0.0), l2=0.0, augmented=False):
    start, rng = (torch.Generator().manual_seed(seed) for seed in ({seed}, {seed} + 1))
    model = network(hidden, {gate}, dropout, rng)
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    for layer in layers:
        bound = layer.in_features**-0.5
        nn.init.uniform_(layer.weight, -bound, bound, generator=start)
        nn.init.uniform_(layer.bias, -bound, bound, generator=start)
    size = min({batch_size}, len(x))
    steps = {epochs} * (len(x) // size)
    groups = [
        # The gradient of the ridge penalty l2 * sum of w^2 is 2 * l2 * w; biases are free.
        {{"params": [layer.weight for layer in layers], "weight_decay": 2 * l2}},
        {{"params": [layer.bias for layer in layers]}},
    ]
    optimiser = torch.optim.{optimiser}
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range({epochs}):
        order = torch.randperm(len(x), generator=rng)
        for begin in range(0, len(x) - size + 1, size):
            chosen = order[begin : begin + size]
            pixels = x[chosen]
{augment}            loss = functional.cross_entropy(model(pixels), y[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return model.eval()
"""

_AUGMENT = """\
            if augmented:
                pixels = augment(pixels.reshape(-1, 28, 28), rng).flatten(1)
"""

_LDA = '''

def fit_lda():
    """Return x' S^-1 m_k - m_k' S^-1 m_k / 2 + log p_k, S pooled over the classes."""
    pixels = x.double()
    counts = torch.bincount(y, minlength=10)
    means = torch.stack([pixels[y == digit].mean(dim=0) for digit in range(10)])
    deviations = pixels - means[y]
    covariance = deviations.T @ deviations / (len(x) - 10)
    model = nn.Linear(784, 10)
    with torch.no_grad():
        weight = means @ torch.linalg.pinv(covariance, hermitian=True)
        model.weight.copy_(weight)
        model.bias.copy_(torch.log(counts / len(x)) - (weight * means).sum(dim=1) / 2)
    return model
'''
_LOADED = """

def loaded(file, hidden, gate=nn.ReLU):
    model = network(hidden, gate)
    model.load_state_dict(torch.load(file, weights_only=True))
    return model.eval()
"""
_REPORT = """
for title, model in models.items():
    report(title, model)
"""

_GATES = {"ReLU": "nn.ReLU", "sigmoid": "nn.Sigmoid", "tanh": "nn.Tanh", "identity": "nn.Identity"}
assert set(_GATES) == set(ACTIVATIONS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A network that is already trained: a shipped one, or the visitor's own.

    Attributes:
        file: File name of its weights.
        model: The network, on the CPU.
    """

    file: str
    model: nn.Module


def train_digits(
    choices: Choices | None, kept: Mapping[str, Kept] | None = None, look: Look | None = None
) -> str:
    """Return a program that trains every method of `choices` and prints its test errors.

    On the CPU it gives exactly the page's numbers; a GPU rounds sums in another order.

    Args:
        choices: Settings of the race; None if nothing is trained.
        kept: Title -> a network that is only tested.
        look: The view, besides the errors.
    """
    kept = kept or {}
    methods = choices.methods if choices else ()
    program = _head(choices, kept)
    if kept or set(methods) - {LDA}:
        program += _NETWORK
    if choices and set(methods) - {LDA}:
        program += _fit(choices)
    if LDA in methods:
        program += _LDA
    if kept:
        program += _LOADED
    rows = [f'    "{METHODS[method].title}": {_call(method, choices)},'
            for method in methods if choices]  # fmt: skip
    rows += [f'    "{title}": {_load(one)},' for title, one in kept.items()]
    models = "\n".join(["models = {", *rows, "}"])
    return f"{program}\n\n{models}{_REPORT}{tails.lines(look)}"


def files(choices: Choices | None, kept: Mapping[str, Kept] | None = None) -> Files:
    """Return the files that the program reads; arguments as for `train_digits`."""
    found = dict(mnist_lines.files())
    if choices and AUGMENTED in choices.methods:
        found[AUGMENT_FILE] = lambda: excerpt(
            "Distort digits as other hands and pens would have written them.", augment
        ).encode()
    return found | {one.file: partial(state_file, one.model) for one in (kept or {}).values()}


def _head(choices: Choices | None, kept: Mapping[str, Kept]) -> str:
    if choices is None:
        return _HEAD.format(
            purpose="Trained networks classify MNIST's 10,000 test digits.",
            imports=_imports((), kept),
            read=mnist_lines.TEST,
            train="",
        )
    n_digits = choices.n_digits
    return _HEAD.format(
        purpose=f"Train on MNIST's first {n_digits:,} digits, then classify its 10,000 test "
        "digits.",
        imports=_imports(choices.methods, kept),
        read=mnist_lines.BOTH,
        train=_TRAIN_DATA.format(n_digits=n_digits),
    )


def _fit(choices: Choices) -> str:
    if choices.optimiser == ADAM:
        optimiser = f"Adam(groups, lr={choices.learning_rate:g}, fused=True)"
    else:
        optimiser = f"SGD(groups, lr={choices.learning_rate:g}, momentum={MOMENTUM}, fused=True)"
    return _TRAIN.format(
        hidden=choices.hidden,
        seed=choices.seed,
        gate=_GATES[choices.activation],
        batch_size=choices.batch_size,
        epochs=choices.epochs,
        optimiser=optimiser,
        augment=_AUGMENT if AUGMENTED in choices.methods else "",
    )


def _imports(methods: Sequence[str], kept: Mapping[str, Kept]) -> str:
    has_network = bool(kept or set(methods) - {LDA})
    lines = ["from collections import OrderedDict"] if has_network else []
    lines += [mnist_lines.IMPORTS, "import torch", "from torch import nn"]
    if set(methods) - {LDA}:
        lines.append("from torch.nn import functional")
    lines.append(mnist_lines.IMPORT_MNIST.rstrip())
    if AUGMENTED in methods:
        lines += ["", "from augment import augment  # the file beside this program"]
    return "\n".join(lines)


def _load(one: Kept) -> str:
    if not isinstance(one.model, MLP):
        return f'loaded("{one.file}", None)'
    hidden = (one.model.hidden1.out_features, one.model.hidden2.out_features)
    return f'loaded("{one.file}", {hidden}, {_GATES[one.model.activation]})'


def _call(method: str, choices: Choices) -> str:
    if method == LDA:
        return "fit_lda()"
    if method == RIDGE:
        return f"fit(l2={choices.l2:g})"
    if method == DROPOUT:
        return f"fit(dropout={choices.dropout})"
    if method == AUGMENTED:
        return "fit(augmented=True)"
    return "fit()" if METHODS[method].is_network else "fit(hidden=None)"
