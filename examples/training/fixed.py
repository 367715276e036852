"""Fixed-point types and casts on numpy int64: the few modes that the examples use, written from their definition."""

import re
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fixed:
    """A fixed-point type: value = raw * 2^-fraction. Rounding TRN, RND or RND_CONV; overflow WRAP or SAT."""

    signed: bool
    width: int
    integer: int
    rounding: str = "TRN"
    overflow: str = "WRAP"

    @property
    def fraction(self):
        return self.width - self.integer

    @staticmethod
    def parse(text):
        """Reads `fixed<8,6,RND_CONV,SAT>`, `ap_ufixed<10,6,AP_RND_CONV,AP_SAT,0>`, ..."""
        match = re.fullmatch(r"(?:ap_)?(u?)fixed<(\d+),(-?\d+)(?:,(?:AP_)?(\w+))?(?:,(?:AP_)?(\w+))?(?:,0)?>", text.replace(" ", ""))
        if match is None:
            raise ValueError(f"not a fixed-point type: {text}")
        unsigned, width, integer, rounding, overflow = match.groups()
        kind = Fixed(unsigned == "", int(width), int(integer), rounding or "TRN", overflow or "WRAP")
        if kind.rounding not in ("TRN", "RND", "RND_CONV") or kind.overflow not in ("WRAP", "SAT"):
            raise ValueError(f"mode not implemented here: {text}")
        return kind

    def cast(self, raw, fraction):
        """Assigns raw integers with `fraction` fractional bits to this type; returns raw integers of this type."""
        return self._overflowed(self._rounded(np.asarray(raw, dtype=np.int64), fraction - self.fraction))

    def _rounded(self, raw, lost):
        if lost <= 0:
            return raw << -lost
        quotient = raw >> lost
        remainder, half = raw - (quotient << lost), 1 << (lost - 1)
        if self.rounding == "RND":
            return quotient + (remainder >= half)
        if self.rounding == "RND_CONV":
            return quotient + ((remainder > half) | ((remainder == half) & (quotient % 2 == 1)))
        return quotient

    def _overflowed(self, raw):
        low = -(1 << (self.width - 1)) if self.signed else 0
        high = low + (1 << self.width) - 1
        if self.overflow == "SAT":
            return np.clip(raw, low, high)
        return (raw - low) % (1 << self.width) + low


def exact_raw(values, fraction, what):
    """The raw integers of real values that must lie on the grid of 2^-fraction; raises when one does not."""
    scaled = np.asarray(values, dtype=np.float64) * 2.0**fraction
    raw = np.rint(scaled).astype(np.int64)
    off = np.count_nonzero(raw != scaled)
    if off:
        raise ValueError(f"{what}: {off} of {raw.size} values are not multiples of 2^-{fraction}")
    return raw
