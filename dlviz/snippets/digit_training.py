"""The program behind "Digit training", to run beside the project with `python program.py`."""

from dlviz.networks.mnist import ACTIVATIONS
from dlviz.training.loop import ADAM, MOMENTUM
from dlviz.training.methods import AUGMENTED, DROPOUT, LDA, METHODS, RIDGE, Choices

_HEAD = '''\
"""Train on MNIST's first {n_digits:,} digits, read its 10,000 test digits."""

{imports}

torch.set_num_threads(1)  # layers this small are faster on one core
torch.set_flush_denormal(True)  # and with numbers below 1e-38 taken as 0

train, test = mnist.load("train"), mnist.load("test")
x = torch.tensor(train.images[:{n_digits}]).flatten(1) / 255  # (N, 784)
y = torch.tensor(train.labels[:{n_digits}]).long()
test_x = torch.tensor(test.images).flatten(1) / 255
test_y = torch.tensor(test.labels).long()


def report(title, model):
    with torch.inference_mode():
        wrong = int((model(test_x).argmax(dim=1) != test_y).sum())
    print(f"{{title}}: {{wrong:,}} of 10,000 test digits read wrongly, {{wrong / 100:.2f}} %")
'''

_TRAIN = '''

class Dropout(nn.Module):
    """Silences a share of the units at every training step, from a generator of its own."""

    def __init__(self, share, rng):
        super().__init__()
        self.share, self.rng = share, rng

    def forward(self, a):
        if not self.training or self.share == 0:
            return a
        return a * (torch.rand(a.shape, generator=self.rng) >= self.share) / (1 - self.share)


def fit(*, hidden={hidden}, dropout=(0.0, 0.0), l2=0.0, augmented=False):
    start, rng = (torch.Generator().manual_seed(seed) for seed in ({seed}, {seed} + 1))
    if hidden is None:  # multinomial logistic regression
        model = nn.Sequential(nn.Linear(784, 10))
    else:
        first, second = hidden
        model = nn.Sequential(
            nn.Linear(784, first), {gate}, Dropout(dropout[0], rng),
            nn.Linear(first, second), {gate}, Dropout(dropout[1], rng),
            nn.Linear(second, 10),
        )
    layers = [layer for layer in model if isinstance(layer, nn.Linear)]
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
'''

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

_GATES = {"ReLU": "nn.ReLU()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()",
          "identity": "nn.Identity()"}  # fmt: skip
assert set(_GATES) == set(ACTIVATIONS)


def train_digits(choices: Choices) -> str:
    """Return a program that trains every method of `choices` and prints its test errors.

    On the CPU it gives the page's own numbers; on a GPU sums are rounded in another order.
    """
    networks = [method for method in choices.methods if method != LDA]
    program = _HEAD.format(n_digits=choices.n_digits, imports=_imports(choices))
    if networks:
        if choices.optimiser == ADAM:
            optimiser = f"Adam(groups, lr={choices.learning_rate:g}, fused=True)"
        else:
            optimiser = (
                f"SGD(groups, lr={choices.learning_rate:g}, momentum={MOMENTUM}, fused=True)"
            )
        program += _TRAIN.format(
            hidden=choices.hidden,
            seed=choices.seed,
            gate=_GATES[choices.activation],
            batch_size=choices.batch_size,
            epochs=choices.epochs,
            optimiser=optimiser,
            augment=_AUGMENT if AUGMENTED in networks else "",
        )
    if LDA in choices.methods:
        program += _LDA
    calls = [f'report("{METHODS[method].title}", {_call(method, choices)})\n'
             for method in choices.methods]  # fmt: skip
    return program + "\n\n" + "".join(calls)


def _imports(choices: Choices) -> str:
    lines = ["import torch", "from torch import nn"]
    if choices.methods != (LDA,):
        lines.append("from torch.nn import functional")
    lines += ["", "from dlviz.datasets import mnist  # the files that ship with the project"]
    if AUGMENTED in choices.methods:
        lines.append("from dlviz.training.augment import augment")
    return "\n".join(lines)


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
