"""Writes the golden networks of HGQ2: tests/importers/keras3/golden/<name>.keras and predictions.json.

    python tests/importers/keras3/oracle/make_networks.py [name ...]

examples/requirements-hgq2.txt has the versions. Where da4ml traces a network, its result must equal Keras' own.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from archives import deterministic  # noqa: E402
from hgq.config import LayerConfigScope, QuantizerConfigScope  # noqa: E402
from hgq.quantizer.internal import FixedPointQuantizerKBI, FixedPointQuantizerKIF  # noqa: E402
from hgq.utils import trace_minmax  # noqa: E402
from networks import NETWORKS  # noqa: E402

GOLDEN = Path(__file__).parent.parent / "golden"
EVENTS = 24


def vary(model, rng, fewest):
    """Every quantiser gets bit widths of its own, element by element; every weight and statistic a number."""
    for layer in model._flatten_layers():
        if isinstance(layer, (FixedPointQuantizerKBI, FixedPointQuantizerKIF)):
            width = layer._b if isinstance(layer, FixedPointQuantizerKBI) else layer._f
            start = np.array(width)
            # Fractions are stored and rounded, halves to even, when used.
            width.assign(np.clip(start + rng.integers(-12, 5, start.shape) / 2, fewest, 9))
            if layer.overflow_mode != "WRAP":
                layer._i.assign(np.array(layer._i) + rng.integers(-2, 3, np.shape(layer._i)) / 2)
                if not layer._is_weight:
                    layer._k.assign(rng.integers(0, 2, np.shape(layer._k)))
            continue
        for weight in layer._trainable_variables + layer._non_trainable_variables:
            if weight.name.startswith(("beta", "ebops")) and weight.shape == ():
                continue
            if weight.name in ("kernel", "recurrent_kernel", "bias", "gamma", "bn_gamma", "beta", "bn_beta", "moving_mean", "scale"):
                weight.assign(rng.normal(0, 0.8, weight.shape))
            elif weight.name == "moving_variance":
                weight.assign(rng.uniform(0.2, 2, weight.shape))


def events(shape, rng):
    """Fine and coarse steps, halves for ties, and a few far out."""
    x = rng.integers(-(2**9), 2**9, (EVENTS, *shape)) / 2.0**7
    coarse = rng.integers(-8, 8, x.shape) / 2.0 ** rng.integers(0, 5, x.shape)
    x = np.where(rng.random(x.shape) < 0.5, coarse, x)
    far = rng.random(x.shape) < 0.03
    return np.where(far, x * 16, x).astype("float32")


def traced(model, inputs):
    """What da4ml computes for the network, or why it does not."""
    try:
        from da4ml.converter import trace_model
        from da4ml.trace import comb_trace

        inp, out = trace_model(model)
        logic = comb_trace(inp, out)
        flat = np.concatenate([x.reshape(len(x), -1) for x in inputs], axis=1)
        return logic.predict(flat)
    except Exception as problem:  # noqa: BLE001
        print("   da4ml:", type(problem).__name__, str(problem)[:150])
        return None


def main(names):
    GOLDEN.mkdir(exist_ok=True)
    store = GOLDEN / "predictions.json"
    golden = json.loads(store.read_text()) if store.exists() else {}
    for number, (name, build) in enumerate(NETWORKS.items()):
        if names and name not in names:
            continue
        keras.backend.clear_session()
        keras.utils.set_random_seed(number)
        rng = np.random.default_rng(number)
        with (
            QuantizerConfigScope(place="weight", b0=5, i0=1),
            QuantizerConfigScope(place="bias", b0=5, i0=1),
            QuantizerConfigScope(place="datalane", f0=4, i0=1),
            QuantizerConfigScope(place="table", b0=6, i0=1),
            LayerConfigScope(enable_ebops=True, beta0=1e-6),
        ):
            model = build()
        # In deep networks almost nothing would come out with widths of 0.
        vary(model, rng, 2.5 if name in ("attention", "linformer", "nested", "sequences") else 0)
        inputs = [events(x.shape[1:], rng) for x in model.inputs]
        calm = [np.clip(x, -2, 2) for x in inputs]
        trace_minmax(model, calm if len(calm) > 1 else calm[0], batch_size=EVENTS, verbose=False)
        outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0, batch_size=EVENTS)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        flat = np.concatenate([np.asarray(y).reshape(EVENTS, -1) for y in outputs], axis=1)
        other = traced(model, inputs)
        if other is not None:
            wrong = int(np.sum(other != flat))
            print(f"{name}: {wrong} of {flat.size} differ from da4ml")
        path = GOLDEN / f"{name}.keras"
        model.save(path)
        deterministic(path)
        print(f"{name}: {path.stat().st_size} bytes, {len(np.unique(flat))} values in {flat.shape}")
        golden[name] = {
            "da4ml": other is not None and bool(np.all(other == flat)),
            "inputs": {x.name: inputs[i].ravel().tolist() for i, x in enumerate(model.inputs)},
            "outputs": [np.asarray(y).ravel().tolist() for y in outputs],
        }
        store.write_text(json.dumps({"events": EVENTS, **golden}, separators=(",", ":")) + "\n")


main(sys.argv[1:])
