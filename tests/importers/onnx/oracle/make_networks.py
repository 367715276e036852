"""Writes golden/<name>.onnx and golden/predictions.json: what qonnx' executor, or onnxruntime, computes.

Usage: python make_networks.py FOLDER, with examples/requirements-qonnx.txt installed. The numbers are float32, as the
framework has them; the inputs are raw integers of the port's type, a part of them at the ends of its range.
"""

import json
import os
import re
import sys

import numpy as np
import onnx

from graphs import Graph, run
from networks import NETWORKS

EVENTS = 16


def inputs_of(shape, kind, seed):
    unsigned, width, integer = re.match(r"(u?)fixed<(\d+),(-?\d+)>", kind).groups()
    width, integer = int(width), int(integer)
    low, high = (0, 2**width - 1) if unsigned else (-(2 ** (width - 1)), 2 ** (width - 1) - 1)
    rng = np.random.default_rng(seed)
    raw = rng.integers(low, high + 1, (EVENTS, *shape))
    raw[0], raw[1] = low, high
    # Small numbers and halves, where ties lie.
    raw[2:8] = np.clip(rng.integers(-24, 25, raw[2:8].shape) * max(1, 2 ** (width - integer - 4)), low, high)
    return raw, (raw * 2.0 ** (integer - width)).astype(np.float32)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    golden = {}
    for seed, (name, (write, kind, options)) in enumerate(NETWORKS.items()):
        single, many = Graph(1, **options), Graph(EVENTS, **options)
        write(single)
        write(many)
        onnx.save(single.model(), os.path.join(folder, f"{name}.onnx"))
        shape = [each.dim_value for each in single.inputs[0].type.tensor_type.shape.dim][1:]
        raw, values = inputs_of(shape, kind, seed)
        results = run(many.model(), {"x": values})
        golden[name] = {
            "type": kind,
            "inputs": raw.reshape(EVENTS, -1).tolist(),
            "outputs": {
                key: [[float(f"{number:.9g}") for number in row] for row in result.reshape(EVENTS, -1).astype(np.float32)]
                for key, result in results.items()
            },
        }
        print(name, {key: value.shape for key, value in results.items()})
    text = json.dumps(golden, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]")
    with open(os.path.join(folder, "predictions.json"), "w") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
