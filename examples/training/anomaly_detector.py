"""The anomaly detector: an autoencoder of the embedding of an encoder; the score is the squared error on the embedding.

57-29-10 encodes the objects of an event into z; 10-9-6-4-6-9-10 reconstructs z through a bottleneck of four numbers.
The encoder is trained first, with a floating-point decoder that is thrown away, then frozen under the autoencoder.
"""

import os

import numpy as np
import tensorflow as tf
import yaml
from generator.events import TOPOLOGIES, hardware_values, make_events
from generator.grid import from_grid
from generator.objects import KINDS
from qkeras import QActivation, QDense, quantized_bits, quantized_relu
from tensorflow.keras.layers import Dense, Input, Subtract
from tensorflow.keras.models import Model

from . import hls_config
from .artefacts import Expected, save_model, save_yaml
from .fixed import Fixed, exact_raw
from .integer_network import evaluate
from .keras_files import load_model, zero_share
from .preprocessing import WORD, choose_inputs
from .ranking import area_under_curve
from .reproducible import seed_everything
from .simulation import simulate
from .trigger_map import apply_inputs, sum_of_squares

NAME = "anomaly_detector"
SEED = 20240523
TRAINING_EVENTS, EPOCHS, BATCH = 120000, 40, 500
ANGLE_WEIGHT = 0.25
HARDWARE = Fixed.parse(WORD)
SCORE = {"name": "score", "sum_of_squares": "difference", "square": "ufixed<18,14>", "accumulator": "ufixed<18,14>"}
TYPES = {"encoder_1": (4, 0), "encoder_2": (4, 0), "squeeze_1": (5, 1), "squeeze_2": (5, 1), "squeeze_3": (5, 1)}
TYPES |= {"expand_1": (4, 0), "expand_2": (5, 1), "expand_3": (5, 1)}
BOTTLENECK = "fixed<10,6,RND_CONV,SAT>"
EXACT = """The proposal below with the result of squeeze_3 stated: hls4ml then equals QKeras.
hls4ml 1.3.0 removes the linear layer `bottleneck` where its input's type is `auto`, and its quantiser with it."""
PROPOSED = """hls4ml's proposal for granularity `name`, with the type of the input. Not what QKeras computes:
hls4ml 1.3.0 removes the linear layer `bottleneck` because the type of squeeze_3 is `auto`, and its quantiser with it."""


def build():
    """The QKeras model; its single output `difference` is reconstruction minus embedding."""
    entry = Input((57,), name="objects")
    x = QActivation(quantized_bits(8, 5, alpha=1), name="input_quantizer")(entry)
    x = _dense_relu(x, "encoder_1", 29)
    z = _dense_relu(x, "encoder_2", 10, "latent")
    x = _dense_relu(z, "squeeze_1", 9)
    x = _dense_relu(x, "squeeze_2", 6)
    x = QActivation(quantized_bits(10, 5, alpha=1), name="bottleneck")(_dense(x, "squeeze_3", 4))
    x = _dense_relu(x, "expand_1", 6)
    x = _dense_relu(x, "expand_2", 9)
    return Model(entry, Subtract(name="difference")([_dense(x, "expand_3", 10), z]), name=NAME)


def _dense(x, name, units):
    weights = quantized_bits(*TYPES[name], alpha=1)
    return QDense(units, kernel_quantizer=weights, bias_quantizer=quantized_bits(4, 0, alpha=1), name=name)(x)


def _dense_relu(x, name, units, relu_name=None):
    return QActivation(quantized_relu(10, 6), name=relu_name or f"{name}_relu")(_dense(x, name, units))


def train(folder):
    """Trains, writes the model, map.yml and hls4ml_config.yml; returns the figures for the README."""
    seed_everything(SEED)
    values = hardware_values(make_events(np.zeros(TRAINING_EVENTS, dtype=int), SEED))
    entry = choose_inputs("objects", values)
    surroundings = {"format": "trigforge-map", "version": 1, "inputs": [entry], "scores": [SCORE]}
    save_yaml(folder, "map.yml", "What surrounds the network: hardware words in, anomaly score out.", surroundings)

    inputs = preprocess(entry, values)
    model = build()
    _train_encoder(model, inputs)
    loss, unexplained = _train_autoencoder(model, inputs)
    save_model(model, folder, NAME)
    for file, comment, types in (
        ("hls4ml_config.yml", EXACT, {"objects": WORD, **{layer: BOTTLENECK for layer in ("squeeze_3", "squeeze_3_linear")}}),
        ("hls4ml_config_proposed.yml", PROPOSED, {"objects": WORD}),
    ):
        save_yaml(folder, file, comment, hls_config.by_name(model, NAME, types, []))
    return {"loss": loss, "unexplained": unexplained, "zero_weights": zero_share(model), **_quality(model, entry)}


def preprocess(entry, values):
    """Hardware values to the network's input as float32, through the integer implementation of the map."""
    raw, kind = apply_inputs(entry, HARDWARE.cast(exact_raw(values, HARDWARE.fraction, "events"), HARDWARE.fraction))
    return from_grid(raw, kind.fraction)


