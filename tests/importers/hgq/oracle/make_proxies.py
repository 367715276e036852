"""Writes small HGQ 1 proxy models and what hls4ml's conversion of them computes:
tests/importers/hgq/golden/<name>.h5 and predictions.json.

    python tests/importers/hgq/oracle/make_proxies.py [existing.h5 inputs.json outputs.json]

With three arguments it only predicts for a model that exists. examples/requirements.txt has the versions; needs g++.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import hls4ml  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from proxy_layers import FixedPointQuantizer, UnaryLUT  # noqa: E402

GOLDEN = Path(__file__).parent.parent / "golden"
K = tf.keras
EVENTS = 64


def quantizer(name, shape, rng, low=(2, 0), high=(7, 4), **settings):
    """A quantiser with random widths: signs, bits with the sign, integer bits with the sign."""
    signs = rng.integers(0, 2, shape) if settings.pop("signs", None) is None else np.ones(shape)
    bits = rng.integers(low[0], high[0], shape)
    # A few elements have no bits at all.
    bits = np.where(rng.random(shape) < 0.15, 0, bits) if np.prod(shape) > 1 else bits
    return FixedPointQuantizer(shape, values=(signs, bits, rng.integers(low[1], high[1], shape)), name=name, **settings)


def grid(rng, shape, fraction=4):
    return rng.integers(-(2**5), 2**5, shape) / 2.0**fraction


def dense(rng):
    x = inputs = K.Input((5,), name="x")
    x = quantizer("x_q", (1, 5), rng, signs=True)(x)
    x = K.layers.Dense(6, name="first", activation="linear")(x)
    x = quantizer("first_q", (1,), rng, low=(6, 3), signs=True, fusible=True)(x)
    x = K.layers.Activation("relu", name="rectified")(x)
    x = quantizer("rectified_q", (1, 6), rng)(x)
    x = K.layers.Dense(3, name="second")(x)
    x = quantizer("second_q", (1, 3), rng, low=(4, 2), signs=True)(x)
    return K.Model(inputs, x)


def rounded(rng):
    x = inputs = K.Input((4,), name="x")
    x = FixedPointQuantizer((1,), values=(1, 8, 4), name="x_q")(x)
    x = K.layers.Dense(5, name="first")(x)
    x = quantizer("first_q", (1, 5), rng, signs=True, RND="RND", SAT="SAT")(x)
    x = K.layers.Dense(3, name="second")(x)
    x = quantizer("second_q", (1, 3), rng, signs=True, RND="RND", SAT="WRAP")(x)
    return K.Model(inputs, x)


def table(rng):
    x = inputs = K.Input((4,), name="x")
    x = FixedPointQuantizer((1,), values=(1, 7, 4), name="x_q")(x)
    x = K.layers.Dense(4, name="first")(x)
    x = FixedPointQuantizer((1,), values=(1, 6, 3), name="first_q")(x)
    x = UnaryLUT((0, 1, 4), 64, table=rng.integers(0, 32, 64) / 16, name="curve")(x)
    x = K.layers.Dense(2, name="second")(x)
    x = FixedPointQuantizer((1,), values=(1, 9, 5), name="second_q")(x)
    return K.Model(inputs, x)


def convolution(rng):
    x = inputs = K.Input((6, 5, 2), name="x")
    x = FixedPointQuantizer((1,), values=(1, 7, 3), name="x_q")(x)
    x = K.layers.Conv2D(3, (3, 2), name="first", padding="same", strides=(2, 1))(x)
    x = quantizer("first_q", (1, 3, 5, 3), rng, low=(4, 2))(x)
    x = K.layers.MaxPooling2D((1, 2), name="largest")(x)
    x = K.layers.Flatten(name="flat")(x)
    x = K.layers.Dense(2, name="second")(x)
    x = quantizer("second_q", (1, 2), rng, low=(6, 3), signs=True)(x)
    return K.Model(inputs, x)


def line(rng):
    x = inputs = K.Input((8, 2), name="x")
    x = FixedPointQuantizer((1,), values=(1, 7, 3), name="x_q")(x)
    x = K.layers.Conv1D(3, 3, name="first")(x)
    x = quantizer("first_q", (1, 6, 3), rng, low=(4, 2), RND="RND", SAT="SAT_SYM")(x)
    x = K.layers.Reshape((18,), name="flat")(x)
    x = K.layers.Dense(2, name="second")(x)
    x = quantizer("second_q", (1, 2), rng, low=(6, 3), signs=True)(x)
    return K.Model(inputs, x)


NETWORKS = {"dense": dense, "line": line, "rounded": rounded, "table": table, "convolution": convolution}


def hls4ml_predict(model, inputs):
    """hls4ml's C simulation: it is built by its own types, the configuration says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        converted = hls4ml.converters.convert_from_keras_model(
            model, output_dir=folder, backend="Vitis", io_type="io_parallel", hls_config={"Model": {"Precision": "fixed<1,0>", "ReuseFactor": 1}}
        )
        converted.compile()
        return converted.predict(np.ascontiguousarray(inputs, dtype="float32"))


def main():
    if len(sys.argv) == 4:
        model = K.models.load_model(sys.argv[1], custom_objects={"FixedPointQuantizer": FixedPointQuantizer, "UnaryLUT": UnaryLUT}, compile=False)
        inputs = np.array(json.loads(Path(sys.argv[2]).read_text()))
        Path(sys.argv[3]).write_text(json.dumps(hls4ml_predict(model, inputs).ravel().tolist()))
        return
    GOLDEN.mkdir(exist_ok=True)
    golden = {"events": EVENTS}
    for number, (name, build) in enumerate(NETWORKS.items()):
        rng = np.random.default_rng(number)
        model = build(rng)
        for layer in model.layers:
            if isinstance(layer, (K.layers.Dense, K.layers.Conv2D)):
                layer.set_weights([grid(rng, weights.shape) for weights in layer.get_weights()])
        inputs = rng.integers(-(2**10), 2**10, (EVENTS, *model.input_shape[1:])) / 2.0**7
        model.save(GOLDEN / f"{name}.h5", include_optimizer=False)
        outputs = hls4ml_predict(model, inputs)
        print(name, outputs.shape, len(np.unique(outputs)))
        golden[name] = {"inputs": inputs.ravel().tolist(), "outputs": outputs.ravel().tolist()}
    (GOLDEN / "predictions.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
