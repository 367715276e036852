"""Jets as 16 substructure variables on the grid of fixed<16,6>: what the jet tagger reads."""

import numpy as np

from .grid import to_grid
from .showers import CLASSES, RADIUS, make_showers

FRACTION_BITS = 10
WIDTH = 16

# name, offset, shift: the word holds (quantity - offset) * 2^shift, floored to multiples of 2^-10.
FEATURES = (
    ("multiplicity", 28.0, -3),
    ("mass_gev", 112.0, -5),
    ("groomed_mass_gev", 80.0, -5),
    ("leading_share", 0.1875, 4),
    ("pt_dispersion", 0.3125, 4),
    ("entropy", 2.75, 2),
    ("angularity_half", 0.3125, 4),
    ("girth", 0.125, 4),
    ("width", 0.03125, 6),
    ("e2", 0.0625, 5),
    ("e3", 2.0**-11, 11),
    ("c2", 0.125, 4),
    ("d2", 2.0, 0),
    ("c2_square", 0.0625, 4),
    ("planar_flow", 0.5, 1),
    ("core_share", 0.625, 2),
)


def make_jets(count, seed):
    """`count` jets of the five CLASSES in equal parts, in random order.

    Returns (raw int32 [count, 16] on the fixed<16,6> grid, label int8 [count]).
    """
    random = np.random.default_rng(seed)
    label = random.permutation(np.arange(count) % len(CLASSES)).astype(np.int8)
    raw = np.zeros((count, len(FEATURES)), dtype=np.int32)
    for start in range(0, count, 4096):
        block = slice(start, start + 4096)
        quantities = measure(*make_showers(label[block], random))
        for column, (_, offset, shift) in enumerate(FEATURES):
            raw[block, column] = to_grid((quantities[:, column] - offset) * 2.0**shift, FRACTION_BITS, WIDTH)
    return raw, label


def measure(pt, x, y):
    """The 16 quantities of FEATURES, before offset and scale, of jets given as constituents [jets, slots]."""
    total = np.maximum(pt.sum(axis=1), 1e-9)
    share = pt / total[:, None]
    centre_x = (share * x).sum(axis=1, keepdims=True)
    centre_y = (share * y).sum(axis=1, keepdims=True)
    x, y = x - centre_x, y - centre_y
    radius = np.hypot(x, y) / RADIUS
    separation = np.hypot(x[:, :, None] - x[:, None, :], y[:, :, None] - y[:, None, :])

    ordered = np.sort(share, axis=1)
    e2, e3 = _correlators(share, separation)
    e2_square, e3_square = _correlators(share, separation**2)
    groomed = np.where(share > 0.02, share, 0.0)
    groomed_e2_square, _ = _correlators(groomed, separation**2)
    xx, yy, xy = (share * x * x).sum(axis=1), (share * y * y).sum(axis=1), (share * x * y).sum(axis=1)
    columns = (
        (pt > 0).sum(axis=1),
        total * np.sqrt(e2_square),
        total * np.sqrt(groomed_e2_square),
        ordered[:, -1],
        np.sqrt((share**2).sum(axis=1)),
        -(share * np.log(np.maximum(share, 1e-12))).sum(axis=1),
        (share * np.sqrt(radius)).sum(axis=1),
        (share * radius).sum(axis=1),
        (share * radius**2).sum(axis=1),
        e2,
        e3,
        e3 / np.maximum(e2**2, 1e-12),
        e3 / np.maximum(e2**3, 1e-12),
        e3_square / np.maximum(e2_square**2, 1e-12),
        4 * (xx * yy - xy**2) / np.maximum((xx + yy) ** 2, 1e-12),
        (share * (radius < 0.125)).sum(axis=1),
    )
    return np.stack(columns, axis=1)


def _correlators(share, separation):
    """Energy correlators of two and three particles: sums over pairs and triples of shares times separations.

    With A[i,j] = sqrt(share_i share_j) separation_ij the sum over triples is trace(A^3) / 6.
    """
    root = np.sqrt(share)
    e2 = 0.5 * np.einsum("ni,nij,nj->n", share, separation, share, optimize=True)
    a = root[:, :, None] * separation * root[:, None, :]
    e3 = (np.matmul(a, a) * a).sum(axis=(1, 2)) / 6.0
    return e2, e3