def _train_encoder(model, inputs):
    """An ordinary autoencoder of the quantised inputs; its decoder is floating point and temporary."""
    z = model.get_layer("latent").output
    decoder = Dense(57, name="temporary_2")(Dense(29, "relu", name="temporary_1")(z))
    weight = np.where(np.arange(57) % 3 == 0, 1.0, ANGLE_WEIGHT).astype(np.float32)
    _fit(Model(model.input, decoder), inputs, np.clip(inputs, -32.0, 31.75) * weight, "mse", 1e-3)


def _train_autoencoder(model, inputs):
    """Everything after z, to make `difference` small; the encoder stays as it is."""
    for layer in model.layers:
        layer.trainable = not layer.name.startswith("encoder")
    target = np.zeros((len(inputs), 10), dtype=np.float32)
    losses = _fit(model, inputs, target, "mse", 3e-3)
    embedding = Model(model.input, model.get_layer("latent").output).predict(inputs, batch_size=5000, verbose=0)
    for layer in model.layers:
        layer.trainable = True
    return min(losses), min(losses) / float(embedding.var(axis=0).mean())


def _fit(model, inputs, target, loss, rate):
    model.compile(tf.keras.optimizers.Adam(rate), loss)
    slower = tf.keras.callbacks.LearningRateScheduler(lambda epoch: rate * 0.1 ** (epoch / EPOCHS * 1.5))
    best = tf.keras.callbacks.EarlyStopping("loss", patience=EPOCHS, restore_best_weights=True)
    model.fit(inputs, target, batch_size=BATCH, epochs=EPOCHS, verbose=2, callbacks=[slower, best])
    return model.history.history["loss"]


def _quality(model, entry):
    """Area under the curve of each signal against background, on events that training has not seen."""
    label = np.arange(25000) % len(TOPOLOGIES)
    values = hardware_values(make_events(label, SEED + 1))
    raw, kind = apply_inputs(entry, exact_raw(values, HARDWARE.fraction, "events"))
    difference, fraction = evaluate(model, raw, kind.fraction)["difference"]
    score, _ = sum_of_squares(SCORE, difference, fraction)
    background = score[label == 0]
    return {f"auc_{name}": area_under_curve(background, score[label == n]) for n, name in enumerate(TOPOLOGIES) if n}


def events():
    """1000 events: 580 background, 90 of each signal, 60 rows of stress. Returns (float32 [1000, 57], label int8)."""
    label = np.repeat(np.arange(len(TOPOLOGIES)), [580, 90, 90, 90, 90])
    hardware = make_events(label, SEED + 2)
    random = np.random.default_rng(SEED + 3)
    empty = np.zeros((1, 57), dtype=np.int32)
    full = np.concatenate([[kind.pt_max, kind.eta_max, kind.phi_bins - 1] * kind.slots for kind in KINDS])[None, :]
    values = hardware_values(np.concatenate([hardware, empty, full.astype(np.int32)]))
    corners = np.repeat([[-(2**17)], [2**17 - 1], [-1]], 57, axis=1)
    words = np.concatenate([corners, random.integers(-(2**17), 2**17, (55, 57))])
    values = np.concatenate([values, from_grid(words, HARDWARE.fraction)])
    return values, np.concatenate([label, np.full(60, -1)]).astype(np.int8)


def expected(folder):
    """All arrays of the folder, recomputed from its model, map and configuration. Raises where two oracles disagree."""
    model = load_model(folder, NAME)
    with open(os.path.join(folder, "map.yml"), encoding="utf-8") as file:
        surroundings = yaml.safe_load(file)
    values, label = events()
    raw, kind = apply_inputs(surroundings["inputs"][0], exact_raw(values, HARDWARE.fraction, "events"))
    inputs = from_grid(raw, kind.fraction)

    integers, fraction = evaluate(model, raw, kind.fraction)["difference"]
    qkeras = exact_raw(model.predict(inputs, batch_size=400, verbose=0), fraction, "QKeras difference")
    assert np.array_equal(qkeras, integers), "QKeras and the integer network differ"
    exact, exact_type, _ = simulate(folder, "hls4ml_config.yml", inputs)
    assert Fixed.parse(exact_type).fraction == fraction and np.array_equal(qkeras, exact), "QKeras and hls4ml differ"
    proposed, proposed_type, _ = simulate(folder, "hls4ml_config_proposed.yml", inputs)
    score, score_type = sum_of_squares(surroundings["scores"][0], qkeras, fraction)

    result = Expected()
    result.add("events.npy", values, WORD, "hardware words, inputs of the map: pt in GeV, hwEta, hwPhi")
    result.add("labels.npy", label, "", f"{', '.join(f'{n} {name}' for n, name in enumerate(TOPOLOGIES))}, -1 stress row")
    result.add("difference.npy", exact, exact_type, "QKeras' layer `difference` and hls4ml by hls4ml_config.yml, which agree")
    result.add("difference_proposed.npy", proposed, proposed_type, "hls4ml predict by hls4ml_config_proposed.yml")
    result.add("score.npy", score.astype(np.int32), SCORE["accumulator"], "anomaly score by map.yml of difference.npy")
    return result
