"""The map around a network (format `trigforge-map`): offsets and shifts before it, a score after it. Integers only."""

import numpy as np

from .fixed import Fixed, exact_raw


def apply_inputs(entry, hardware_raw):
    """One entry of `inputs`: raw hardware words of type `entry["type"]` to what enters the network.

    t = x - offset is assigned to the offset's result type; then t is assigned to the shift's result type and shifted
    right inside it: bits fall off at either end, and a negative shift goes left. Returns (raw, type).
    """
    kind, raw = Fixed.parse(entry["type"]), np.asarray(hardware_raw, dtype=np.int64)
    if "offset" in entry:
        offset, result = Fixed.parse(entry["offset"]["type"]), Fixed.parse(entry["offset"]["result"])
        words = offset.cast(exact_raw(entry["offset"]["values"], offset.fraction, "offset"), offset.fraction)
        fraction = max(kind.fraction, offset.fraction)
        difference = (raw << (fraction - kind.fraction)) - (words << (fraction - offset.fraction))
        raw, kind = result.cast(difference, fraction), result
    if "shift" in entry:
        result = Fixed.parse(entry["shift"]["result"])
        raw, kind = shift_inside(result, result.cast(raw, kind.fraction), np.array(entry["shift"]["values"])), result
    return raw, kind


def shift_inside(kind, raw, shift):
    """`raw >> shift` in a word of `kind`: an arithmetic shift right, or left (wrapping) where shift is negative."""
    right = raw >> np.maximum(shift, 0)
    left = Fixed(kind.signed, kind.width, kind.width).cast(raw << np.maximum(-shift, 0), 0)
    return np.where(shift >= 0, right, left)


def sum_of_squares(entry, raw, fraction):
    """One entry of `scores`: squares and their sum, each assigned to the stated type. Returns (raw [events], type)."""
    square, accumulator = Fixed.parse(entry["square"]), Fixed.parse(entry["accumulator"])
    squares = square.cast(np.asarray(raw, dtype=np.int64) ** 2, 2 * fraction)
    return tree_sum(accumulator, accumulator.cast(squares, square.fraction)), accumulator


def tree_sum(kind, raw):
    """Sums the last axis pairwise, the larger power of two on the left, every node assigned to `kind`."""
    count = raw.shape[-1]
    if count == 1:
        return raw[..., 0]
    left = 1 << ((count - 1).bit_length() - 1)
    total = tree_sum(kind, raw[..., :left]) + tree_sum(kind, raw[..., left:])
    return kind.cast(total, kind.fraction)
