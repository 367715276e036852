"""Writes the small networks of a module: architecture, weights, inputs and QKeras' own predictions.

Usage: make_networks.py FOLDER [SET [NETWORK ...]]. SET is dense (networks.py), spatial or sequence (SET_networks.py). For each
network: NAME.json, NAME.h5 and, in predictions.json or predictions_SET.json, raw inputs and predictions. Given networks are
replaced and the others kept.
"""

import importlib
import json
import os
import sys
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import h5py
import numpy as np
import tensorflow as tf

keras = tf.keras
assert keras.Model.__module__.startswith("tf_keras"), keras.Model.__module__
sys.modules["keras"] = None

import qkeras  # noqa: E402
from tensorflow.python.ops import array_ops  # noqa: E402
from tensorflow.python.util import nest  # noqa: E402

# QKeras' GRU calls functions that this TensorFlow has under other names.
nest.is_sequence = getattr(nest, "is_sequence", nest.is_nested)
array_ops.unstack = getattr(array_ops, "unstack", tf.unstack)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
width, integer = 12, 4
event_counts = {"dense": 40, "spatial": 12, "sequence": 16}


def draw_weights(model, random, on_grid_part):
    """Weights of the size that training leaves, some exactly on and some far outside the quantisers' grids."""
    for layer in model.layers:
        values = []
        if isinstance(layer, keras.Model):
            draw_weights(layer, random, on_grid_part)
            continue
        for variable in layer.weights:
            name = variable.name.split("/")[-1].split(":")[0]
            shape = variable.shape
            if name == "moving_variance":
                drawn = random.uniform(0.2, 3, shape)
            elif name == "gamma":
                drawn = random.uniform(0.3, 2, shape)
            elif name == "alpha":
                drawn = random.uniform(-0.5, 0.5, shape)
                # As trained, a slope of few bits leaves the products exact in float32.
                drawn = np.round(drawn * 16) / 16 if on_grid_part == 1 else drawn
            else:
                drawn = random.normal(0, 0.6, shape)
                on_grid = random.uniform(size=shape) < on_grid_part
                drawn = np.where(on_grid, np.round(drawn * 16) / 16, drawn)
            values.append(drawn.astype(variable.dtype.as_numpy_dtype))
        if values:
            layer.set_weights(values)


def save_weights(model, path):
    """What save_weights writes, in HDF5's compact format."""
    nested = any(isinstance(layer, keras.Model) or hasattr(layer, "layer") for layer in model.layers)
    with h5py.File(path, "w", libver="latest") as file:
        # hls4ml looks for the weights of models inside models in files of whole models only.
        root = file.create_group("model_weights") if nested else file
        for layer in model.layers:
            group = root.create_group(layer.name)
            for variable in layer.weights:
                name = variable.name if nested else f"{layer.name}/{variable.name.split('/')[-1]}"
                group.create_dataset(name, data=variable.numpy())


def draw_inputs(model, random, events):
    """Raw integers: ordinary ones, small ones, and the ends of the range."""
    inputs = {}
    low, high = -(2 ** (width - 1)), 2 ** (width - 1) - 1
    for tensor in model.inputs:
        shape = (events, int(np.prod(tensor.shape[1:])))
        raw = np.round(random.normal(0, 2.0 ** (width - integer), shape))
        raw[: events // 4] = np.round(raw[: events // 4] / 32)
        raw[-4:] = random.choice([low, high, 0, 1, -1], size=(4, shape[1]))
        if isinstance(model.layers[1], keras.layers.Embedding):
            raw = random.integers(0, 2 ** (integer - 1), shape) * 2 ** (width - integer)
        inputs[tensor.name.split(":")[0]] = np.clip(raw, low, high).astype(np.int64)
    return inputs


def predict(model, inputs):
    fraction = width - integer
    values = [
        (raw / 2.0**fraction).astype(np.float32).reshape((-1, *tensor.shape[1:]))
        for raw, tensor in zip(inputs.values(), model.inputs)
    ]
    results = model(values, training=False)
    results = results if isinstance(results, (list, tuple)) else [results]
    return {
        name: [float(value) for value in np.asarray(values, np.float64).reshape(-1)]
        for name, values in zip(model.output_names, results)
    }


def is_quantized(model):
    """Whether every layer with weights is one of QKeras, or holds such layers."""
    return all(
        type(layer).__name__.startswith(("Q", "Embedding", "PReLU")) or isinstance(layer, keras.Model) or hasattr(layer, "layer")
        for layer in model.layers
        if layer.weights
    )


def main(folder, which="dense", *only):
    os.makedirs(folder, exist_ok=True)
    events = event_counts[which]
    networks = importlib.import_module("networks" if which == "dense" else f"{which}_networks").networks
    path = os.path.join(folder, "predictions.json" if which == "dense" else f"predictions_{which}.json")
    vectors = {"type": f"fixed<{width},{integer}>", "events": events, "networks": {}}
    if only and os.path.exists(path):
        with open(path) as file:
            vectors = json.load(file)
    for build in networks:
        keras.backend.clear_session()
        name = build.__name__
        if only and name not in only:
            continue
        random = np.random.default_rng(zlib.crc32(name.encode()))
        model = build(keras, qkeras)
        # A logarithm of a number on the grid can be an exact tie, which the importer refuses.
        part = 0 if name in ("powers", "qconv_scaled") else 1 if name == "trained_line" else 0.1
        draw_weights(model, random, part)
        inputs = draw_inputs(model, random, events)
        with open(os.path.join(folder, f"{name}.json"), "w") as file:
            json.dump(json.loads(model.to_json()), file, separators=(",", ":"))
            file.write("\n")
        save_weights(model, os.path.join(folder, f"{name}.h5"))
        vectors["networks"][name] = {"inputs": {port: raw.reshape(-1).tolist() for port, raw in inputs.items()}}
        if which == "dense" or is_quantized(model):
            vectors["networks"][name]["predictions"] = predict(model, inputs)
    with open(path, "w") as file:
        json.dump(vectors, file, separators=(",", ":"))
        file.write("\n")


main(*sys.argv[1:])
