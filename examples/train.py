"""Trains an example model and writes its folder, or checks that the folder is what this script would write.

    python examples/train.py jet_tagger             train, then write the model, events and expected outputs
    python examples/train.py jet_tagger --expected  keep the model, write events and expected outputs again
    python examples/train.py jet_tagger --check     recompute them from the committed model and compare every byte

Exit code 0: done or equal. 1: --check found a difference.
"""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("example", choices=["jet_tagger", "anomaly_detector"])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--expected", action="store_true", help="write events and expected outputs for the model as it is")
    mode.add_argument("--check", action="store_true", help="compare with the files in the folder, write nothing")
    parser.add_argument("--out", help="folder to write to or to check (default: the example's own)")
    arguments = parser.parse_args()

    import training.reproducible  # noqa: F401  before TensorFlow is imported

    example = __import__(f"training.{arguments.example}", fromlist=["train"])
    folder = os.path.abspath(arguments.out or os.path.join(HERE, arguments.example))
    os.makedirs(folder, exist_ok=True)
    started = time.time()
    if not (arguments.expected or arguments.check):
        figures = example.train(folder)
        print(f"trained in {time.time() - started:.0f} s:", ", ".join(f"{key} {value:.4f}" for key, value in figures.items()))
    result = example.expected(folder)
    if arguments.check:
        wrong = result.differences(folder)
        print(f"{len(result.arrays) - len(wrong)} of {len(result.arrays)} files are equal" + "".join(f"\n  differs: {name}" for name in wrong))
        return 1 if wrong else 0
    result.write(folder)
    print(f"wrote {len(result.arrays)} arrays to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
