"""The part of the program of "Digit training" that prints one of the page's views."""

from dataclasses import dataclass

from dlviz.thinning import N_NETWORKS


@dataclass(frozen=True, slots=True)
class Look:
    """The page's view besides the errors.

    Attributes:
        view: One of the page's views.
        title: Title of the selected network.
        networks: Titles of those with hidden units, for the views that compare them.
        digit: Index of a test digit, from 0.
        draw: Seed of the random choice of dropped units.
        share: Share of dropped units in each hidden layer.
        l2: Ridge penalty in the network's training, 0 without one.
        is_learning: Whether the page shows a digit of the present training batch.
        weight: The weight that is updated: (layer, from, to), from 0.
        rate: Its learning rate.
    """

    view: str
    title: str = ""
    networks: tuple[str, ...] = ()
    digit: int = 0
    draw: int = 0
    share: tuple[float, float] = (0.0, 0.0)
    l2: float = 0.0
    is_learning: bool = False
    weight: tuple[int, int, int] = (0, 0, 0)
    rate: float = 0.0


_WEIGHTS = """
weight = next(models[{title!r}].parameters()).detach()  # of the first layer
size = weight.square().mean().sqrt()
print(f"first weights of {title}: {{len(weight)}} units, ±{{size:.4f}}")
"""
_SIZES = """
# The size of the weights: their root mean square, without the biases.
for title in {networks}:
    weights = [own.flatten() for own in models[title].parameters() if own.dim() == 2]
    size = torch.cat(weights).square().mean().sqrt().item()
    print(f"weights of {{title}}: ±{{size:.4f}}")
"""
_THIN = '''

def thin(model, pixels, share, rng, count=1):
    """Return masks and logits with a share of both layers' units off, the others scaled up."""
    layers = (model.hidden1, model.hidden2)
    masks = [
        torch.rand((count, layer.out_features), generator=rng) >= off
        for layer, off in zip(layers, share)
    ]
    with torch.inference_mode():
        a1 = model.gate1(model.hidden1(pixels)) * masks[0] / (1 - share[0])
        a2 = model.gate2(model.hidden2(a1)) * masks[1] / (1 - share[1])
        return masks, model.output(a2)


'''
_DROPOUT = (
    _THIN
    + """\
rng = torch.Generator().manual_seed({draw})
masks, _ = thin(models[{title!r}], test_x[{digit}], {share}, rng)
left = " and ".join(f"{{int(mask.sum())}} of {{mask.numel()}}" for mask in masks)
print(f"for this {{test_y[{digit}]}}, {{left}} units are active")
"""
)
_PASSING = """
# During training the page shows the first digit of the current batch, and the units drawn for it.
# That batch and that draw exist only for a moment and cannot be repeated: below is a test digit.
print("not the batch on the page, which has passed: a test digit")
"""
_ROBUST = (
    _THIN
    + """\
# Of the first 2,000 test digits, in per cent: the mean of five random choices of units.
for title in {networks}:
    rng = torch.Generator().manual_seed({draw})
    for tenth in range(10):
        share, draws = tenth / 10, 5 if tenth else 1
        wrong = 0
        for _ in range(draws):
            _, logits = thin(models[title], test_x[:2000], (share, share), rng)
            wrong += int((logits.argmax(dim=1) != test_y[:2000]).sum())
        print(f"{{title}}, {{share:.0%}} off: {{100 * wrong / 2000 / draws:.2f}} %")
"""
)
_SPREAD = (
    _THIN
    + """\
# Dropout stays on during prediction: {n_networks} thinned networks classify one digit.
rng = torch.Generator().manual_seed({draw})
_, logits = thin(models[{title!r}], test_x[{digit}], {share}, rng, {n_networks})
votes = logits.argmax(dim=1).bincount(minlength=10)
for digit in votes.nonzero().flatten().tolist():
    print(f"{{votes[digit]}} of {n_networks} thinned networks predict {{digit}}")
print(f"the label is {{test_y[{digit}]}}")
"""
)
_CONFUSION = """
# Rows: the true digits. Columns: what {title} predicts.
with torch.inference_mode():
    answers = models[{title!r}](test_x).argmax(dim=1)
confusion = (10 * test_y + answers).bincount(minlength=100).reshape(10, 10)
for digit, row in enumerate(confusion.tolist()):
    print(f"a {{digit}} is classified as 0 to 9:", *row)
"""
_BY_DIGIT = """
for title, model in models.items():
    with torch.inference_mode():
        is_wrong = model(test_x).argmax(dim=1) != test_y
    rates = [100 * is_wrong[test_y == digit].float().mean() for digit in range(10)]
    print(f"{{title}}, wrong of each digit:", *(f"{{rate:.2f}} %" for rate in rates))
"""
_LOSS = """
# The loss of one test digit: -log of the probability that its label gets.
label = int(test_y[{digit}])
with torch.inference_mode():
    terms = -models[{title!r}](test_x[{digit}]).double().log_softmax(dim=0)
for digit, term in enumerate(terms.tolist()):
    print(f"-log f_{{digit}}(x) = {{term:.4f}}")
print(f"the label is {{label}}: loss {{terms[label]:.4f}}")
"""
_ONE_WEIGHT = """
# One step of plain gradient descent on one test digit, by backpropagation.
model, label = models[{title!r}].double(), int(test_y[{digit}])
layer, source, target = {weight}  # counted from 0
pixels = test_x[{digit}].double()
layers = [own for own in model.modules() if isinstance(own, nn.Linear)]
for own in layers:
    own.weight.requires_grad_()
    own.bias.requires_grad_()
model.zero_grad()
loss = -model(pixels).log_softmax(dim=-1)[label]
loss.backward()
before = layers[layer].weight[target, source].item()
slope = layers[layer].weight.grad[target, source].item()
print(f"weight {{before:.6g}}, gradient {{slope:.6g}}, new {{before - {rate:g} * slope:.6g}}")
with torch.no_grad():
    layers[layer].weight[target, source] -= {rate:g} * slope
    alone = -model(pixels).log_softmax(dim=-1)[label]
    layers[layer].weight[target, source] = before
    for own in layers:
        own.weight -= {rate:g} * own.weight.grad
        own.bias -= {rate:g} * own.bias.grad
    together = -model(pixels).log_softmax(dim=-1)[label]
print(f"loss {{loss:.6g}}, after this step {{alone:.6g}}, after that of all {{together:.6g}}")
"""
_PENALTY = """\
weights = [own.detach() for own in models[{title!r}].parameters() if own.dim() == 2]
penalty = {l2:g} * sum(float(own.square().sum()) for own in weights)
print(f"ridge penalty {{penalty:.4f}}, together {{terms[label] + penalty:.4f}}")
"""
_TAILS = {
    "Weights": _WEIGHTS,
    "Sizes": _SIZES,
    "Dropout": _DROPOUT,
    "Confusion": _CONFUSION,
    "By digit": _BY_DIGIT,
    "Loss": _LOSS,
    "One weight": _ONE_WEIGHT,
    "Units off": _ROBUST,
    "50 networks": _SPREAD,
}
_NEEDS_UNITS = ("Dropout", "Units off", "50 networks")  # views that need hidden units to drop


def lines(look: Look | None) -> str:
    """Return the lines that print the view, "" for views that only show errors."""
    if look is None or look.view not in _TAILS:
        return ""
    if look.view in _NEEDS_UNITS and not look.networks:
        return ""
    tail = _TAILS[look.view] + (_PENALTY if look.view == "Loss" and look.l2 else "")
    if look.view == "Dropout" and look.is_learning:
        tail = _PASSING + tail
    return tail.format(
        title=look.title,
        networks=list(look.networks),
        digit=look.digit,
        draw=look.draw,
        share=look.share,
        l2=look.l2,
        weight=look.weight,
        rate=look.rate,
        n_networks=N_NETWORKS,
    )
