"""Toy jets as lists of constituents: prongs from two-body decays, each prong broken up into particles.

Not physics, but the five classes differ in what a tagger looks for: number of prongs, mass and multiplicity.
Angles are small, so a pair of massless particles has mass^2 = pt1 * pt2 * distance^2.
"""

import numpy as np

CLASSES = ("g", "q", "W", "Z", "t")
SLOTS = 64
RADIUS = 0.8
MASS_W, MASS_Z, MASS_TOP = 80.4, 91.2, 172.8
PARTICLES_QUARK, PARTICLES_GLUON = 22.0, 36.0


def make_showers(label, random):
    """Constituents of one jet per entry of `label` (0..4, see CLASSES).

    Returns (pt [GeV], x, y), each [jets, SLOTS]; x and y are angles from the jet axis, and empty slots have pt 0.
    """
    jets = len(label)
    jet_pt = 1000.0 * np.exp(random.normal(0.0, 0.08, jets))
    share, prong_x, prong_y = _prongs(label, jet_pt, random)

    mean = np.where(label[:, None] == 0, PARTICLES_GLUON, PARTICLES_QUARK) * np.sqrt(share)
    particles = np.where(share > 0, np.maximum(random.poisson(mean), 1), 0)
    ends = np.minimum(np.cumsum(particles, axis=1), SLOTS - 6)
    slot = np.arange(SLOTS)[None, :]
    prong = (slot >= ends[:, 0:1]).astype(int) + (slot >= ends[:, 1:2]) + (slot >= ends[:, 2:3])

    row = np.arange(jets)[:, None]
    hardness = random.gamma(0.55, 1.0, (jets, SLOTS)) + 1e-4
    pt = np.zeros((jets, SLOTS))
    for index in range(3):
        inside = prong == index
        total = np.maximum((hardness * inside).sum(axis=1, keepdims=True), 1e-9)
        pt += np.where(inside, hardness / total * (share[:, index] * jet_pt)[:, None], 0.0)

    spread = np.where(label[:, None] == 0, 1.3, 1.6)
    distance = RADIUS * np.exp(-random.exponential(spread, (jets, SLOTS))) / (1.0 + 4.0 * hardness)
    distance *= np.where(label[:, None] >= 2, 0.25, 1.0) * np.exp(random.normal(0.0, 0.45, (jets, 1)))
    angle = random.uniform(0.0, 2 * np.pi, (jets, SLOTS))
    safe = np.minimum(prong, 2)
    x = prong_x[row, safe] + distance * np.cos(angle)
    y = prong_y[row, safe] + distance * np.sin(angle)

    pile_up = (prong == 3) & (slot < ends[:, 2:3] + random.poisson(2.0, jets)[:, None])
    pt = np.where(pile_up, random.exponential(1.5, (jets, SLOTS)), pt)
    x = np.where(pile_up, random.uniform(-0.56, 0.56, (jets, SLOTS)), x)
    y = np.where(pile_up, random.uniform(-0.56, 0.56, (jets, SLOTS)), y)
    return _measure(pt, x, y, random)


def _prongs(label, jet_pt, random):
    """Momentum shares and positions of up to three prongs: [jets, 3] each."""
    jets = len(label)
    share, x, y = np.zeros((jets, 3)), np.zeros((jets, 3)), np.zeros((jets, 3))
    share[:, 0] = 1.0

    two = (label == 2) | (label == 3)
    smear = random.normal(1.0, 0.1, jets)
    mass = np.where(label == 3, MASS_Z, MASS_W) * smear
    z = random.uniform(0.12, 0.88, jets)
    phi = random.uniform(0.0, 2 * np.pi, (jets, 2))
    opening = mass / (jet_pt * np.sqrt(z * (1 - z)))
    for index, (part, arm) in enumerate(((z, z - 1), (1 - z, z))):
        share[two, index] = part[two]
        x[two, index] = (arm * opening * np.cos(phi[:, 0]))[two]
        y[two, index] = (arm * opening * np.sin(phi[:, 0]))[two]

    three = label == 4
    b = random.uniform(0.08, 0.65, jets)
    w = 1 - b
    opening_top = smear * np.sqrt((MASS_TOP**2 - MASS_W**2 / w) / (jet_pt**2 * b * w))
    opening_w = MASS_W / (jet_pt * w * np.sqrt(z * (1 - z)))
    axis = [np.stack([np.cos(phi[:, n]), np.sin(phi[:, n])]) for n in range(2)]
    position_b = -w * opening_top * axis[0]
    position_w = b * opening_top * axis[0]
    first = position_w + (z - 1) * opening_w * axis[1]
    second = position_w + z * opening_w * axis[1]
    for index, (part, position) in enumerate(((b, position_b), (w * z, first), (w * (1 - z), second))):
        share[three, index] = part[three]
        x[three, index] = position[0][three]
        y[three, index] = position[1][three]
    return share, x, y


def _measure(pt, x, y, random):
    """A detector: 8 % momentum resolution, 0.25 GeV steps, a threshold at 0.5 GeV, the cone, cells of 2^-6."""
    pt = np.floor(pt * np.maximum(random.normal(1.0, 0.08, pt.shape), 0.0) * 4.0) / 4.0
    pt = np.where((pt >= 0.5) & (np.hypot(x, y) < RADIUS), pt, 0.0)
    cell = 2.0**-6
    return pt, (np.floor(x / cell) + 0.5) * cell, (np.floor(y / cell) + 0.5) * cell
