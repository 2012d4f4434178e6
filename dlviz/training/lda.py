"""Linear discriminant analysis (LDA): a digit classifier whose weights a formula gives.

Source: G. James, D. Witten, T. Hastie and R. Tibshirani, "An Introduction to Statistical Learning",
formula (4.24), with the pooled covariance.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

_ROWS = 2000  # pictures per batch: as float64 they fit into the CPU's cache
_BLOCKS = 4  # column blocks of X'X: only those on and above the diagonal are computed


def fit(pixels: Tensor, labels: Tensor) -> nn.Linear:
    """Return the discriminants delta_k(x) = x' S^-1 m_k - m_k' S^-1 m_k / 2 + log p_k as a layer.

    m_k is the mean of class k, p_k its share of the data, and S the covariance around the class
    means, pooled over the classes. Constant pixels are left out (weight 0). The pseudo-inverse
    is used, because S can still be singular. Computed in double precision.

    Args:
        pixels: (N, P) float, one row for each picture, on a device that has float64.
        labels: (N,) integers 0 to K - 1, each at least once, K < N.

    Returns:
        A linear layer from P pixels to K discriminants, float32, on the device of `pixels`.
    """
    labels = labels.long()
    counts = torch.bincount(labels)  # (K,)
    is_used = (pixels != pixels[0]).any(dim=0)  # (P,)
    sums, products = _moments(pixels, labels, is_used)
    means = sums / counts[:, None]  # (K, used)
    between = means.T @ (counts[:, None] * means)
    covariance = (products - between) / (len(pixels) - len(counts))  # (used, used)
    weight = means @ torch.linalg.pinv(covariance, hermitian=True)  # (K, used)
    layer = nn.utils.skip_init(nn.Linear, pixels.shape[1], len(counts), device=pixels.device)
    with torch.no_grad():
        layer.weight.zero_()
        layer.weight[:, is_used] = weight.float()
        layer.bias.copy_(torch.log(counts / len(pixels)) - (weight * means).sum(dim=1) / 2)
    return layer.requires_grad_(False)


def _moments(pixels: Tensor, labels: Tensor, is_used: Tensor) -> tuple[Tensor, Tensor]:
    """Return the sum of each class (K, used) and X'X (used, used) in double precision."""
    n_used = int(is_used.sum())
    products = pixels.new_zeros(n_used, n_used, dtype=torch.double)
    sums = pixels.new_zeros(int(labels.max()) + 1, n_used, dtype=torch.double)
    width = max(1, -(-n_used // _BLOCKS))
    for rows, classes in zip(pixels.split(_ROWS), labels.split(_ROWS), strict=True):
        x = rows[:, is_used].double()
        sums += functional.one_hot(classes, len(sums)).double().T @ x
        for left in range(0, n_used, width):
            products[left : left + width, left:].addmm_(x[:, left : left + width].T, x[:, left:])
    upper = products.triu()
    return sums, upper + products.triu(1).T
