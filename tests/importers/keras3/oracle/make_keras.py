"""Writes plain Keras 3 networks and what hls4ml's conversion of them computes:
tests/importers/keras3/golden_plain/<name>.keras and conversions.json.

    python tests/importers/keras3/oracle/make_keras.py [name ...]

examples/requirements-hgq2.txt has the versions, and hls4ml 1.3.0 beside them; needs g++.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
import hls4ml  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
from archives import deterministic  # noqa: E402

GOLDEN = Path(__file__).parent.parent / "golden_plain"
EVENTS = 40
L, Input = keras.layers, keras.layers.Input


def dense():
    return keras.Sequential(
        [
            Input((6,), name="x"),
            L.Dense(5, activation="relu", name="a"),
            L.BatchNormalization(name="n"),
            L.Dense(4, activation="tanh", name="b"),
            L.Dropout(0.1, name="nothing"),
            L.Dense(3, name="c"),
            L.Activation("softmax", name="s"),
        ]
    )


def merges():
    a, b = Input((4,), name="p"), Input((4,), name="q")
    x = L.Add(name="add")([L.Dense(4, name="d", use_bias=False)(a), b])
    y = L.Multiply(name="multiply")([a, b])
    z = L.Concatenate(name="joined")([x, L.LeakyReLU(negative_slope=0.25, name="leaky")(y)])
    z = L.PReLU(name="parametric")(z)
    return keras.Model([a, b], L.Dense(3, activation="sigmoid", name="out")(z))


def conv1d():
    x = inputs = Input((10, 3), name="x")
    x = L.Conv1D(4, 3, padding="same", strides=2, activation="relu", name="a")(x)
    x = L.BatchNormalization(name="n")(x)
    x = L.MaxPooling1D(2, name="m")(x)
    x = L.Flatten(name="f")(x)
    return keras.Model(inputs, L.Dense(2, name="out")(x))


def conv2d():
    x = inputs = Input((6, 7, 2), name="x")
    x = L.Conv2D(3, (3, 2), strides=(1, 2), name="a")(x)
    x = L.ReLU(name="r")(x)
    x = L.AveragePooling2D((2, 1), name="m")(x)
    x = L.Reshape((-1,), name="f")(x)
    return keras.Model(inputs, L.Dense(2, name="out")(x))


def pairs():
    a, b = Input((4,), name="p"), Input((4,), name="q")
    both = [a, b]
    first = L.Concatenate(name="first")([L.Average(name="average")(both), L.Maximum(name="maximum")(both)])
    second = L.Concatenate(name="second")([L.Minimum(name="minimum")(both), L.Subtract(name="subtract")(both)])
    return keras.Model(both, L.Dense(2, name="out")(L.Add(name="sum")([first, second])))


def spatial():
    x = inputs = Input((5, 6, 2), name="x")
    x = L.ZeroPadding2D(((1, 0), (0, 2)), name="zeros")(x)
    x = L.DepthwiseConv2D((2, 3), name="depth")(x)
    x = L.MaxPooling2D((2, 2), name="largest")(x)
    x = L.UpSampling2D((2, 1), name="up")(x)
    x = L.Permute((2, 1, 3), name="turned")(x)
    return keras.Model(inputs, L.GlobalAveragePooling2D(name="mean")(x))


def line():
    x = inputs = Input((9, 3), name="x")
    x = L.Conv1D(4, 2, name="short")(x)
    x = L.AveragePooling1D(2, name="means")(x)
    x = L.Cropping1D((1, 0), name="cropped")(x)
    return keras.Model(inputs, L.GlobalMaxPooling1D(name="most")(x))


def recurrent(kind):
    x = inputs = Input((4, 3), name="x")
    x = kind(5, name="r", return_sequences=False)(x)
    return keras.Model(inputs, L.Dense(2, name="out")(x))


NETWORKS = {
    "dense": dense,
    "merges": merges,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "pairs": pairs,
    "spatial": spatial,
    "line": line,
    "lstm": lambda: recurrent(L.LSTM),
    "gru": lambda: recurrent(L.GRU),
}


def main(names):
    GOLDEN.mkdir(exist_ok=True)
    store = GOLDEN / "conversions.json"
    golden = json.loads(store.read_text()) if store.exists() else {}
    for number, (name, build) in enumerate(NETWORKS.items()):
        if names and name not in names:
            continue
        keras.backend.clear_session()
        keras.utils.set_random_seed(number)
        rng = np.random.default_rng(number)
        model = build()
        for weight in model.weights:
            positive = weight.name == "moving_variance"
            weight.assign(rng.uniform(0.3, 2, weight.shape) if positive else rng.normal(0, 0.6, weight.shape))
        shapes = [tuple(x.shape[1:]) for x in model.inputs]
        inputs = [rng.normal(0, 2, (EVENTS, *shape)).astype("float32") for shape in shapes]
        inputs = [np.round(x * 1024) / 1024 for x in inputs]
        for x in inputs:
            x[-3:] *= 8
        path = GOLDEN / f"{name}.keras"
        model.save(path)
        deterministic(path)
        with tempfile.TemporaryDirectory() as folder:
            converted = hls4ml.converters.convert_from_keras_model(
                model, output_dir=folder, backend="Vitis", hls_config={"Model": {"Precision": "fixed<16,6>", "ReuseFactor": 1}}
            )
            converted.compile()
            result = converted.predict([np.ascontiguousarray(x) for x in inputs] if len(inputs) > 1 else np.ascontiguousarray(inputs[0]))
        print(name, result.shape, len(np.unique(result)), flush=True)
        golden["events"] = EVENTS
        golden[name] = {"inputs": {x.name: v.ravel().tolist() for x, v in zip(model.inputs, inputs)}, "outputs": np.asarray(result).ravel().tolist()}
        store.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main(sys.argv[1:])
