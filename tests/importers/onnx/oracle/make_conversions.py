"""Writes golden/float_*.onnx and golden/conversions.json: what hls4ml's C simulation computes for float networks.

Usage: python make_conversions.py FOLDER [NAME …], with examples/requirements-qonnx.txt installed and g++ at hand.
"""

import copy
import json
import os
import sys
import tempfile

import numpy as np
import onnx

from float_networks import AUTO, FLOAT_NETWORKS
from graphs import Graph

EVENTS = 24


def cleaned(model):
    """qonnx' preparation that hls4ml's documentation asks for."""
    import qonnx.util.cleanup
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.transformation.channels_last import ConvertToChannelsLastAndClean
    from qonnx.transformation.gemm_to_matmul import GemmToMatMul

    wrapper = qonnx.util.cleanup.cleanup_model(ModelWrapper(model))
    wrapper = wrapper.transform(ConvertToChannelsLastAndClean(make_input_channels_last=True))
    wrapper = wrapper.transform(GemmToMatMul())
    return qonnx.util.cleanup.cleanup_model(wrapper)


def convert(model, configuration, values):
    """Raw integers of the only output, row by row, and the input's format."""
    import hls4ml

    wrapper = cleaned(model)
    if configuration == AUTO:
        configuration = hls4ml.utils.config.config_from_onnx_model(
            wrapper, granularity="name", backend="Vivado", default_precision="fixed<16,6>"
        )
    with tempfile.TemporaryDirectory() as folder:
        converted = hls4ml.converters.convert_from_onnx_model(
            wrapper, output_dir=folder, backend="Vivado", io_type="io_parallel", hls_config=copy.deepcopy(configuration)
        )
        converted.compile()
        kind = converted.get_input_variables()[0].type.precision
        # Real numbers on the input's grid, over its whole range.
        grid = np.clip(values, kind.min, kind.max) if hasattr(kind, "min") else values
        data = grid.astype(np.float32)
        # Channels last, as the network's input was made.
        if data.ndim > 2:
            data = np.ascontiguousarray(np.moveaxis(data, 1, -1))
        result = np.asarray(converted.predict(data)).reshape(len(values), -1)
        output = converted.get_output_variables()[0].type.precision
        raw = result.astype(np.float64) * 2.0**output.fractional
    assert (raw == np.rint(raw)).all()
    return configuration, kind, raw.astype(np.int64), f"{output}"


def main(folder, chosen):
    path = os.path.join(folder, "conversions.json")
    golden = json.load(open(path)) if chosen and os.path.exists(path) else {}
    for seed, (name, (write, configurations)) in enumerate(FLOAT_NETWORKS.items()):
        if chosen and name not in chosen:
            continue
        graph = Graph(1)
        write(graph)
        model = graph.model()
        onnx.save(model, os.path.join(folder, f"{name}.onnx"))
        shape = [each.dim_value for each in graph.inputs[0].type.tensor_type.shape.dim][1:]
        rng = np.random.default_rng(1000 + seed)
        # Multiples of 2^-5 from −4 to 4 are numbers of every input type used here.
        steps = rng.integers(-128, 128, (EVENTS, *shape))
        steps[0], steps[1] = -128, 127
        cases = []
        for configuration in configurations:
            used, kind, raw, output = convert(onnx.ModelProto.FromString(model.SerializeToString()), configuration, steps / 32)
            cases.append({"configuration": used, "output": output, "raw": raw.tolist()})
            print(name, "auto" if configuration == AUTO else configuration["Model"]["Precision"], kind, output, flush=True)
        golden[name] = {"inputs": steps.reshape(EVENTS, -1).tolist(), "cases": cases}
        with open(path, "w") as file:
            json.dump(golden, file, separators=(",", ":"))
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
