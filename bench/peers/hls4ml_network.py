"""hls4ml's project of a network of the benchmark: from the examples' files, or a Keras model built from a description."""

import os

import numpy as np

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

import hls4ml  # noqa: E402
import yaml  # noqa: E402
from qkeras.utils import load_qmodel  # noqa: E402
from tensorflow import keras  # noqa: E402

BOARD = {"backend": "Vitis", "io_type": "io_parallel", "part": "xcvu13p-flga2577-2-e", "clock_period": 2.5}


def from_files(network, folder):
    """A trained file with the configuration beside it, whole or up to the layer `until`."""
    model = load_qmodel(network["h5"], compile=False)
    with open(network["configuration"]) as file:
        configuration = yaml.safe_load(file)["HLSConfig"]
    if network.get("until"):
        model = keras.Model(model.inputs, model.get_layer(network["until"]).output)
        kept = {layer.name for layer in model.layers}
        names = configuration["LayerName"]
        dropped = [name for name in names if name.endswith("softmax") or name in network.get("drop", [])]
        configuration["LayerName"] = {name: names[name] for name in names if name in kept or name not in dropped}
    return hls4ml.converters.convert_from_keras_model(model, hls_config=configuration, output_dir=folder, **BOARD)


def text(target):
    """A format as hls4ml writes it."""
    sign = "" if target["signed"] else "u"
    return f"{sign}fixed<{target['width']},{target['integer']},{target['rounding']},{target['overflow']}>"


def array(parameters, *shape):
    return np.array(parameters["values"]).reshape(shape or parameters["shape"])


class Builder:
    """A Keras model, layer by layer, with the precision of each layer and the weights that it gets at the end."""

    def __init__(self, network):
        source = network["input"]
        self.first = self.x = keras.Input(source["shape"], name=source["name"])
        self.precision = {source["name"]: {"result": text(source["type"])}}
        self.weights = {}
        if network["cast"] is not None:
            self.activation("linear", "input_cast", network["cast"])
        for index, layer in enumerate(network["layers"]):
            getattr(self, layer["kind"])(f"{layer['kind']}_{index}", layer)

    def activation(self, kind, name, result):
        self.x = keras.layers.Activation(kind, name=name)(self.x)
        self.precision[name] = {"result": text(result)}

    def add(self, keras_layer, layer, weights, result=None):
        """A layer with weights, and its ReLU behind it."""
        name = keras_layer.name
        self.x = keras_layer(self.x)
        bias = layer.get("bias") or {"type": {**layer["weights"]["type"], "width": 2, "integer": 2}}
        sums = layer["accumulator"]
        self.precision[name] = {
            "weight": text(layer["weights"]["type"]),
            "bias": text(bias["type"]),
            "accum": text(sums),
            "result": text(result or (sums if layer["relu"] else layer["result"])),
        }
        # hls4ml puts a linear activation behind the layer; at the same precision it takes it out again.
        self.precision[f"{name}_linear"] = {"result": self.precision[name]["result"]}
        self.weights[name] = weights
        if layer["relu"]:
            self.activation("relu", f"{name}_relu", layer["result"])

    def dense(self, name, layer):
        weights = [array(layer["weights"]), array(layer["bias"])]
        self.add(keras.layers.Dense(weights[1].size, name=name), layer, weights)

    def pointwise(self, name, layer):
        weights = [array(layer["weights"])[np.newaxis], array(layer["bias"])]
        self.add(keras.layers.Conv1D(weights[1].size, 1, name=name), layer, weights)

    def convolution(self, name, layer):
        size, filters = layer["size"], layer["bias"]["shape"][0]
        weights = [array(layer["weights"], size, size, -1, filters), array(layer["bias"])]
        options = {"strides": layer["stride"], "padding": "same", "name": name}
        self.add(keras.layers.Conv2D(filters, size, **options), layer, weights)

    def flatten(self, name, layer):
        self.x = keras.layers.Flatten(name=name)(self.x)

    def sum(self, name, layer):
        """The sum over the first axis: hls4ml has none, so a depthwise convolution with ones over the whole axis."""
        count, features = self.x.shape[1:]
        one = {"type": {"signed": False, "width": 1, "integer": 1, "rounding": "TRN", "overflow": "WRAP"}}
        weights = [np.ones((count, features, 1)), np.zeros(features)]
        self.add(keras.layers.DepthwiseConv1D(count, name=name), {**layer, "weights": one, "bias": one, "relu": False}, weights)
        self.flatten(f"{name}_flat", layer)

    def lstm(self, name, layer):
        weights = [array(layer["weights"]), array(layer["recurrent"]), array(layer["bias"])]
        self.add(keras.layers.LSTM(layer["units"], name=name), layer, weights)
        types = self.precision[name]
        types["recurrent_weight"] = text(layer["recurrent"]["type"])
        types["recurrent_bias"] = types["bias"]

    def model(self):
        model = keras.Model(self.first, self.x)
        for name, weights in self.weights.items():
            model.get_layer(name).set_weights(weights)
        return model


def from_description(network, folder):
    """The network that layers.mjs describes, at the same precision everywhere."""
    builder = Builder(network)
    model = builder.model()
    configuration = hls4ml.utils.config_from_keras_model(model, granularity="name", backend="Vitis")
    for name, types in builder.precision.items():
        configuration["LayerName"].setdefault(name, {})["Precision"] = types
    return hls4ml.converters.convert_from_keras_model(model, hls_config=configuration, output_dir=folder, **BOARD)
