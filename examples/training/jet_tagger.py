"""The jet tagger: 16-64-32-32-5 with 6-bit weights, biases and activations, and a softmax."""

import numpy as np
import tensorflow as tf
from generator.grid import from_grid
from generator.jets import FRACTION_BITS, make_jets
from qkeras import QActivation, QDense, quantized_bits
from tensorflow.keras.layers import Activation, Input
from tensorflow.keras.models import Sequential
from tensorflow.keras.regularizers import l1

from . import hls_config
from .artefacts import Expected, save_model, save_yaml
from .fixed import Fixed, exact_raw
from .integer_network import evaluate
from .keras_files import load_model, zero_share
from .reproducible import seed_everything
from .simulation import simulate

NAME = "jet_tagger"
SEED = 20240617
INPUT = Fixed.parse("fixed<16,6>")
LOGIT_FRACTION = 11
TRAINING_JETS, EPOCHS, BATCH = 60000, 40, 500


def build():
    """The QKeras model. Activations are given as text, as most published models have them."""
    six_bits = quantized_bits(6, 0, alpha=1)
    layers = [Input((16,), name="jet")]
    for index, units in enumerate((64, 32, 32), start=1):
        layers.append(
            QDense(units, kernel_quantizer=six_bits, bias_quantizer=six_bits, kernel_regularizer=l1(1e-4), name=f"fc{index}")
        )
        layers.append(QActivation("quantized_relu(6)", name=f"relu{index}"))
    layers.append(QDense(5, kernel_quantizer=six_bits, bias_quantizer=six_bits, kernel_regularizer=l1(1e-4), name="output"))
    layers.append(Activation("softmax", name="softmax"))
    return Sequential(layers, name=NAME)


def train(folder):
    """Trains, writes the model and its hls4ml configurations; returns the figures for the README."""
    seed_everything(SEED)
    raw, label = make_jets(TRAINING_JETS + 10000, SEED)
    jets, held_out = from_grid(raw[:-10000], FRACTION_BITS), from_grid(raw[-10000:], FRACTION_BITS)
    model = build()
    model.compile(tf.keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    slower = tf.keras.callbacks.LearningRateScheduler(lambda epoch: 1e-3 * 0.1 ** (epoch / EPOCHS * 1.5))
    model.fit(jets, label[:-10000], batch_size=BATCH, epochs=EPOCHS, verbose=2, callbacks=[slower])
    loss, accuracy = model.evaluate(held_out, label[-10000:], batch_size=1000, verbose=0)

    save_model(model, folder, NAME)
    exact = hls_config.by_name(model, NAME, {"jet": "fixed<16,6>"}, ["output"])
    save_yaml(folder, "hls4ml_config.yml", "hls4ml's proposal for granularity `name`: the logits are exact.", exact)
    six_bits = {"weight": "ap_fixed<6,1>", "bias": "ap_fixed<6,1>"}
    relu = {"result": "ap_ufixed<6,0,AP_RND_CONV,AP_SAT>"}
    quantized = {f"fc{n}": six_bits for n in (1, 2, 3)} | {f"relu{n}": relu for n in (1, 2, 3)} | {"output": six_bits}
    coarse = hls_config.by_model(NAME, "ap_fixed<16,6>", {layer: dict(types) for layer, types in quantized.items()})
    save_yaml(folder, "hls4ml_config_16_6.yml", "ap_fixed<16,6> wherever QKeras has no quantiser: products are truncated.", coarse)
    return {"loss": loss, "accuracy": accuracy, "zero_weights": zero_share(model)}


def events():
    """2000 events on the fixed<16,6> grid: 1900 jets and 100 rows of stress, half of them out of the type's range.

    Returns (float32 [2000, 16], label int8 [2000]); stress rows have label -1.
    """
    raw, label = make_jets(1900, SEED + 1)
    random = np.random.default_rng(SEED + 2)
    inside = random.integers(-(2**15), 2**15, (47, 16))
    corners = np.stack([np.full(16, value) for value in (0, -(2**15), 2**15 - 1)])
    outside = random.integers(-(2**17), 2**17, (50, 16))
    stress = np.concatenate([inside, corners, outside])
    values = from_grid(np.concatenate([raw, stress]), FRACTION_BITS)
    return values, np.concatenate([label, np.full(100, -1)]).astype(np.int8)


def expected(folder):
    """All arrays of the folder, recomputed from its model and configurations. Raises where two oracles disagree."""
    model = load_model(folder, NAME)
    values, label = events()
    on_grid = exact_raw(values, FRACTION_BITS, "events")
    wrapped = INPUT.cast(on_grid, FRACTION_BITS)
    logits = tf.keras.Model(model.inputs, model.get_layer("output").output)
    predicted = logits.predict(from_grid(wrapped, FRACTION_BITS), batch_size=500, verbose=0)
    raw = exact_raw(predicted, LOGIT_FRACTION, "QKeras logits")
    integers, fraction = evaluate(model, wrapped, FRACTION_BITS)["output"]
    assert fraction == LOGIT_FRACTION and np.array_equal(raw, integers), "QKeras and the integer network differ"

    fine, fine_type, layers = simulate(folder, "hls4ml_config.yml", values, ["output"])
    traced, traced_type = layers["output"]
    same = Fixed.parse(traced_type).fraction == LOGIT_FRACTION and np.array_equal(raw, traced)
    assert same, "QKeras and hls4ml logits differ"
    coarse, coarse_type, _ = simulate(folder, "hls4ml_config_16_6.yml", values)
    result = Expected()
    result.add("events.npy", values, "fixed<16,6> grid; the last 50 rows leave its range", "inputs of port `jet`")
    result.add("labels.npy", label, "", "0 g, 1 q, 2 W, 3 Z, 4 t, -1 stress row")
    result.add("qkeras_logits.npy", raw.astype(np.int32), f"raw, 2^-{LOGIT_FRACTION}", "QKeras layer `output` on wrapped inputs")
    result.add("hls4ml_softmax.npy", fine, fine_type, "hls4ml predict by hls4ml_config.yml")
    result.add("hls4ml_softmax_16_6.npy", coarse, coarse_type, "hls4ml predict by hls4ml_config_16_6.yml")
    return result
