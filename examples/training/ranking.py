"""How well a score separates two samples."""

import numpy as np


def area_under_curve(background, signal):
    """The chance that a signal event scores above a background event; ties count half."""
    ordered = np.sort(background)
    below = np.searchsorted(ordered, signal, side="left")
    not_above = np.searchsorted(ordered, signal, side="right")
    return float((below + not_above).mean() / (2 * len(background)))
