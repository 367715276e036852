"""Runs ONNX files: python run_files.py FOLDER, which holds 0.onnx, 1.onnx, … and inputs.json: {"N": rows of float32} for each.

Writes outputs.json: {"N": {"output": rows}} for each file that the framework runs; others are left out.
"""

import contextlib
import json
import os
import sys
import warnings

import numpy as np
import onnx

from graphs import run


def main(folder):
    warnings.simplefilter("ignore")
    inputs = json.load(open(os.path.join(folder, "inputs.json")))
    outputs = {}
    for name, rows in inputs.items():
        try:
            model = onnx.load(os.path.join(folder, f"{name}.onnx"))
            constants = {each.name for each in model.graph.initializer}
            (port,) = [each for each in model.graph.input if each.name not in constants]
            extents = port.type.tensor_type.shape.dim
            extents[0].dim_value = 1
            shape = [each.dim_value for each in extents]
            found = {each.name: [] for each in model.graph.output}
            for row in rows:
                with contextlib.redirect_stdout(sys.stderr):
                    result = run(model, {port.name: np.float32(row).reshape(shape)})
                for key in found:
                    found[key].append([float(number) for number in np.asarray(result[key]).reshape(-1)])
            outputs[name] = found
        except Exception as error:
            print(name, str(error)[:200], file=sys.stderr)
    json.dump(outputs, open(os.path.join(folder, "outputs.json"), "w"))


if __name__ == "__main__":
    main(sys.argv[1])
