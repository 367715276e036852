"""An hls4ml YAML configuration as a user would get it: hls4ml's own proposal, with the input types filled in."""

import hls4ml

BOARD = {
    "Backend": "Vitis",
    "ProjectName": "myproject",
    "Part": "xcvu13p-flga2577-2-e",
    "ClockPeriod": 2.5,
    "IOType": "io_parallel",
}


def by_name(model, name, input_types, traced):
    """Granularity `name`: QKeras' types where there are quantisers, `auto` elsewhere."""
    layers = hls4ml.utils.config_from_keras_model(model, granularity="name", backend="Vitis")
    for layer, text in input_types.items():
        layers["LayerName"][layer]["Precision"]["result"] = text
    for layer in traced:
        layers["LayerName"][layer]["Trace"] = True
    return {**_files(name), **BOARD, "OutputDir": name, "HLSConfig": layers}


def by_model(name, precision, quantized):
    """One precision for everything, except the layers of `quantized` ({layer: Precision dictionary})."""
    layers = {layer: {"Precision": types} for layer, types in quantized.items()}
    hls = {"Model": {"Precision": precision, "ReuseFactor": 1, "Strategy": "Latency"}, "LayerName": layers}
    return {**_files(name), **BOARD, "OutputDir": name, "HLSConfig": hls}


def _files(name):
    return {"KerasJson": f"{name}.json", "KerasH5": f"{name}_weights.h5"}
