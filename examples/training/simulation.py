"""hls4ml's own answer: convert by a YAML configuration, compile the C simulation with g++, predict."""

import contextlib
import os
import tempfile

import numpy as np
import yaml
from hls4ml.converters.keras_v2_to_hls import keras_v2_to_hls

from .fixed import Fixed, exact_raw


def simulate(folder, config_name, events, traced_layers=()):
    """Runs hls4ml's C simulation of folder/config_name on real-valued events.

    Model files named in the configuration are relative to `folder`. Returns (raw integers int32, type text) of the
    network's output, then {layer: (raw, type text)} of the traced layers, which must have `Trace: true`.
    (hls4ml 1.3.0's convert_from_config returns None for `KerasJson`, so its Keras converter is called directly.)
    """
    with open(os.path.join(folder, config_name), encoding="utf-8") as file:
        config = yaml.safe_load(file)
    with tempfile.TemporaryDirectory() as project, contextlib.chdir(folder):
        model = keras_v2_to_hls({**config, "OutputDir": project})
        model.compile()
        inputs = np.ascontiguousarray(events, dtype=np.float64)
        values = {"": model.predict(inputs)}
        types = {"": str(model.get_output_variables()[0].type.precision)}
        if traced_layers:
            _, traced = model.trace(inputs)
            for name in traced_layers:
                values[name] = traced[name]
                types[name] = str(model.graph[name].get_output_variable().type.precision)
    pairs = {name: (_raw(values[name], types[name], len(events)), types[name]) for name in values}
    return *pairs.pop(""), pairs


def _raw(values, type_text, count):
    return exact_raw(np.reshape(values, (count, -1)), Fixed.parse(type_text).fraction, "hls4ml").astype(np.int32)
