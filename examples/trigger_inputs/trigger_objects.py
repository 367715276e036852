"""A global trigger's objects into the bundled anomaly detector: a table of objects, and what the chain answers."""

import csv
import os

import h5py
import numpy as np
import yaml
from generator.events import TOPOLOGIES, make_events
from generator.objects import KINDS
from training.fixed import Fixed, exact_raw
from training.trigger_map import apply_inputs, sum_of_squares

SEED = 20240611
EVENTS = 300
TABLE = "objects.csv"
HARDWARE = Fixed.parse("fixed<18,13>")

# Layer, type of its weights, what follows it: quantised weights are fixed<W,I,RND_CONV,SAT>.
RELU = Fixed.parse("ufixed<10,6,RND_CONV,SAT>")
LAYERS = (
    ("encoder_1", "fixed<4,1,RND_CONV,SAT>", RELU),
    ("encoder_2", "fixed<4,1,RND_CONV,SAT>", RELU),
    ("squeeze_1", "fixed<5,2,RND_CONV,SAT>", RELU),
    ("squeeze_2", "fixed<5,2,RND_CONV,SAT>", RELU),
    ("squeeze_3", "fixed<5,2,RND_CONV,SAT>", Fixed.parse("fixed<10,6,RND_CONV,SAT>")),
    ("expand_1", "fixed<4,1,RND_CONV,SAT>", RELU),
    ("expand_2", "fixed<5,2,RND_CONV,SAT>", RELU),
    ("expand_3", "fixed<5,2,RND_CONV,SAT>", None),
)
BIAS = Fixed.parse("fixed<4,1,RND_CONV,SAT>")


def make(folder):
    """Writes the table: a row an object, those of an event in no order, missing ones absent, more than there are slots."""
    random = np.random.default_rng(SEED)
    labels = random.integers(0, len(TOPOLOGIES), EVENTS)
    rows = []
    for event, words in enumerate(make_events(labels, SEED)):
        objects = [] if event % 50 == 7 else _objects(words, random)
        rows += [(event, *objects[index]) for index in random.permutation(len(objects))]
    with open(os.path.join(folder, TABLE), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("event", "kind", "hwPt", "hwEta", "hwPhi"))
        writer.writerows(rows)


def _objects(words, random):
    """The objects of one event, taus among them, and candidates that find no slot."""
    objects = []
    position = 0
    for kind in KINDS:
        found = words[3 * position : 3 * (position + kind.slots)].reshape(-1, 3)
        position += kind.slots
        present = [(kind.name, *map(int, triple)) for triple in found if triple[0] > 0]
        objects += present
        if 1 < kind.slots == len(present):
            # Softer ones, and some as hard as the last: equal ones stay in the order of the table.
            for _ in range(random.integers(0, 4)):
                pt = int(random.integers(kind.pt_threshold, present[-1][1] + 1))
                eta = int(random.integers(-kind.eta_max, kind.eta_max + 1))
                objects.append((kind.name, pt, eta, int(random.integers(0, kind.phi_bins))))
    for _ in range(random.integers(0, 3)):
        objects.append(("TAU", int(random.integers(1, 200)), int(random.integers(-50, 51)), int(random.integers(0, 144))))
    return objects


def expected(folder):
    """Raw outputs: `difference` with 7 fraction bits, and the score, ufixed<18,14>."""
    surroundings = os.path.join(folder, "..", "..", "anomaly_detector")
    with open(os.path.join(surroundings, "map.yml"), encoding="utf-8") as file:
        document = yaml.safe_load(file)
    words = HARDWARE.cast(_prepare(_read_table(os.path.join(folder, TABLE))), 1)
    entered, kind = apply_inputs(document["inputs"][0], words)
    with h5py.File(os.path.join(surroundings, "anomaly_detector.h5"), "r") as weights:
        difference, fraction = _evaluate(weights["model_weights"], entered, kind.fraction)
    score, _ = sum_of_squares(document["scores"][0], difference, fraction)
    return {"difference.npy": difference.astype(np.int32), "score.npy": score.astype(np.int32)}


def _read_table(path):
    """Objects by event and kind, in the order of the table."""
    events = [{kind.name: [] for kind in KINDS} for _ in range(EVENTS)]
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kind"] != "TAU":
                words = [int(row[column]) for column in ("hwPt", "hwEta", "hwPhi")]
                events[int(row["event"])][row["kind"]].append(words)
    return events


def _prepare(events):
    """57 numbers an event in units of one half: MET(1), EG(4), MU(4), JET(10), each (pt, eta, phi), falling in pt."""
    table = np.zeros((len(events), sum(kind.slots for kind in KINDS), 3), dtype=np.int64)
    for event, kinds in enumerate(events):
        first = 0
        for kind in KINDS:
            chosen = sorted(kinds[kind.name], key=lambda words: -words[0])[: kind.slots]
            for slot, (pt, eta, phi) in enumerate(chosen):
                # hwPt counts halves already; eta and phi count ones.
                table[event, first + slot] = pt, 2 * eta, 2 * phi
            first += kind.slots
    table[:, 0, 1] = 0
    return table.reshape(len(events), -1)


def _evaluate(weights, raw, fraction):
    entry = Fixed.parse("fixed<8,6,RND_CONV,SAT>")
    raw, fraction = entry.cast(raw, fraction), entry.fraction
    latent = None
    for name, weight_type, result in LAYERS:
        kernel, bias = weights[name][name]["kernel:0"][()], weights[name][name]["bias:0"][()]
        kind = Fixed.parse(weight_type)
        sums = raw @ _quantised(kernel, kind)
        raw = sums + (_quantised(bias, BIAS) << (fraction + kind.fraction - BIAS.fraction))
        fraction += kind.fraction
        if result is not None:
            raw, fraction = result.cast(raw, fraction), result.fraction
        latent = raw if name == "encoder_2" else latent
    return raw - (latent << (fraction - RELU.fraction)), fraction


def _quantised(values, kind):
    """Trained floats as the raw integers of a type; exact, because 2^24 of a float32's values are enough."""
    fine = 40
    return kind.cast(exact_raw(values, fine, "weights"), fine)
