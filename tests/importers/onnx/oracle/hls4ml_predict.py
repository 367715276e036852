"""Prints what hls4ml's C simulation computes for an ONNX file: python hls4ml_predict.py FILE < REQUEST > RESULT

REQUEST is JSON: {"configuration": …, "values": rows of real numbers for the only input, in its own order of axes}.
RESULT is JSON: {"output": type, "raw": rows of raw integers}.
"""

import json
import sys

import numpy as np
import onnx

from make_conversions import convert


def without_axes(model):
    """Leaves out Squeeze and Unsqueeze, which hls4ml does not read: here they stand around normalisations of vectors."""
    for node in [each for each in model.graph.node if each.op_type in ("Squeeze", "Unsqueeze")]:
        for other in model.graph.node:
            for index, name in enumerate(other.input):
                if name == node.output[0]:
                    other.input[index] = node.input[0]
        model.graph.node.remove(node)
    used = {name for node in model.graph.node for name in node.input}
    for each in [each for each in model.graph.initializer if each.name not in used]:
        model.graph.initializer.remove(each)
    for each in [each for each in model.graph.input if each.name not in used]:
        model.graph.input.remove(each)


def main(path):
    request = json.load(sys.stdin)
    model = onnx.load(path)
    without_axes(model)
    constants = {each.name for each in model.graph.initializer}
    for each in [each for each in model.graph.input if each.name in constants]:
        model.graph.input.remove(each)
    (port,) = [each for each in model.graph.input if each.name not in constants]
    dimensions = port.type.tensor_type.shape.dim
    dimensions[0].dim_value = 1
    shape = [each.dim_value for each in dimensions][1:]
    values = np.asarray(request["values"], dtype=np.float64).reshape(-1, *shape)
    out = sys.stdout
    sys.stdout = sys.stderr
    _used, _kind, raw, output = convert(model, request["configuration"], values)
    json.dump({"output": output, "raw": raw.tolist()}, out)


if __name__ == "__main__":
    main(sys.argv[1])
