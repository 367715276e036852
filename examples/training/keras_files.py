"""Reading a trained example back, and counting its zero weights."""

import os

import tensorflow as tf
from qkeras import QDense
from qkeras.utils import _add_supported_quantized_objects

from .integer_network import quantized_weights


def load_model(folder, name):
    """The Keras model of folder/NAME.h5."""
    objects = {}
    _add_supported_quantized_objects(objects)
    return tf.keras.models.load_model(os.path.join(folder, f"{name}.h5"), custom_objects=objects, compile=False)


def zero_share(model):
    """The share of quantised kernel weights that are exactly zero."""
    kernels = [quantized_weights(layer)[0][0] for layer in model.layers if isinstance(layer, QDense)]
    return sum(int((kernel == 0).sum()) for kernel in kernels) / sum(kernel.size for kernel in kernels)
