"""A network made quick gives its own numbers."""

import threading

import pytest
import torch
from torch import Tensor, nn

from dlviz.networks import inference
from dlviz.networks.inference import Inference, fuse
from dlviz.vision import torchvision


class Branching(nn.Module):
    """Two normalisations behind one convolution, one of which may not be folded into it."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 4, (1, 3), groups=2)
        self.other = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 7)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 7) logits."""
        x = self.norm(self.first(x)).relu()
        seen = self.second(x)
        return self.fc((self.other(seen) + seen).mean((2, 3)))


def trained(module: nn.Module, seed: int = 0) -> nn.Module:
    """Return `module` with random statistics, as training leaves them, at rest."""
    rng = torch.Generator().manual_seed(seed)
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for values in (layer.weight.data, layer.running_var):
                values.uniform_(0.5, 2, generator=rng)
            for values in (layer.bias.data, layer.running_mean):
                values.normal_(0, 0.3, generator=rng)
    return module.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def resnet() -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return trained(torchvision.models.resnet50())


def pixels(n: int, height: int, width: int, seed: int = 2) -> Tensor:
    return torch.randn(n, 3, height, width, generator=torch.Generator().manual_seed(seed))


def test_resnet50_keeps_its_logits(resnet: nn.Module) -> None:
    given = pixels(2, 96, 64)
    with torch.inference_mode():
        wanted = resnet(given)
    wanted = wanted / wanted.std()  # random weights give logits of thousands
    found = Inference(resnet).logits(given)
    torch.testing.assert_close(found / resnet(given).std(), wanted, atol=1e-4, rtol=0)


def test_every_normalisation_of_resnet50_is_folded(resnet: nn.Module) -> None:
    fused = fuse(resnet)
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in fused.modules())
    assert sum(isinstance(layer, nn.BatchNorm2d) for layer in resnet.modules()) == 53


def test_maps_that_something_else_looks_at_are_left_alone() -> None:
    module = trained(Branching(), seed=3)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    fused = fuse(module)
    norms = [name for name, x in fused.named_modules() if isinstance(x, nn.BatchNorm2d)]
    assert norms == ["other"]
    given = pixels(3, 17, 11)
    with torch.inference_mode():
        torch.testing.assert_close(fused(given), module(given), atol=1e-5, rtol=1e-5)
    for name, value in module.state_dict().items():
        assert torch.equal(value, before[name])


class Activated(nn.Module):
    """Activations behind convolutions of every kind, and one that looks at shared maps."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, (3, 2), stride=(2, 1), padding=(1, 0))
        self.six = nn.ReLU6()
        self.deep = nn.Conv2d(8, 8, 3, dilation=2, groups=8, bias=False)
        self.relu = nn.ReLU(inplace=True)
        self.same = nn.Conv2d(8, 5, 3, padding="same")
        self.tanh = nn.Tanh()
        self.last = nn.Conv2d(5, 6, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 6) logits."""
        x = self.relu(self.deep(self.six(3 * self.first(x))))
        x = self.tanh(self.same(x))
        kept = self.last(x)
        return (self.relu(kept) - kept).mean((2, 3))


def test_packed_convolutions_compute_the_same_with_their_activations() -> None:
    module = trained(Activated(), seed=4)
    given = pixels(3, 21, 16)
    with torch.inference_mode():
        wanted = module(given.clone())
    for whole in (inference.fuse(module), inference.pack(inference.fuse(module))):
        with torch.inference_mode():
            torch.testing.assert_close(whole(given.clone()), wanted, atol=1e-5, rtol=1e-4)
    packed = inference.pack(inference.fuse(module))
    left = [name for name, x in packed.named_modules() if isinstance(x, nn.Conv2d)]
    assert left == ["same"]


def test_without_onednn_the_numbers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    module, given = trained(Branching()), pixels(3, 17, 11)
    packed = Inference(module).logits(given)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    torch.testing.assert_close(Inference(module).logits(given), packed, atol=1e-5, rtol=1e-4)


def test_pieces_of_a_batch_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Inference(trained(Branching()))
    given = pixels(7, 9, 12)
    whole = ready.logits(given)
    monkeypatch.setattr(inference, "_CHUNK", 3)
    torch.testing.assert_close(ready.logits(given), whole)


class Ranking(nn.Module):
    """Its logits are the first pixels of the picture: rounding can be made to matter."""

    def __init__(self) -> None:
        super().__init__()
        self.keep = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 6) logits."""
        return x.flatten(1)[:, :6] * self.keep


def test_answers_that_are_close_are_told_apart() -> None:
    ready = Inference(Ranking().requires_grad_(False))
    near = torch.zeros(40, 3, 2, 3)
    near[:, 0, 1] = torch.tensor([4.001, 4.0, 4.002])  # one number in bfloat16
    assert torch.equal(ready.logits(near), near.flatten(1)[:, :6])
    assert (ready.logits(near).argmax(dim=1) == 5).all()


def test_many_ask_at_once_and_get_their_own() -> None:
    ready = Inference(trained(Branching()))
    given = [pixels(2, 15, 10, seed=seed) for seed in range(12)]
    wanted = [ready.logits(each) for each in given]
    got: dict[int, Tensor] = {}

    def ask(place: int) -> None:
        got[place] = ready.logits(given[place])

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(given))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, logits in enumerate(wanted):
        torch.testing.assert_close(got[place], logits)
