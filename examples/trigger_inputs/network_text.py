"""Dense networks in Trigforge's text form (docs/ops.md): one line a value."""

import json
import re

import numpy as np


def write_dense(path, name, inputs, layers, weight_types, sums, results):
    """A network of dense layers with their activations, a cast each: relu is a cast to an unsigned, saturating type.

    `layers` has kernel and bias of each layer in turn, as real values on the grid of its weight type.
    """
    provenance = {"source": "examples/trigger_inputs", "fidelity": "native", "notes": []}
    lines = [f"program {name} version=1", f"provenance {json.dumps(provenance, separators=(',', ':'))}"]
    lines.append(f'%0 = input name="{name}" shape=[{inputs}] format=uint<10> : ufixed<10,10>[{inputs}] @{name}')
    value = 0
    for index, (weight, total, result) in enumerate(zip(weight_types, sums, results)):
        scope = f"dense_{index + 1}"
        kind = f"fixed<{weight.width},{weight.integer}>"
        kernel, bias = (np.rint(layer * 2.0**weight.fraction).astype(int) for layer in layers[2 * index : 2 * index + 2])
        wide, out = f"fixed<{total.width},{total.integer}>", f"ufixed<{result.width},{result.integer}"
        units = kernel.shape[1]
        for array in (bias, kernel):
            value += 1
            shape = ",".join(map(str, array.shape))
            raw = ",".join(map(str, array.reshape(-1)))
            lines.append(f"%{value} = constant shape=[{shape}] type={kind} raw=[{raw}] : {kind}[{shape}] @{scope}")
        order = 'order={"order":"sequential","stride":1}'
        operands = f"x=%{value - 2} weights=%{value} bias=%{value - 1} batchAxes=0"
        lines.append(f"%{value + 1} = contract {operands} accumulator={wide} {order} : {wide}[{units}] @{scope}")
        modes = f"{result.rounding},{result.overflow}"
        lines.append(f"%{value + 2} = cast x=%{value + 1} to={out},{modes}> : {out}>[{units}] @{scope}_relu")
        value += 2
    lines.append(f"output score = %{value}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def read_dense(path):
    """Kernel and bias of each layer in turn, as raw integers: the constants of the text, and nothing else of it."""
    with open(path, encoding="utf-8") as file:
        constants = re.findall(r"= constant shape=\[([\d,]+)\] type=\S+ raw=\[([-\d,]+)\]", file.read())
    arrays = [
        np.array([int(word) for word in raw.split(",")], dtype=np.int64).reshape([int(word) for word in shape.split(",")])
        for shape, raw in constants
    ]
    return [array for bias, kernel in zip(arrays[0::2], arrays[1::2]) for array in (kernel, bias)]
