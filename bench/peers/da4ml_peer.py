"""da4ml's interpreter as a peer: traces a network, compares some events, then measures it whenever it is asked.

First line in: {"events", "count", "network", "trace"}: the network as layers.mjs describes it, and the file that keeps
its trace for the next time. First line out: {"about", "outputs"} or {"error"}. Then {"seconds"} gives {"nanoseconds"}. da4ml sums without losing a bit and rounds halves up;
what it cannot do otherwise is said in "about".
"""

import json
import time
from pathlib import Path

import da4ml
import numpy as np
from da4ml.trace import FixedVariableArrayInput, comb_trace
from da4ml.types import CombLogic
from protocol import Conversation


EVENTS = 4000


class Refused(Exception):
    """A network that da4ml does not take."""


def quantize(x, target):
    signed = int(target["signed"])
    whole = target["integer"] - signed
    overflow = "WRAP" if target["overflow"] == "WRAP" else "SAT"
    rounding = "TRN" if target["rounding"] == "TRN" else "RND"
    bits = [np.full(x.shape, bits, dtype=np.int64) for bits in (signed, whole, target["width"] - target["integer"])]
    return x.quantize(*bits, overflow, rounding)


def array(parameters):
    return np.array(parameters["values"]).reshape(parameters["shape"])


def finish(sums, layer):
    x = quantize(sums, layer["accumulator"])
    return quantize(x.relu() if layer["relu"] else x, layer["result"])


def dense(x, layer):
    return finish(x @ array(layer["weights"]) + array(layer["bias"]), layer)


def convolution(x, layer):
    """Sums at each position over what of its window lies inside."""
    size, stride = layer["size"], layer["stride"]
    height, width, channels = x.shape
    bias = array(layer["bias"])
    weights = array(layer["weights"]).reshape(size, size, channels, bias.size)
    counts = [-(-extent // stride) for extent in (height, width)]
    before = [max(0, (count - 1) * stride + size - extent) // 2 for count, extent in zip(counts, (height, width))]
    sums = []
    for row in range(counts[0]):
        for column in range(counts[1]):
            top, left = row * stride - before[0], column * stride - before[1]
            rows, columns = slice(max(0, top), top + size), slice(max(0, left), left + size)
            window = x[rows, columns]
            inside = weights[rows.start - top :, columns.start - left :][: window.shape[0], : window.shape[1]]
            sums.append(window.reshape(-1) @ inside.reshape(-1, bias.size) + bias)
    return finish(np.stack(sums).reshape(*counts, bias.size), layer)


def total(x, layer):
    return finish(np.sum(x, axis=0), {**layer, "relu": False})


def lstm(x, layer):
    raise Refused("da4ml has no recurrent layers")


LAYERS = {
    "dense": dense,
    "pointwise": dense,
    "convolution": convolution,
    "flatten": lambda x, layer: x.reshape(-1),
    "sum": total,
    "lstm": lstm,
}


def trace(network):
    source = network["input"]
    inputs = FixedVariableArrayInput(tuple(source["shape"]))
    x = quantize(inputs, source["type"])
    if network["cast"] is not None:
        x = quantize(x, network["cast"])
    results = []
    for layer in network["layers"]:
        minus = layer["kind"] == "minus"
        x = x - results[layer["layer"]] if minus else LAYERS[layer["kind"]](x, layer)
        results.append(x)
    return comb_trace(inputs, x)


def traced(network, path):
    """The trace of a network and the seconds that it took, here or when it was kept."""
    kept = Path(path)
    if kept.exists():
        document = json.loads(kept.read_text())
        if document["da4ml"] == da4ml.__version__:
            return CombLogic.deserialize(document["comb"]), document["seconds"]
    began = time.perf_counter()
    comb = trace(network)
    seconds = time.perf_counter() - began
    comb.save(f"{path}.part")
    document = {"da4ml": da4ml.__version__, "seconds": seconds, "comb": json.loads(Path(f"{path}.part").read_text())}
    Path(f"{path}.part").write_text(json.dumps(document))
    Path(f"{path}.part").rename(kept)
    return comb, seconds


def main():
    conversation = Conversation()
    request = conversation.read()
    try:
        comb, seconds = traced(request["network"], request["trace"])
    except Refused as error:
        conversation.answer({"error": str(error)})
        return
    events = np.fromfile(request["events"], dtype=np.float64).reshape(request["count"], -1)
    outputs = comb.predict(events, n_threads=1)
    conversation.answer({"about": f"{len(comb.ops)} ops, traced in {seconds:.1f} s", "outputs": outputs.ravel().tolist()})
    # The interpreter reads its program again in every call: enough events that this does not count.
    events = np.tile(events, (-(-EVENTS // len(events)), 1))
    while (question := conversation.read()) is not None:
        began = time.perf_counter()
        runs = 0
        while runs == 0 or time.perf_counter() - began < question["seconds"]:
            comb.predict(events, n_threads=1)
            runs += 1
        conversation.answer({"nanoseconds": (time.perf_counter() - began) * 1e9 / (runs * len(events))})


main()
