"""Trigger objects as hardware integers: how many there are, and how many bits their words have."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Objects:
    """A list of candidates of one kind, ordered by falling pT and cut off at `slots`.

    hwPt counts 0.5 GeV and saturates at `pt_max`; hwEta is signed, |hwEta| <= eta_max; hwPhi runs from 0 to phi_bins - 1.
    """

    name: str
    slots: int
    pt_max: int
    eta_max: int
    phi_bins: int
    pt_threshold: int


MET = Objects("MET", 1, 4095, 0, 144, 0)
EG = Objects("EG", 4, 511, 57, 144, 4)
MU = Objects("MU", 4, 511, 225, 576, 6)
JET = Objects("JET", 10, 2047, 115, 144, 16)
KINDS = (MET, EG, MU, JET)
INPUTS = 3 * sum(kind.slots for kind in KINDS)
ETA_STEP = {"EG": 0.0435, "MU": 0.010875, "JET": 0.0435}


def words(kind, pt_gev, eta, phi):
    """Candidates [events, n] in GeV, pseudorapidity and radians as hardware words [events, slots, 3].

    Candidates below threshold or outside the acceptance are dropped, and missing ones are three zeros.
    """
    hw_pt = np.minimum(np.floor(pt_gev * 2.0), kind.pt_max).astype(np.int32)
    step = ETA_STEP.get(kind.name)
    hw_eta = np.zeros_like(hw_pt) if step is None else np.rint(eta / step).astype(np.int32)
    hw_phi = np.floor(np.mod(phi, 2 * np.pi) / (2 * np.pi) * kind.phi_bins).astype(np.int32) % kind.phi_bins
    kept = (hw_pt >= max(kind.pt_threshold, 1)) & (np.abs(hw_eta) <= kind.eta_max)
    candidates = np.stack([hw_pt, hw_eta, hw_phi], axis=2) * kept[:, :, None]
    order = np.argsort(-candidates[:, :, 0], axis=1, kind="stable")[:, : kind.slots]
    return np.take_along_axis(candidates, order[:, :, None], axis=1)
