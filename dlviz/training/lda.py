"""Linear discriminant analysis: the one digit classifier that a formula gives.

Source: G. James, D. Witten, T. Hastie and R. Tibshirani, "An Introduction to Statistical Learning",
formula (4.24), with the pooled covariance.
"""

import torch
from torch import Tensor, nn


def fit(pixels: Tensor, labels: Tensor) -> nn.Linear:
    """Return the discriminants delta_k(x) = x' S^-1 m_k - m_k' S^-1 m_k / 2 + log p_k as a layer.

    m_k is the mean of class k, p_k its share of the data and S the covariance around the class
    means, pooled over the classes. Pixels that never change make S singular: the pseudo-inverse
    leaves them out. Computed in double precision.

    Args:
        pixels: (N, P) float, one row for each picture.
        labels: (N,) integers 0 to K - 1, each at least once, K < N.

    Returns:
        A linear layer from P pixels to K discriminants, float32.
    """
    x = pixels.double()
    counts = torch.bincount(labels.long())  # (K,)
    members = torch.nn.functional.one_hot(labels.long()).double()  # (N, K)
    means = members.T @ x / counts[:, None]  # (K, P)
    deviations = x - means[labels.long()]
    covariance = deviations.T @ deviations / (len(x) - len(counts))  # (P, P)
    weight = means @ torch.linalg.pinv(covariance, hermitian=True)  # (K, P)
    bias = torch.log(counts / len(x)) - (weight * means).sum(dim=1) / 2
    layer = nn.utils.skip_init(nn.Linear, x.shape[1], len(counts))
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer.requires_grad_(False)
