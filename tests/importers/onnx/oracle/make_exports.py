"""Writes golden/brevitas_*.onnx, golden/torch_*.onnx and golden/exports.json: exports of the tools that people train with.

Usage: python make_exports.py FOLDER, with examples/requirements-qonnx.txt installed. The networks are tiny and untrained but
for their statistics; predictions are those of the exported files, by qonnx' executor or onnxruntime.
"""

import json
import os
import sys

import numpy as np
import onnx
import torch
from torch import nn

from graphs import run

EVENTS = 12
WIDTH, FRACTION = 12, 8


def brevitas_network(fixed_point):
    import brevitas.nn as qnn
    from brevitas.quant import Int8ActPerTensorFloat, Int8WeightPerChannelFloat, Int32Bias, Uint8ActPerTensorFloat
    from brevitas.quant.fixed_point import (
        Int8ActPerTensorFixedPoint,
        Int8WeightPerTensorFixedPoint,
        Uint8ActPerTensorFixedPoint,
    )

    weight = Int8WeightPerTensorFixedPoint if fixed_point else Int8WeightPerChannelFloat
    signed = Int8ActPerTensorFixedPoint if fixed_point else Int8ActPerTensorFloat
    unsigned = Uint8ActPerTensorFixedPoint if fixed_point else Uint8ActPerTensorFloat
    weights = dict(weight_quant=weight, weight_bit_width=4, return_quant_tensor=True)
    return nn.Sequential(
        qnn.QuantIdentity(act_quant=signed, bit_width=8, return_quant_tensor=True),
        qnn.QuantConv2d(1, 4, 3, padding=1, bias=True, bias_quant=Int32Bias, **weights),
        qnn.QuantReLU(act_quant=unsigned, bit_width=4, return_quant_tensor=True),
        nn.MaxPool2d(2),
        nn.Flatten(),
        qnn.QuantLinear(16, 10, bias=True, bias_quant=Int32Bias, **weights),
        qnn.QuantReLU(act_quant=unsigned, bit_width=4, return_quant_tensor=True),
        qnn.QuantLinear(10, 3, bias=False, **weights),
        qnn.QuantIdentity(act_quant=signed, bit_width=8, return_quant_tensor=False),
    )


def float_network():
    return nn.Sequential(
        nn.Conv1d(2, 3, 3, padding=1), nn.BatchNorm1d(3), nn.ReLU(), nn.Flatten(), nn.Linear(18, 4), nn.Sigmoid()
    )


class Recurrent(nn.Module):
    """An LSTM or GRU, the last state or every step of it, and a dense layer."""

    def __init__(self, kind, sequence, directions):
        super().__init__()
        self.recurrent = getattr(nn, kind)(3, 4, batch_first=True, bidirectional=directions == 2)
        self.sequence = sequence
        self.dense = nn.Linear(4 * directions, 2)

    def forward(self, x):
        steps, state = self.recurrent(x)
        if self.sequence:
            return self.dense(steps)
        return self.dense((state[0] if isinstance(state, tuple) else state)[-1])


def settled(network, shape):
    torch.manual_seed(7)
    network.train()
    for _ in range(20):
        network(torch.randn(64, *shape))
    return network.eval()


def trim(path):
    """Leaves out where in the Python source each node came from, which makes files ten times as large."""
    model = onnx.load(path)
    for node in model.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    for each in [*model.graph.value_info, *model.graph.initializer, *model.graph.input, *model.graph.output]:
        each.ClearField("metadata_props")
    model.graph.ClearField("metadata_props")
    onnx.save(model, path)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    golden = {}

    def predict(name, shape):
        model = onnx.load(os.path.join(folder, f"{name}.onnx"))
        rng = np.random.default_rng(11)
        raw = rng.integers(-(2 ** (WIDTH - 1)), 2 ** (WIDTH - 1), (EVENTS, *shape))
        port = [each.name for each in model.graph.input if each.name not in {c.name for c in model.graph.initializer}][0]
        rows = []
        for event in raw:
            results = run(model, {port: (event[None] / 2**FRACTION).astype(np.float32)})
            (result,) = [results[each.name] for each in model.graph.output]
            rows.append([float(f"{number:.9g}") for number in result.reshape(-1)])
        inputs = raw.reshape(EVENTS, -1).tolist()
        golden[name] = {"type": f"fixed<{WIDTH},{WIDTH - FRACTION}>", "inputs": inputs, "outputs": rows}

    from brevitas.export import export_onnx_qcdq, export_qonnx

    for fixed_point in (True, False):
        torch.manual_seed(1)
        kind = "fixed_point" if fixed_point else "float_scales"
        network = settled(brevitas_network(fixed_point), (1, 4, 4))
        example = torch.randn(1, 1, 4, 4)
        path = os.path.join(folder, f"brevitas_{kind}.onnx")
        export_qonnx(network, example, path, external_data=False)
        trim(path)
        predict(f"brevitas_{kind}", (1, 4, 4))
        export_onnx_qcdq(network, example, os.path.join(folder, f"brevitas_{kind}_qcdq.onnx"), dynamo=False, opset_version=13)
        predict(f"brevitas_{kind}_qcdq", (1, 4, 4))
    torch.manual_seed(2)
    network = settled(float_network(), (2, 6))
    path = os.path.join(folder, "torch_script.onnx")
    torch.onnx.export(network, (torch.randn(1, 2, 6),), path, input_names=["x"], output_names=["y"], dynamo=False, opset_version=13)
    path = os.path.join(folder, "torch_dynamo.onnx")
    torch.onnx.export(network, (torch.randn(1, 2, 6),), path, input_names=["x"], output_names=["y"], external_data=False)
    trim(path)
    for kind in ("LSTM", "GRU"):
        for sequence, directions in ((False, 1), (True, 1), (True, 2)):
            torch.manual_seed(3)
            name = f"recurrent_{kind.lower()}_{'steps' if sequence else 'last'}_{directions}"
            path = os.path.join(folder, f"{name}.onnx")
            network = Recurrent(kind, sequence, directions).eval()
            names = dict(input_names=["x"], output_names=["y"])
            torch.onnx.export(network, (torch.randn(1, 5, 3),), path, dynamo=False, opset_version=14, **names)
            predict(name, (5, 3))
    with open(os.path.join(folder, "exports.json"), "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
