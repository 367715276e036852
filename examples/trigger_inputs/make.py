"""Makes the worked examples of trigger inputs, or checks them against an implementation in numpy alone.

    python examples/trigger_inputs/make.py            write tables of objects, the regions' network, and expected outputs
    python examples/trigger_inputs/make.py --check    read the committed tables and network, recompute every expected
                                                      output, compare byte for byte, write nothing

Needs numpy, h5py and PyYAML. Nothing here knows Trigforge: tables are read by Python's csv module, objects are put in order
and filled up by hand, and the networks are evaluated on int64. Exit code 0: done or equal. 1: --check found a difference.
"""

import argparse
import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)

import numpy as np  # noqa: E402
import regions  # noqa: E402
import trigger_objects  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    check = parser.parse_args().check
    wrong = 0
    for example, name in ((trigger_objects, "global_trigger"), (regions, "calorimeter_regions")):
        folder = os.path.join(HERE, name)
        if not check:
            example.make(folder)
        for file, array in example.expected(folder).items():
            wrong += _settle(os.path.join(folder, file), np.ascontiguousarray(array), check)
    return 1 if wrong else 0


def _settle(path, array, check):
    """Writes an array, or compares it with the file; returns how many files differ."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    name = os.path.relpath(path, HERE)
    if not check:
        with open(path, "wb") as file:
            file.write(buffer.getvalue())
        print(f"written: {name} {array.shape}")
        return 0
    with open(path, "rb") as file:
        equal = file.read() == buffer.getvalue()
    print(f"{'equal' if equal else 'DIFFERS'}: {name} {array.shape}")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
