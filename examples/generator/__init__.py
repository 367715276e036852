"""A toy generator of trigger-like events. Every number that leaves it is an integer, as it would be in hardware."""
