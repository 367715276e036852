"""Calorimeter regions into a small dense network: a table of regions, the network, and what it answers."""

import csv
import os

import numpy as np
from network_text import read_dense, write_dense
from training.fixed import Fixed

SEED = 20240612
EVENTS = 80
PHI, ETA, FIRST_ETA, ALL_ETA = 18, 14, 4, 22
TABLE, NETWORK = "regions.csv", "network.txt"
WEIGHTS = (Fixed.parse("fixed<6,1,RND_CONV,SAT>"), Fixed.parse("fixed<12,4,RND_CONV,SAT>"))
HIDDEN = Fixed.parse("ufixed<10,6,RND_CONV,SAT>")
SCORE = Fixed.parse("ufixed<16,8,RND_CONV,SAT>")
# Wide enough that no sum of products wraps, whatever the Et: 252 · 1023 · 1, and 12 · 64 · 8.
SUMS = (Fixed.parse("fixed<24,19>"), Fixed.parse("fixed<26,14>"))
UNITS = 12


def make(folder):
    """Trains the network on generated regions and writes it, and a table of regions: those with energy, in no order."""
    random = np.random.default_rng(SEED)
    layers = _train(random)
    write_dense(os.path.join(folder, NETWORK), "regions", PHI * ETA, layers, WEIGHTS, SUMS, (HIDDEN, SCORE))
    labels = random.integers(0, 2, EVENTS)
    labels[11] = -1
    rows = []
    for event, energy in enumerate(generate(labels, random)):
        places = np.argwhere(energy > 0)
        for phi, eta in places[random.permutation(len(places))]:
            rows.append((event, phi, eta, energy[phi, eta]))
    with open(os.path.join(folder, TABLE), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("event", "gctPhi", "gctEta", "et"))
        writer.writerows(rows)


def generate(labels, random):
    """Et of regions [events, 18, 22], 0..1023: pile-up alone (0), with clusters on it (1), nothing (-1)."""
    labels = np.asarray(labels)
    shape = (len(labels), PHI, ALL_ETA)
    pileup = random.uniform(0.1, 0.35, (len(labels), 1, 1))
    energy = np.where(random.random(shape) < pileup, random.exponential(5.0, shape), 0.0)
    for event in np.flatnonzero(labels == 1):
        for _ in range(random.integers(2, 9)):
            phi, eta = random.integers(0, PHI), random.integers(2, ALL_ETA - 2)
            energy[event, phi, eta] += random.exponential(90.0)
            energy[event, (phi + 1) % PHI, eta] += random.exponential(25.0)
            energy[event, phi, eta - 1] += random.exponential(25.0)
    # A few regions saturate.
    energy[random.random(shape) < 0.0002] = 1023
    return np.minimum(np.floor(energy), 1023).astype(np.int64) * (labels >= 0)[:, None, None]


def _train(random):
    """Weights and biases of 252-12-1, by logistic regression through quantised weights; floats on the types' grids."""
    labels = random.integers(0, 2, 12000)
    inputs = generate(labels, random)[:, :, FIRST_ETA : FIRST_ETA + ETA].reshape(len(labels), -1).astype(float)
    layers = [random.normal(0.0, 0.05, (PHI * ETA, UNITS)), np.zeros(UNITS), random.normal(0.0, 0.3, (UNITS, 1)), np.array([-2.0])]
    mean, square = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    for step in range(1, 1501):
        batch = random.integers(0, len(labels), 200)
        for index, gradient in enumerate(_gradients(layers, inputs[batch], labels[batch])):
            mean[index] = 0.9 * mean[index] + 0.1 * gradient
            square[index] = 0.999 * square[index] + 0.001 * gradient**2
            estimate = mean[index] / (1 - 0.9**step) / (np.sqrt(square[index] / (1 - 0.999**step)) + 1e-8)
            layers[index] = layers[index] - 0.003 * estimate
    return [_on_grid(layer, WEIGHTS[index // 2]) for index, layer in enumerate(layers)]


def _gradients(layers, inputs, labels):
    """Of the mean cross-entropy, as if quantising were the identity."""
    first, bias, second, offset = (_on_grid(layer, WEIGHTS[index // 2]) for index, layer in enumerate(layers))
    sums = inputs @ first + bias
    hidden = np.clip(sums, 0.0, 63.9375)
    error = (1.0 / (1.0 + np.exp(-np.clip(hidden @ second + offset, -30, 30))) - labels[:, None]) / len(labels)
    back = (error @ second.T) * ((sums > 0.0) & (sums < 64.0))
    return inputs.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)


def _on_grid(values, kind):
    fine = 30
    raw = kind.cast(np.rint(np.asarray(values) * 2.0**fine).astype(np.int64), fine)
    return raw * 2.0**-kind.fraction


def expected(folder):
    """Raw scores, ufixed<16,8>."""
    energy = np.zeros((EVENTS, PHI * ETA), dtype=np.int64)
    with open(os.path.join(folder, TABLE), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            eta = int(row["gctEta"]) - FIRST_ETA
            if 0 <= eta < ETA:
                energy[int(row["event"]), ETA * int(row["gctPhi"]) + eta] = int(row["et"])
    kernel, bias, last, offset = read_dense(os.path.join(folder, NETWORK))
    first, second = (kind.fraction for kind in WEIGHTS)
    hidden = HIDDEN.cast(energy @ kernel + bias, first)
    score = SCORE.cast(hidden @ last + (offset << HIDDEN.fraction), HIDDEN.fraction + second)
    return {"score.npy": score.astype(np.int32)}
