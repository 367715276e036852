"""Writes QKeras networks as `.keras` archives of Keras 2.15, and what QKeras predicts:
tests/importers/keras3/golden_qkeras/<name>.keras and predictions.json.

    python tests/importers/keras3/oracle/make_qkeras.py

examples/requirements.txt has the versions.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402
import qkeras as q  # noqa: E402
import tensorflow as tf  # noqa: E402
from archives import deterministic  # noqa: E402

GOLDEN = Path(__file__).parent.parent / "golden_qkeras"
EVENTS = 32
K = tf.keras
weights = dict(kernel_quantizer=q.quantized_bits(5, 1, alpha=1), bias_quantizer=q.quantized_bits(5, 1, alpha=1))


def dense():
    x = inputs = K.Input((5,), name="x")
    x = q.QDense(4, name="a", **weights)(x)
    x = q.QActivation("quantized_relu(5,2)", name="r")(x)
    x = q.QDense(3, name="b", **weights)(x)
    return K.Model(inputs, x)


def convolution():
    x = inputs = K.Input((6, 5, 2), name="x")
    x = q.QConv2D(3, (3, 2), padding="same", strides=2, name="a", **weights)(x)
    x = q.QActivation("quantized_bits(5,2,alpha=1)", name="r")(x)
    x = K.layers.MaxPooling2D((1, 3), name="m")(x)
    x = K.layers.Flatten(name="f")(x)
    return K.Model(inputs, q.QDense(2, name="b", **weights)(x))


def nested():
    z = K.Input((4,), name="z")
    inner = K.Model(z, q.QDense(3, name="deep", **weights)(q.QActivation("quantized_relu(4,1)", name="s")(z)), name="inner")
    x = inputs = K.Input((5,), name="x")
    y = inner(q.QDense(4, name="a", **weights)(x))
    return K.Model(inputs, q.QDense(2, name="b", **weights)(q.QActivation("quantized_relu(4,1)", name="t")(y)))


def main():
    GOLDEN.mkdir(exist_ok=True)
    golden = {"events": EVENTS}
    for number, build in enumerate([dense, convolution, nested]):
        K.backend.clear_session()
        rng = np.random.default_rng(number)
        model = build()
        for weight in model.weights:
            weight.assign(rng.normal(0, 0.7, weight.shape))
        x = rng.integers(-(2**9), 2**9, (EVENTS, *model.input_shape[1:])) / 2.0**6
        path = GOLDEN / f"{build.__name__}.keras"
        model.save(path)
        deterministic(path)
        y = model.predict(x, verbose=0)
        print(build.__name__, y.shape, len(np.unique(y)))
        golden[build.__name__] = {"inputs": x.ravel().tolist(), "outputs": y.ravel().tolist()}
    (GOLDEN / "predictions.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
