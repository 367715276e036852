"""da4ml's interpreter as a peer: builds a dense network, then measures it whenever a line with seconds comes.

First line of stdin: {"input": [elements, k, i, f], "layers": [{"weights": [[...]], "bias": [...], "relu": bool,
"result": [k, i, f, overflow, rounding]}], "cast": [k, i, f, overflow, rounding] | null}. Answers are lines of JSON.
"""

import json
import sys
import time

import numpy as np
from da4ml.trace import FixedVariableArrayInput, comb_trace

EVENTS = 4000


def quantize(x, target):
    k, i, f, overflow, rounding = target
    shape = x.shape
    full = lambda value: np.full(shape, value, dtype=np.int64)
    return x.quantize(full(k), full(i), full(f), overflow, rounding)


def main():
    network = json.loads(sys.stdin.readline())
    elements, k, i, f = network["input"]
    began = time.perf_counter()
    inputs = FixedVariableArrayInput((elements,))
    x = quantize(inputs, [k, i, f, "WRAP", "TRN"])
    if network["cast"] is not None:
        x = quantize(x, network["cast"])
    for layer in network["layers"]:
        x = x @ np.array(layer["weights"]) + np.array(layer["bias"])
        if layer["relu"]:
            x = x.relu()
        x = quantize(x, layer["result"])
    comb = comb_trace(inputs, x)
    built = time.perf_counter() - began
    spread = 2.0 ** (min(i, 12) - 6)
    data = np.random.default_rng(7).normal(size=(EVENTS, elements)) * spread
    comb.predict(data, n_threads=1)
    print(json.dumps({"about": f"{len(comb.ops)} ops, traced in {built:.1f} s"}), flush=True)
    for line in sys.stdin:
        seconds = float(line)
        began = time.perf_counter()
        runs = 0
        while time.perf_counter() - began < seconds:
            comb.predict(data, n_threads=1)
            runs += 1
        print((time.perf_counter() - began) * 1e9 / (runs * EVENTS), flush=True)


main()
