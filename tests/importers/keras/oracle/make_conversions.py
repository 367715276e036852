"""Writes what hls4ml computes for the small networks of a folder under the configurations of a module.

Usage: make_conversions.py FOLDER [SET [NETWORK ...]]. SET is dense (configurations.py), spatial or sequence
(SET_configurations.py). Reads NAME.json, NAME.h5 and predictions.json or predictions_SET.json; writes conversions.json or
conversions_SET.json, in which given networks are replaced and the others kept.
"""

import contextlib
import copy
import importlib
import json
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf

keras = tf.keras
assert keras.Model.__module__.startswith("tf_keras"), keras.Model.__module__
sys.modules["keras"] = sys.modules["tf_keras"]

import hls4ml  # noqa: E402
import qkeras  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hls4ml_predict import run  # noqa: E402


def automatic(name, networks):
    """The configuration that users begin with: one entry a layer, types to be inferred."""
    keras.backend.clear_session()
    build = next(build for build in networks if build.__name__ == name)
    return hls4ml.utils.config_from_keras_model(build(keras, qkeras), granularity="name", backend="Vivado")


def merged(base, extra):
    result = copy.deepcopy(base)
    for key, value in extra.items():
        if key == "auto":
            continue
        nested = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if nested else value
    return result


def resolve(configuration, name, networks):
    if configuration == "auto":
        return automatic(name, networks)
    if configuration.get("auto"):
        return merged(automatic(name, networks), configuration)
    return configuration


def main(folder, which="dense", *only):
    prefix, suffix = ("", "") if which == "dense" else (f"{which}_", f"_{which}")
    networks = importlib.import_module(f"{prefix}networks").networks
    configurations = importlib.import_module(f"{prefix}configurations").configurations
    with open(os.path.join(folder, f"predictions{suffix}.json")) as file:
        golden = json.load(file)
    path = os.path.join(folder, f"conversions{suffix}.json")
    answers = {}
    if os.path.exists(path):
        with open(path) as file:
            answers = json.load(file)
    for name, choices in configurations.items():
        if only and name not in only:
            continue
        answers[name] = {}
        for label, configuration in choices.items():
            architecture = os.path.join(folder, f"{name}.json")
            with tempfile.TemporaryDirectory() as scratch:
                inputs = {}
                for port, raw in golden["networks"][name]["inputs"].items():
                    inputs[port] = os.path.join(scratch, f"{port}.npy")
                    np.save(inputs[port], np.array(raw).reshape(golden["events"], -1) / 2.0**8)
                hls_config = resolve(configuration, name, networks)
                job = {
                    "name": label,
                    "architecture": architecture,
                    "weights": os.path.join(folder, f"{name}.h5"),
                    "configuration": {"Backend": "Vivado", "IOType": "io_parallel", "HLSConfig": copy.deepcopy(hls_config)},
                    "inputs": inputs,
                    "flags": "-O0",
                }
                print(name, label, flush=True, file=sys.stderr)
                try:
                    with contextlib.redirect_stdout(sys.stderr):
                        answer = run(job, scratch, real=True)
                except Exception as error:
                    answers[name][label] = {"configuration": hls_config, "error": f"{type(error).__name__}: {error}"[:200]}
                    print("  ", answers[name][label]["error"], file=sys.stderr)
                    continue
                answers[name][label] = {
                    "configuration": hls_config,
                    "inputs": answer["inputs"],
                    "outputs": {
                        output["name"]: {"type": output["type"], "raw": np.load(output["path"]).reshape(-1).tolist()}
                        for output in answer["outputs"]
                    },
                }
        with open(path, "w") as file:
            json.dump(answers, file, separators=(",", ":"))
            file.write("\n")


main(*sys.argv[1:])
