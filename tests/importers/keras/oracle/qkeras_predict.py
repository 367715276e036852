"""What QKeras itself predicts, for raw integers on a fixed-point grid.

Reads one JSON job from standard input and prints one JSON answer.

Job:    {"folder": scratch folder,
         "models": [{"name", "architecture": path of the .json, "weights": path of the .h5, "outputs": [layer names],
                     "inputs": {layer name: {"path": int32 .npy of raw integers, "fraction": bits after the point}}}]}
Answer: {"models": [{"name", "outputs": {layer name: path of a float64 .npy of the float32 predictions}}
                    or {"name", "error": text}]}
"""

import contextlib
import json
import os
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

import numpy as np
import tensorflow as tf

# Two packages are Keras 2 here, keras and tf_keras, and QKeras' dependencies load both; classes of one do not know those
# of the other. Everything runs on tf_keras.
keras = tf.keras
assert keras.Model.__module__.startswith("tf_keras"), keras.Model.__module__
sys.modules["keras"] = None

from qkeras.utils import _add_supported_quantized_objects  # noqa: E402


def load(job):
    custom = {}
    _add_supported_quantized_objects(custom)
    with open(job["architecture"]) as file:
        model = keras.models.model_from_json(file.read(), custom_objects=custom)
    model.load_weights(job["weights"])
    return keras.Model(model.inputs, [model.get_layer(name).output for name in job["outputs"]])


def run(job, folder):
    os.makedirs(folder, exist_ok=True)
    model = load(job)
    inputs = []
    for tensor in model.inputs:
        given = job["inputs"][tensor.name.split(":")[0]]
        raw = np.load(given["path"])
        values = (raw / 2.0 ** given["fraction"]).astype(np.float32)
        inputs.append(values.reshape((raw.shape[0], *tensor.shape[1:])))
    results = model(inputs, training=False)
    results = results if isinstance(results, (list, tuple)) else [results]
    paths = {}
    for name, values in zip(job["outputs"], results):
        paths[name] = os.path.join(folder, f"{name}.npy")
        np.save(paths[name], values.numpy().astype(np.float64).reshape(values.shape[0], -1))
    return {"name": job["name"], "outputs": paths}


def main():
    job = json.load(sys.stdin)
    answers = []
    with contextlib.redirect_stdout(sys.stderr):
        for model in job["models"]:
            try:
                answers.append(run(model, os.path.join(job["folder"], model["name"])))
            except Exception as error:  # the answer says so; the test decides
                traceback.print_exc()
                answers.append({"name": model["name"], "error": f"{type(error).__name__}: {error}"})
    json.dump({"models": answers}, sys.stdout)


main()
