"""What hls4ml itself computes for Keras models: converts, compiles with g++ and predicts, raw integer for raw integer.

Reads one JSON job from standard input and prints one JSON answer.

Job:    {"folder": scratch folder,
         "models": [{"name", "architecture": path of the .json, "weights": path of the .h5, "configuration": the YAML as a
                     mapping, "inputs": {layer name: path of an int32 .npy of raw integers, one row an event}}]}
Answer: {"models": [{"name", "inputs": {name: type}, "outputs": [{"name", "type", "path": .npy of raw integers}],
                     "layers": {name: {type attribute: type}}} or {"name", "error": text}]}
"""

import contextlib
import copy
import json
import os
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np


def convert(job, folder):
    """The hls4ml graph of one model, compiled."""
    from hls4ml.converters import keras_v2_to_hls
    from hls4ml.utils.config import create_config

    given = copy.deepcopy(job["configuration"])
    config = create_config(output_dir=folder, project_name="net", backend=given.get("Backend", "Vivado"))
    config.update(given)
    config["OutputDir"] = folder
    config["ProjectName"] = "net"
    config["KerasJson"] = job["architecture"]
    config["KerasH5"] = job["weights"]
    graph = keras_v2_to_hls(config)
    graph.write()
    script = os.path.join(folder, "build_lib.sh")
    with open(script) as file:
        text = file.read()
    with open(script, "w") as file:
        file.write(text.replace("-O3", job.get("flags", "-O1")))
    graph._compile()
    return graph


def fraction(precision):
    return precision.width - getattr(precision, "integer", precision.width)


def predict(graph, inputs, real):
    """Raw integers of every output for raw integers, or real values, of every input."""
    arrays = []
    for variable in graph.get_input_variables():
        given = np.load(inputs[variable.name])
        values = given if real else given / 2.0 ** fraction(variable.type.precision)
        arrays.append(np.ascontiguousarray(values.reshape((given.shape[0], *variable.shape)), dtype=np.float64))
    result = graph.predict(arrays if len(arrays) > 1 else arrays[0])
    results = result if isinstance(result, list) else [result]
    outputs = []
    for variable, values in zip(graph.get_output_variables(), results):
        raw = np.asarray(values, dtype=np.float64) * 2.0 ** fraction(variable.type.precision)
        assert np.array_equal(raw, np.rint(raw))
        outputs.append((variable, raw.astype(np.int64).reshape(raw.shape[0], -1)))
    return outputs


def run(job, folder, real=False):
    os.makedirs(folder, exist_ok=True)
    graph = convert(job, os.path.join(folder, "project"))
    answer = {"name": job["name"], "outputs": [], "layers": {}}
    answer["inputs"] = {v.name: v.type.precision.definition_cpp() for v in graph.get_input_variables()}
    for layer in graph.get_layers():
        types = {key: named.precision.definition_cpp() for key, named in layer.types.items()}
        answer["layers"][layer.name] = {"class": layer.class_name, **types}
    for index, (variable, raw) in enumerate(predict(graph, job["inputs"], real)):
        path = os.path.join(folder, f"output{index}.npy")
        fits = raw.size == 0 or (raw.min() >= -(2**31) and raw.max() < 2**31)
        np.save(path, raw.astype(np.int32) if fits else raw)
        name = variable.name
        answer["outputs"].append({"name": name, "type": variable.type.precision.definition_cpp(), "path": path})
    return answer


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


if __name__ == "__main__":
    main()
