"""The quantised networks once more, in integers only: an oracle that is neither TensorFlow nor hls4ml.

Reads weights and quantisers of a Keras model and evaluates QDense, QActivation and Subtract on int64.
"""

import numpy as np
from qkeras import get_quantizer

from .fixed import Fixed, exact_raw


def quantizer_type(quantizer):
    """The fixed-point type of quantized_bits(alpha=1) or quantized_relu (dict, object or text)."""
    quantizer = get_quantizer(quantizer)
    kind, config = type(quantizer).__name__, quantizer.get_config()
    bits, integer = int(config["bits"]), int(config["integer"])
    if kind == "quantized_bits" and config["alpha"] == 1 and config["keep_negative"]:
        return Fixed(True, bits, integer + 1, "RND_CONV", "SAT")
    if kind == "quantized_relu" and not config["use_sigmoid"] and config["negative_slope"] == 0:
        return Fixed(False, bits, integer, "RND_CONV", "SAT")
    raise ValueError(f"no integer form is written here for {kind} {config}")


def quantized_weights(layer):
    """Raw integers and types of kernel and bias of a QDense layer."""
    pairs = []
    for quantizer, values in zip((layer.kernel_quantizer_internal, layer.bias_quantizer_internal), layer.get_weights()):
        kind = quantizer_type(quantizer)
        pairs.append((exact_raw(quantizer(values).numpy(), kind.fraction, layer.name), kind))
    return pairs


def evaluate(model, raw, fraction):
    """All layer outputs of the model for raw integer inputs: {layer name: (raw int64, fraction)}. Softmax is left out."""
    results = {model.input_names[0]: (np.asarray(raw, dtype=np.int64), fraction)}
    for layer in (layer for layer in model.layers if layer.name not in results):
        sources = [results[name] for name in _sources(layer)]
        results[layer.name] = _apply(layer, sources)
    return {name: result for name, result in results.items() if result is not None}


def _sources(layer):
    inbound = layer.inbound_nodes[0].inbound_layers
    return [source.name for source in (inbound if isinstance(inbound, list) else [inbound])]


def _apply(layer, sources):
    kind = type(layer).__name__
    if kind == "QDense":
        (weights, weight_type), (bias, bias_type) = quantized_weights(layer)
        raw, fraction = sources[0]
        result = fraction + weight_type.fraction
        return raw @ weights + (bias << (result - bias_type.fraction)), result
    if kind == "QActivation":
        output = quantizer_type(layer.activation)
        raw, fraction = sources[0]
        return output.cast(raw, fraction), output.fraction
    if kind == "Subtract":
        result = max(fraction for _, fraction in sources)
        left, right = (raw << (result - fraction) for raw, fraction in sources)
        return left - right, result
    if kind == "Activation" and layer.activation.__name__ == "softmax":
        return None
    raise ValueError(f"no integer form is written here for {kind}")
