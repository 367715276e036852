"""Offsets and shifts that bring the 57 hardware words near zero with a spread of a few units, chosen from background."""

import numpy as np
from generator.objects import KINDS

WORD = "fixed<18,13>"
OFFSET = "fixed<10,10>"


def choose_inputs(port, values):
    """An entry of `inputs` in a trigforge-map for background events `values` (pt in GeV, hwEta, hwPhi; [events, 57]).

    Only objects that are present count. pt: the offset is the rounded median of that slot, and the shift leaves a
    spread of about 2 units; hwEta and hwPhi: one pair for all slots of a kind, with a spread of about 1 unit.
    """
    offsets, shifts, column = [], [], 0
    for kind in KINDS:
        block = values[:, column : column + 3 * kind.slots].reshape(len(values), kind.slots, 3)
        present = block[:, :, 0] > 0
        angles = [_centre_and_shift(block[:, :, axis][present], 0) for axis in (1, 2)]
        for slot in range(kind.slots):
            pairs = [_centre_and_shift(block[:, slot, 0][present[:, slot]], 1), *angles]
            offsets += [offset for offset, _ in pairs]
            shifts += [shift for _, shift in pairs]
        column += 3 * kind.slots
    return {
        "port": port,
        "type": WORD,
        "offset": {"type": OFFSET, "values": tuple(offsets), "result": WORD},
        "shift": {"values": tuple(shifts), "result": WORD},
    }


def _centre_and_shift(values, spare_bits):
    spread = float(np.std(values))
    shift = 0 if spread == 0 else max(int(np.rint(np.log2(spread))) - spare_bits, -1)
    return int(np.rint(np.median(values))), shift
