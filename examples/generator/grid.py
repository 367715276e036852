"""Real values onto the integers of a fixed-point grid."""

import numpy as np


def to_grid(values, fraction_bits, width):
    """Floors to multiples of 2^-fraction_bits and saturates to a signed word of `width` bits.

    Returns the raw integers (int32): value = raw * 2^-fraction_bits.
    """
    raw = np.floor(np.asarray(values, dtype=np.float64) * 2.0**fraction_bits)
    return np.clip(raw, -(2 ** (width - 1)), 2 ** (width - 1) - 1).astype(np.int32)


def from_grid(raw, fraction_bits):
    """The real values of raw integers, as float32; exact for words of up to 24 bits."""
    return (np.asarray(raw, dtype=np.float64) * 2.0**-fraction_bits).astype(np.float32)
