"""Writes what QKeras' quantisers make of weights: float32 in, float32 out.

Usage: make_quantizers.py FOLDER. Writes quantizers.json: for each quantiser its text, and for a kernel and a bias the weights,
the quantised weights and the scale.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf
from qkeras.quantizers import get_quantizer

texts = [
    "quantized_bits(4,0,alpha=1)",
    "quantized_bits(8,3,symmetric=1,alpha=1)",
    "quantized_bits(5,1,keep_negative=False,alpha=1)",
    "quantized_bits(1,0,alpha=1)",
    "quantized_bits(6,2,alpha=0.7)",
    "quantized_bits(6,0,alpha=3)",
    "quantized_bits(3,0)",
    "quantized_bits(4,0,alpha='auto')",
    "quantized_bits(6,2,alpha='auto')",
    "quantized_bits(4,0,alpha='auto_po2')",
    "quantized_bits(8,1,alpha='auto_po2')",
    "quantized_bits(2,0,alpha='auto_po2')",
    "quantized_bits(5,1,keep_negative=False,alpha='auto_po2')",
    "binary(alpha=1)",
    "binary(alpha=0.3)",
    "binary()",
    "binary(use_01=True,alpha=1)",
    "binary(alpha='auto_po2')",
    "stochastic_binary(alpha='auto_po2')",
    "ternary(alpha=1)",
    "ternary()",
    "ternary(alpha=0.6,threshold=0.2)",
    "ternary(alpha='auto_po2')",
    "stochastic_ternary(alpha='auto_po2')",
    "quantized_po2(4)",
    "quantized_po2(5,max_value=1)",
    "quantized_po2(3,max_value=0.5)",
    "quantized_po2(5,quadratic_approximation=True)",
    "quantized_po2(5,log2_rounding='floor')",
    "quantized_relu_po2(4)",
    "quantized_relu_po2(4,max_value=2,negative_slope=0.5)",
]


def listed(values):
    return [float(value) for value in np.asarray(values, np.float32).reshape(-1)]


def main(folder):
    random = np.random.default_rng(5)
    cases = []
    for text in texts:
        for shape in [(9, 4), (7,)]:
            weights = random.normal(0, 0.8, shape).astype(np.float32)
            weights.reshape(-1)[:3] = [0.0, 1e-9, -1e-9]
            quantizer = get_quantizer(text)
            values = quantizer(tf.constant(weights)).numpy()
            scale = getattr(quantizer, "scale", None)
            scale = None if scale is None else listed(scale)
            cases.append(
                {"quantizer": text, "shape": shape, "weights": listed(weights), "values": listed(values), "scale": scale}
            )
    with open(os.path.join(folder, "quantizers.json"), "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


main(sys.argv[1])
