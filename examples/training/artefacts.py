"""Writing and comparing the files of an example folder."""

import io
import json
import os

import numpy as np
import yaml


def save_model(model, folder, name):
    """The same model twice: NAME.h5, and NAME.json with NAME_weights.h5. Weights are the latent floats of training."""
    model.save(os.path.join(folder, f"{name}.h5"), include_optimizer=False)
    model.save_weights(os.path.join(folder, f"{name}_weights.h5"))
    with open(os.path.join(folder, f"{name}.json"), "w", encoding="utf-8") as file:
        file.write(model.to_json())
        file.write("\n")


def save_yaml(folder, name, comment, content):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write("".join(f"# {line}\n" for line in comment.splitlines()))
        yaml.dump(content, file, Dumper=_FlatLists, sort_keys=False, width=110)


class Expected:
    """Arrays on their way into a folder, with one description each; `expected.json` lists them all."""

    def __init__(self):
        self.arrays, self.notes = {}, {}

    def add(self, name, array, type_text, meaning):
        self.arrays[name] = np.ascontiguousarray(array)
        self.notes[name] = {
            "dtype": str(array.dtype),
            "shape": list(array.shape),
            "type": type_text,
            "meaning": meaning,
        }

    def write(self, folder):
        for name, array in self.arrays.items():
            np.save(os.path.join(folder, name), array)
        with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
            json.dump(self.notes, file, indent=2)
            file.write("\n")

    def differences(self, folder):
        """Names of files in the folder that are not byte for byte what would be written now."""
        wrong = []
        for name, array in self.arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            path = os.path.join(folder, name)
            if not os.path.exists(path):
                wrong.append(name)
                continue
            with open(path, "rb") as file:
                if file.read() != buffer.getvalue():
                    wrong.append(name)
        return wrong


class _FlatLists(yaml.SafeDumper):
    pass


def _flat(dumper, data):
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_FlatLists.add_representer(tuple, _flat)
