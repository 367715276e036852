"""Toy collisions: a background of soft jets and a few signals, as candidates in GeV, eta and phi.

Each function takes (events, random) and returns {kind: (pt, eta, phi)} with arrays [events, n]; pt 0 means no candidate.
"""

import numpy as np


def _falling(random, shape, start, power):
    """A steeply falling spectrum: P(pt > x) = (start / x)^power."""
    return start * (1.0 - random.random(shape)) ** (-1.0 / power)


def _keep(pt, counts):
    """Only the first `counts` candidates of each event."""
    return np.where(np.arange(pt.shape[1])[None, :] < counts[:, None], pt, 0.0)


def _directions(random, shape, width):
    return random.normal(0.0, width, shape), random.uniform(0.0, 2 * np.pi, shape)


def background(events, random):
    """Soft QCD: two back-to-back jets and pile-up jets, fake electromagnetic clusters, rare muons."""
    pile_up = np.clip(random.normal(50.0, 12.0, events), 10.0, None)
    pt, (eta, phi) = _falling(random, (events, 14), 7.0, 3.6), _directions(random, (events, 14), 2.1)
    pt = _keep(pt, 2 + random.poisson(pile_up / 9.0))
    hard = _falling(random, events, 14.0, 3.0)
    pt[:, 0], pt[:, 1] = hard, hard * np.clip(random.normal(0.85, 0.15, events), 0.2, 1.2)
    phi[:, 1] = phi[:, 0] + np.pi + random.normal(0.0, 0.25, events)
    eg_pt, (eg_eta, eg_phi) = _falling(random, (events, 7), 2.6, 2.6), _directions(random, (events, 7), 1.3)
    mu_pt, (mu_eta, mu_phi) = _falling(random, (events, 4), 3.0, 2.2), _directions(random, (events, 4), 1.2)
    return {
        "EG": (_keep(eg_pt, random.poisson(pile_up / 14.0)), eg_eta, eg_phi),
        "MU": (_keep(mu_pt, random.poisson(0.25, events)), mu_eta, mu_phi),
        "JET": (pt, eta, phi),
    }


def top_pairs(events, random):
    """Six central jets of a few tens of GeV, sometimes one lepton and missing energy."""
    pt, (eta, phi) = 25.0 + random.exponential(38.0, (events, 6)), _directions(random, (events, 6), 1.1)
    eg_pt, (eg_eta, eg_phi) = 18.0 + random.exponential(25.0, (events, 1)), _directions(random, (events, 1), 1.1)
    mu_pt, (mu_eta, mu_phi) = 18.0 + random.exponential(25.0, (events, 1)), _directions(random, (events, 1), 1.1)
    lepton = random.random(events)
    return {
        "EG": (_keep(eg_pt, (lepton < 0.2).astype(int)), eg_eta, eg_phi),
        "MU": (_keep(mu_pt, (lepton > 0.8).astype(int)), mu_eta, mu_phi),
        "JET": (pt, eta, phi),
    }


def soft_bomb(events, random):
    """A spherical spray of soft jets and clusters: nothing hard, everything busy."""
    pt, (eta, phi) = 14.0 + random.exponential(9.0, (events, 12)), _directions(random, (events, 12), 1.0)
    eg_pt, (eg_eta, eg_phi) = 4.0 + random.exponential(6.0, (events, 6)), _directions(random, (events, 6), 0.9)
    return {"EG": (eg_pt, eg_eta, eg_phi), "JET": (_keep(pt, 6 + random.poisson(4.0, events)), eta, phi)}


def many_muons(events, random):
    """Two pairs of close muons, as from two light long-lived scalars."""
    axis_eta, axis_phi = _directions(random, (events, 2), 0.9)
    pt = 4.0 + random.exponential(9.0, (events, 4))
    eta = np.repeat(axis_eta, 2, axis=1) + random.normal(0.0, 0.12, (events, 4))
    phi = np.repeat(axis_phi, 2, axis=1) + random.normal(0.0, 0.12, (events, 4))
    return {"MU": (pt, eta, phi)}


def hard_recoil(events, random):
    """One very hard jet against nothing: missing energy."""
    pt, (eta, phi) = _falling(random, (events, 1), 130.0, 4.0), _directions(random, (events, 1), 1.0)
    return {"JET": (pt, eta, phi), "INVISIBLE": (pt * random.uniform(0.85, 1.0, (events, 1)), -eta, phi + np.pi)}


SIGNALS = (top_pairs, soft_bomb, many_muons, hard_recoil)
