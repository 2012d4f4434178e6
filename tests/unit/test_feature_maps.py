"""Maps taken apart and put together, fields proved by changing pixels, visitors kept apart."""

import threading

import pytest
import torch
from torch import Tensor, nn

from dlviz.feature_maps import grad_cam, is_dead, stretched, take_apart, weighted_maps
from dlviz.networks.cifar import cifar_network, initialise
from dlviz.networks.efficientnet_lite import efficientnet_lite0
from dlviz.receptive_field import receptive_field
from dlviz.traced import Traced
from dlviz.vision import torchvision

NETWORKS = {
    "cifar": (cifar_network, (3, 32, 32)),
    "efficientnet_lite0": (efficientnet_lite0, (3, 96, 64)),
    "resnet50": (torchvision.models.resnet50, (3, 64, 96)),
}


def rng(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module", params=NETWORKS)
def network(request: pytest.FixtureRequest) -> tuple[Traced, Tensor]:
    make, shape = NETWORKS[request.param]
    with torch.random.fork_rng():
        torch.manual_seed(1)
        module = make().eval().requires_grad_(False)
    return Traced(module), torch.randn(1, *shape, generator=rng(2))


def test_partial_maps_and_bias_make_the_layers_own_output(network) -> None:
    traced, pixels = network
    convolutions = traced.convolutions()
    seen = traced.observe(pixels, convolutions)
    for name, layer in convolutions.items():
        given, result = seen[name].given[0], seen[name].result[0]
        for index in {0, layer.out_channels // 2, layer.out_channels - 1}:
            parts = take_apart(layer, given, index)
            scale = float(result.abs().max()) or 1.0
            together = parts.partial.sum(dim=0) + parts.bias
            assert float((parts.total - result[index]).abs().max()) <= 1e-5 * scale, name
            assert float((together - result[index]).abs().max()) <= 1e-5 * scale, name
            assert len(parts.inputs) == len(parts.partial) == layer.weight.shape[1]


def test_a_single_partial_map_is_one_input_map_under_its_own_filter() -> None:
    layer = nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2)
    nn.init.normal_(layer.weight, generator=rng(3))
    given = torch.randn(4, 7, 9, generator=rng(4))
    parts = take_apart(layer, given, 4)  # of the second group
    assert parts.inputs == range(2, 4)
    alone = torch.zeros_like(given)
    alone[3] = given[3]
    with torch.no_grad():
        wanted = layer(alone[None])[0, 4] - layer.bias[4]
    torch.testing.assert_close(parts.partial[1], wanted, atol=1e-5, rtol=1e-5)


def test_what_is_observed_is_what_the_network_computes(network) -> None:
    traced, pixels = network
    last = list(traced.layers)[-1]
    seen = traced.observe(pixels, [last])[last].result
    with torch.no_grad():
        torch.testing.assert_close(seen, traced.module(pixels))
    assert all(not module._forward_hooks for module in traced.module.modules())


def test_a_layer_that_computes_twice_is_two_layers() -> None:
    traced = Traced(torchvision.models.resnet50().eval())
    assert {"layer1.0.relu", "layer1.0.relu:2", "layer1.0.relu:3"} <= set(traced.layers)
    pixels = torch.randn(1, 3, 64, 64, generator=rng(0))
    seen = traced.observe(pixels, ["layer1.0.relu", "layer1.0.relu:3"])
    assert seen["layer1.0.relu"].result.shape[1] == 64
    assert seen["layer1.0.relu:3"].result.shape[1] == 256


def test_unknown_layers_are_refused() -> None:
    with pytest.raises(KeyError):
        Traced(cifar_network()).observe(torch.zeros(1, 3, 32, 32), ["conv9_9"])


def test_two_visitors_never_see_each_others_maps() -> None:
    traced = Traced(initialise(cifar_network(), rng(0)).eval())
    pictures = [torch.randn(1, 3, 32, 32, generator=rng(seed)) for seed in range(8)]
    wanted = [traced.observe(picture, ["conv2_1"])["conv2_1"].result for picture in pictures]
    wrong = []

    def look(number: int) -> None:
        for _ in range(20):
            seen = traced.observe(pictures[number], ["conv2_1"])["conv2_1"].result
            if not torch.allclose(seen, wanted[number], atol=1e-5):
                wrong.append(number)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_only_pixels_in_the_field_matter_and_its_corners_do(network, share: float) -> None:
    traced, pixels = network
    smooth = Traced(_without_kinks(traced.module))
    height, width = pixels.shape[2:]
    names = list(smooth.convolutions())
    for name in (names[1], names[len(names) // 3]):
        n_rows, n_columns = smooth.observe(pixels, [name])[name].result.shape[2:]
        row, column = round(share * (n_rows - 1)), round((1 - share) * (n_columns - 1))
        field = receptive_field(smooth, name, row, column, shape=(height, width))
        slope = _slope(smooth, pixels, name, row, column)
        rows, columns = (slope.any(dim=1).nonzero()[:, 0], slope.any(dim=0).nonzero()[:, 0])
        assert (int(rows[0]), int(rows[-1])) == (field.top, field.bottom), name
        assert (int(columns[0]), int(columns[-1])) == (field.left, field.right), name


def test_behind_the_dense_layer_everything_matters() -> None:
    traced = Traced(cifar_network())
    field = receptive_field(traced, "dense", 0, 0, shape=(32, 32))
    assert (field.top, field.bottom, field.left, field.right) == (0, 31, 0, 31)


def test_dead_maps_are_those_that_say_the_same_everywhere() -> None:
    maps = torch.randn(4, 3, 5, generator=rng(1))
    maps[1] = 0
    maps[3] = 2.5
    assert is_dead(maps).tolist() == [False, True, False, True]


def test_grad_cam_is_the_formula_and_leaves_nothing_behind(network) -> None:
    traced, pixels = network
    name = list(traced.convolutions())[-1]
    cam = grad_cam(traced, pixels, name, 7)
    kept = []
    hook = traced.layers[name].register_forward_hook(lambda _m, _i, out: kept.append(out))
    with torch.enable_grad():
        logit = traced.module(pixels.clone().requires_grad_(True))[0, 7]
        slope = torch.autograd.grad(logit, kept[0])[0]
    hook.remove()
    wanted = torch.einsum("nc,nchw->hw", slope.mean(dim=(2, 3)), kept[0]).clamp_min(0)
    wanted = (wanted / wanted.max()).detach() if wanted.max() > 0 else wanted
    torch.testing.assert_close(cam, wanted.detach(), atol=1e-4, rtol=1e-3)
    assert all(not parameter.requires_grad for parameter in traced.module.parameters())


def _without_kinks(module: nn.Module) -> nn.Module:
    """Replace what can be flat: a ReLU that is off, a maximum won elsewhere."""
    import copy

    smooth = copy.deepcopy(module)
    for parent in list(smooth.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.ReLU | nn.ReLU6):
                setattr(parent, name, nn.Identity())
            elif isinstance(child, nn.MaxPool2d):
                pool = nn.AvgPool2d(child.kernel_size, child.stride, child.padding)
                setattr(parent, name, pool)
    return smooth


def _slope(traced: Traced, pixels: Tensor, name: str, row: int, column: int) -> Tensor:
    """Return (H, W): which pixels move the number at (row, column) of any of the layer's maps."""
    pixels = pixels.clone().requires_grad_(True)
    kept = []
    with torch.enable_grad():
        traced.run(pixels, lambda layer, out: (kept.append(out) if layer == name else None, out)[1])
        kept[0][0, :, row, column].sum().backward()
    return pixels.grad[0].abs().sum(dim=0) > 0


def test_weighted_maps_are_added_place_by_place() -> None:
    maps = torch.tensor([[[[1.0, 2.0]], [[3.0, 0.0]]]])
    weights = torch.tensor([2.0, -1.0])[None, :, None, None]
    assert weighted_maps(maps, weights).tolist() == [[-1.0, 4.0]]


def test_a_map_is_stretched_between_the_middles_of_its_places() -> None:
    wide = stretched(torch.tensor([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), (6, 4))
    across = torch.tensor([0, 0.25, 0.75, 1])  # a place is two pixels wide, its middle between them
    down = 2 * torch.tensor([0, 0.25, 0.75, 1.25, 1.75, 2])
    torch.testing.assert_close(wide, down[:, None] + across)


class _Interrupted(nn.Module):
    """A network in the middle of whose tracing another thread computes with a module of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.answers: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        other = nn.Linear(2, 3)
        thread = threading.Thread(target=lambda: self.answers.append(other(torch.ones(1, 2))))
        thread.start()
        thread.join()
        return self.layer(x)


def test_tracing_leaves_what_other_threads_compute_alone() -> None:
    module = _Interrupted()
    traced = Traced(module)
    assert list(traced.layers) == ["layer"]
    assert [answer.shape for answer in module.answers] == [(1, 3)]
