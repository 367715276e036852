"""Events as the 57 integers of a global trigger: MET(1), EG(4), MU(4), JET(10), each (hwPt, hwEta, hwPhi)."""

import numpy as np

from .objects import EG, JET, KINDS, MET, MU, words
from .topologies import SIGNALS, background

TOPOLOGIES = ("background",) + tuple(signal.__name__ for signal in SIGNALS)


def make_events(label, seed):
    """One event per entry of `label` (an index of TOPOLOGIES); signals lie on top of background.

    Returns hardware words, int32 [events, 57], in the order MET, EG, MU, JET; MET has eta 0; missing objects are zeros.
    """
    random = np.random.default_rng(seed)
    label = np.asarray(label)
    result = np.zeros((len(label), sum(3 * kind.slots for kind in KINDS)), dtype=np.int32)
    for index, signal in enumerate((None,) + SIGNALS):
        rows = np.flatnonzero(label == index)
        if len(rows) > 0:
            layers = [background(len(rows), random)] + ([] if signal is None else [signal(len(rows), random)])
            result[rows] = _event_words(layers, random)
    return result


def hardware_values(hardware):
    """What enters the network's chain on fixed<18,13>: pt in GeV (hwPt / 2, the half is kept), eta and phi as they are."""
    values = np.asarray(hardware, dtype=np.float32).copy()
    values[:, 0::3] *= 0.5
    return values


def _event_words(layers, random):
    merged = {}
    for kind in (EG, MU, JET, "INVISIBLE"):
        name = kind if isinstance(kind, str) else kind.name
        parts = [layer[name] for layer in layers if name in layer]
        if parts:
            merged[name] = tuple(np.concatenate(columns, axis=1) for columns in zip(*parts))
    columns = [_missing_energy(merged, random)]
    columns += [words(kind, *merged[kind.name]) for kind in (EG, MU, JET)]
    return np.concatenate(columns, axis=1).reshape(len(columns[0]), -1)


def _missing_energy(merged, random):
    """The sum of what escapes, and a resolution that grows with the activity of the jets."""
    pt, _, phi = merged["JET"]
    resolution = 0.55 * np.sqrt(pt.sum(axis=1) + 100.0)
    x, y = random.normal(0.0, 1.0, (2, len(pt))) * resolution
    if "INVISIBLE" in merged:
        lost, _, lost_phi = merged["INVISIBLE"]
        x, y = x + (lost * np.cos(lost_phi)).sum(axis=1), y + (lost * np.sin(lost_phi)).sum(axis=1)
    return words(MET, np.hypot(x, y)[:, None], np.zeros((len(pt), 1)), np.arctan2(y, x)[:, None])
