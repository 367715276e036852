"""Small quantised networks, each a function of a Graph; `TYPES` has the type of each input port."""

import numpy as np

MODES = ["ROUND", "CEIL", "FLOOR", "UP", "DOWN", "HALF_UP", "HALF_DOWN", "half_even"]


def weights(shape, seed, scale=1.0):
    return (np.random.default_rng(seed).normal(size=shape) * scale).astype(np.float32)


def rounding_modes(g):
    x = g.input("x", [24])
    for mode in MODES:
        for signed, narrow in ((1, 0), (1, 1), (0, 0), (0, 1)):
            g.output(g.quant(x, 0.5, 4, signed, narrow, mode), f"{mode}_{signed}{narrow}")


def zero_points(g):
    x = g.input("x", [24])
    for index, zero in enumerate((1.0, -3.0, 2.0, 0.5, -0.25)):
        for mode in ("ROUND", "FLOOR", "CEIL", "HALF_UP"):
            g.output(g.quant(x, 0.25, 5, 1, 0, mode, zero), f"zero{index}_{mode}")
            g.output(g.quant(x, 0.25, 3, 0, 0, mode, zero), f"unsigned{index}_{mode}")


def scales(g):
    """Scales that are no powers of two: several for each kind of realisation."""
    x = g.input("x", [24])
    for index, scale in enumerate((0.3, 0.07, 1.7, 0.123456, 3.0)):
        for bits in (1, 2, 3, 4, 8):
            g.output(g.quant(x, scale, bits, 0), f"unsigned{index}_{bits}")
            if bits > 1:
                g.output(g.quant(x, scale, bits, 1, 1, "FLOOR" if bits == 3 else "ROUND"), f"signed{index}_{bits}")


def channel_scales(g):
    x = g.input("x", [4, 6])
    powers = np.float32([[0.25], [0.5], [1], [2]])
    reals = np.float32([[0.3], [0.21], [0.77], [1.1]])
    g.output(g.quant(x, powers, 4), "powers")
    g.output(g.quant(x, reals, 4), "reals")
    g.output(g.quant(g.quant(x, reals, 5), powers, 4), "both")


def bipolar(g):
    x = g.input("x", [24])
    g.output(g.bipolar(x, 1.0), "one")
    g.output(g.bipolar(x, 0.37), "real")
    g.output(g.quant(x, 0.5, 1), "single")
    g.output(g.quant(x, 0.5, 1, zero=0.75), "shifted")


def truncated(g):
    """Trunc of version 1: a sum of integers loses its lower bits."""
    x = g.input("x", [24])
    q = g.quant(x, 0.125, 8)
    for mode in MODES[:7]:
        g.output(g.node("Trunc", [q, 0.125, 0.0, 8.0, 5.0], domain="qonnx.custom_op.general", rounding_mode=mode), f"v1_{mode}")
    g.output(g.node("Trunc", [q, 0.125, 2.0, 8.0, 6.0], domain="qonnx.custom_op.general", rounding_mode="FLOOR"), "v1_zero")


def truncated_again(g):
    """Trunc of version 2."""
    x = g.input("x", [24])
    q = g.quant(x, 0.125, 8)
    general = "qonnx.custom_op.general"
    for mode in MODES[:7]:
        y = g.node("Trunc", [q, 0.125, 0.0, 8.0, 0.5, 4.0], domain=general, rounding_mode=mode, signed=1, narrow=0)
        g.output(y, f"v2_{mode}")
    g.output(g.node("Trunc", [q, 0.125, 0.0, 8.0, 1.0, 3.0], domain=general, rounding_mode="FLOOR", signed=0, narrow=1), "unsigned")


def dense(g):
    """Everything a power of two; the outputs saturate."""
    x = g.input("x", [8])
    h = g.quant(x, 0.25, 6)
    h = g.node("MatMul", [h, g.quant(g.constant(weights((8, 12), 1)), 0.125, 4, 1, 1)])
    h = g.node("Add", [h, g.quant(g.constant(weights(12, 2)), 0.03125, 8)])
    h = g.quant(g.node("Relu", [h]), 0.25, 5, 0)
    h = g.node("Gemm", [h, g.quant(g.constant(weights((6, 12), 3)), 0.25, 3), g.quant(g.constant(weights(6, 4)), 0.0625, 7)], transB=1)
    g.output(h, "sums")
    g.output(g.quant(h, 0.5, 4), "y")


def dense_real_scales(g):
    """Brevitas' default: learned scales, one for each filter; the bias on the grid of the sums."""
    x = g.input("x", [8])
    scale_in, scale_w = np.float32(0.0371), np.float32(np.random.default_rng(5).uniform(0.01, 0.1, (10, 1)))
    h = g.quant(x, scale_in, 8)
    w = g.quant(g.constant(weights((10, 8), 6, 0.5)), scale_w, 4, 1, 1)
    bias = g.quant(g.constant(weights(10, 7, 0.3)), (scale_in * scale_w).reshape(10).astype(np.float32), 16)
    h = g.node("Gemm", [h, w, bias], transB=1)
    h = g.quant(g.node("Relu", [h]), 0.0513, 4, 0)
    w = g.quant(g.constant(weights((4, 10), 8, 0.5)), 0.0713, 3, 1, 1)
    h = g.node("MatMul", [h, g.node("Transpose", [w], perm=[1, 0])])
    g.output(g.quant(h, 0.31, 6), "y")


def normalised(g):
    """BatchNormalization between sums and quantiser, with negative gammas."""
    x = g.input("x", [6])
    h = g.quant(x, 0.125, 6)
    h = g.node("MatMul", [h, g.quant(g.constant(weights((6, 9), 11)), 0.25, 4)])
    rng = np.random.default_rng(12)
    gamma = rng.normal(size=9).astype(np.float32)
    h = g.node("BatchNormalization", [h, gamma, rng.normal(size=9), rng.normal(size=9), rng.uniform(0.2, 3, 9)], epsilon=1e-5)
    g.output(g.quant(g.node("Relu", [h]), 0.25, 4, 0), "relu")
    g.output(g.bipolar(h, 1.0), "sign")
    g.output(g.quant(g.node("Clip", [h, -0.7, 0.9]), 0.0625, 5), "clipped")


def binary(g):
    """Weights and activations of one bit, as FINN's TFC."""
    x = g.input("x", [12])
    h = g.bipolar(g.node("Sub", [g.node("Mul", [x, 2.0]), 1.0]), 1.0)
    for layer, (inputs, outputs) in enumerate(((12, 10), (10, 8))):
        h = g.node("MatMul", [h, g.bipolar(g.constant(weights((inputs, outputs), 20 + layer)), 1.0)])
        rng = np.random.default_rng(30 + layer)
        h = g.node("BatchNormalization", [h, *(rng.normal(size=outputs) for _ in range(3)), rng.uniform(0.5, 4, outputs)])
        h = g.bipolar(h, 1.0)
    h = g.node("MatMul", [h, g.bipolar(g.constant(weights((8, 4), 40)), 1.0)])
    h = g.node("Mul", [h, 0.0625])
    g.output(g.node("Add", [h, -0.125]), "y")


def convolutions(g):
    """Channels first: padding, strides, dilation, groups, poolings."""
    x = g.input("x", [2, 6, 5])
    h = g.quant(x, 0.25, 5)
    w = g.quant(g.constant(weights((4, 2, 3, 3), 50, 0.5)), 0.125, 4, 1, 1)
    h = g.node("Conv", [h, w, g.quant(g.constant(weights(4, 51)), 0.03125, 7)], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    h = g.quant(g.node("Relu", [h]), 0.25, 4, 0)
    g.output(h, "same")
    w = g.quant(g.constant(weights((4, 1, 2, 3), 52, 0.5)), np.float32([0.25, 0.5, 0.125, 0.25]).reshape(4, 1, 1, 1), 4)
    d = g.node("Conv", [h, w], kernel_shape=[2, 3], group=4, strides=[2, 1], pads=[0, 1, 1, 0])
    g.output(g.quant(d, 0.5, 5), "depthwise")
    w = g.quant(g.constant(weights((6, 2, 2, 2), 53, 0.5)), 0.25, 3)
    e = g.node("Conv", [h, w], kernel_shape=[2, 2], group=2, dilations=[2, 2])
    g.output(g.quant(e, 0.25, 6), "grouped")
    p = g.node("MaxPool", [h], kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
    g.output(p, "maximum")
    p = g.node("AveragePool", [h], kernel_shape=[2, 2], strides=[2, 2])
    g.output(g.quant(p, 0.5, 4, 0), "average")
    p = g.node("AveragePool", [h], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    g.output(g.quant(p, 0.25, 4, 0, mode="FLOOR"), "ninth")
    p = g.node("GlobalAveragePool", [h])
    g.output(g.quant(g.node("Flatten", [p]), 0.25, 5, 0), "global")
    f = g.node("Flatten", [g.node("GlobalMaxPool", [h])])
    g.output(g.node("Gemm", [f, g.quant(g.constant(weights((4, 3), 54)), 0.25, 4)]), "y")


def convolution_1d(g):
    x = g.input("x", [3, 12])
    h = g.quant(x, 0.1, 6)
    w = g.quant(g.constant(weights((5, 3, 4), 60, 0.5)), np.float32(np.linspace(0.03, 0.2, 5)).reshape(5, 1, 1), 5, 1, 1)
    h = g.node("Conv", [h, w], kernel_shape=[4], auto_pad="SAME_UPPER", strides=[2])
    h = g.quant(g.node("Relu", [h]), 0.21, 4, 0)
    h = g.node("MaxPool", [h], kernel_shape=[2], strides=[2])
    h = g.node("Reshape", [h, g.whole([0, -1])])
    g.output(g.node("MatMul", [h, g.quant(g.constant(weights((15, 4), 61)), 0.25, 4)]), "y")


def residual(g):
    x = g.input("x", [10])
    a = g.quant(x, 0.25, 6)
    b = g.quant(g.node("MatMul", [a, g.quant(g.constant(weights((10, 10), 70, 0.3)), 0.125, 4)]), 0.25, 6)
    s = g.node("Add", [a, b])
    g.output(g.quant(s, 0.5, 5), "sum")
    c = g.quant(x, 0.0625, 8)
    g.output(g.node("Sub", [s, c]), "difference")
    g.output(g.node("Max", [a, c]), "maximum")
    g.output(g.quant(g.node("Mul", [a, b]), 0.5, 6), "product")
    r = g.quant(x, 0.3, 5)
    t = g.quant(g.node("MatMul", [r, g.quant(g.constant(weights((10, 10), 71, 0.3)), 0.07, 4)]), 0.3, 5)
    g.output(g.quant(g.node("Add", [r, t]), 0.3, 6), "one_scale")
    j = g.node("Concat", [a, g.quant(x, 0.17, 4)], axis=1)
    g.output(g.quant(j, 0.25, 4), "joined")


def functions(g):
    x = g.input("x", [24])
    q = g.quant(x, 0.125, 8)
    g.output(g.quant(g.node("Sigmoid", [q]), 1 / 64, 6, 0), "sigmoid")
    g.output(g.quant(g.node("Tanh", [q]), 1 / 32, 6), "tanh")
    g.output(g.quant(g.node("Elu", [q]), 0.1, 6), "elu")
    g.output(g.quant(g.node("Selu", [q]), 0.0625, 8), "selu")
    g.output(g.quant(g.node("LeakyRelu", [q], alpha=0.25), 0.25, 5), "leaky")
    g.output(g.quant(g.node("HardSigmoid", [q]), 1 / 64, 6, 0), "hard")
    g.output(g.quant(g.node("HardSigmoid", [q], alpha=0.25, beta=0.5), 1 / 16, 4, 0, mode="FLOOR"), "harder")
    g.output(g.quant(g.node("PRelu", [q, np.float32([0.5])]), 0.25, 6), "prelu")
    g.output(g.node("Clip", [q, -1.0, 2.5]), "clip")
    g.output(g.quant(g.node("ThresholdedRelu", [q], alpha=1.5), 0.25, 6), "thresholded")


def layouts(g):
    x = g.input("x", [2, 4, 6])
    q = g.quant(x, 0.25, 6)
    g.output(g.node("Transpose", [q], perm=[0, 2, 3, 1] if False else [0, 2, 1, 3]), "transposed")
    shape = g.node("Shape", [q])
    batch = g.node("Gather", [shape, g.whole(0)], axis=0)
    rest = g.node("Concat", [g.node("Unsqueeze", [batch, g.whole([0])]), g.whole([-1])], axis=0)
    g.output(g.node("Reshape", [q, rest]), "flat")
    a, b = g.node("Split", [q, g.whole([1, 3])], outputs=2, axis=2)
    g.output(a, "first")
    g.output(g.node("Slice", [b, g.whole([0, 5]), g.whole([2, -7]), g.whole([2, 3]), g.whole([1, -2])]), "sliced")
    g.output(g.node("Pad", [q, g.whole([0, 0, 1, 2, 0, 0, 0, 1])]), "padded")
    g.output(g.node("Resize", [q, "", g.constant([1, 1, 2, 3])], mode="nearest"), "resized")
    g.output(g.node("Squeeze", [g.node("Slice", [q, g.whole([1]), g.whole([2]), g.whole([1])]), g.whole([1])]), "squeezed")
    g.output(g.node("Gather", [q, g.whole([3, 0, 0])], axis=3), "taken")
    g.output(g.quant(g.node("ReduceMean", [q], axes=[2, 3], keepdims=0), 0.125, 6), "mean")
    g.output(g.node("ReduceMax", [q], axes=[1], keepdims=1), "most")
    t = g.node("Transpose", [q], perm=[0, 1, 3, 2])
    g.output(g.node("MatMul", [q, t]), "product")


def linear(g, dtype=np.int8):
    """QCDQ: one scale for each tensor."""
    x = g.input("x", [8])

    def both(value, scale, zero, low=None, high=None, kind=dtype):
        scale, zero = g.constant(np.float32(scale)), g.constant(zero, kind)
        q = g.node("QuantizeLinear", [value, scale, zero])
        if low is not None:
            q = g.node("Clip", [q, g.constant(low, kind), g.constant(high, kind)])
        return g.node("DequantizeLinear", [q, scale, zero])

    h = both(x, 0.0625, 0)
    w = np.random.default_rng(80).integers(-127, 128, (8, 6)).astype(np.int8)
    w = g.node("DequantizeLinear", [g.constant(w, np.int8), g.constant(np.float32(0.015625)), g.constant(0, np.int8)])
    h = g.node("Gemm", [h, w, g.constant(weights(6, 81))])
    g.output(both(h, 0.25, 0), "signed")
    g.output(both(g.node("Relu", [h]), 0.125, 0, kind=np.uint8), "unsigned")
    g.output(both(h, 0.125, 3), "odd_zero")
    g.output(both(h, 0.5, 128, kind=np.uint8), "middle")
    g.output(both(h, 0.25, 0, -8, 7), "four_bits")
    g.output(both(h, 0.25, 0, -7, 7), "narrow")
    g.output(both(h, 0.137, 0), "real")
    g.output(both(h, 0.137, 5, kind=np.uint8), "real_zero")


def linear_channels(g):
    """QCDQ: one scale for each channel of the weights."""
    x = g.input("x", [2, 5, 5])
    s, z = g.constant(np.float32(0.125)), g.constant(0, np.int8)
    h = g.node("DequantizeLinear", [g.node("QuantizeLinear", [x, s, z]), s, z])
    w = np.random.default_rng(90).integers(-127, 128, (3, 2, 3, 3)).astype(np.int8)
    scale = g.constant(np.float32([0.01, 0.007, 0.0035]))
    w = g.node("DequantizeLinear", [g.constant(w, np.int8), scale, g.constant([0, 0, 0], np.int8)], axis=0)
    h = g.node("Conv", [h, w], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    h = g.node("Relu", [h])
    s, z = g.constant(np.float32(0.043)), g.constant(0, np.uint8)
    h = g.node("DequantizeLinear", [g.node("QuantizeLinear", [h, s, z]), s, z])
    h = g.node("Flatten", [g.node("MaxPool", [h], kernel_shape=[5, 5])])
    w = np.random.default_rng(91).integers(-7, 8, (3, 4)).astype(np.float32)
    w = g.node("QuantizeLinear", [g.constant(w * 0.3), g.constant(np.float32(0.3)), g.constant(0, np.int8)])
    w = g.node("DequantizeLinear", [w, g.constant(np.float32(0.3)), g.constant(0, np.int8)])
    h = g.node("MatMul", [h, w])
    s, z = g.constant(np.float32(0.5)), g.constant(0, np.int8)
    g.output(g.node("DequantizeLinear", [g.node("QuantizeLinear", [h, s, z]), s, z]), "y")


# name: (network, type of the input, width of the input, its fraction bits, Graph options)
NETWORKS = {
    "rounding_modes": (rounding_modes, "fixed<10,5>", {}),
    "zero_points": (zero_points, "fixed<10,5>", {}),
    "scales": (scales, "fixed<10,5>", {}),
    "channel_scales": (channel_scales, "fixed<10,4>", {}),
    "bipolar": (bipolar, "fixed<8,4>", {}),
    "truncated": (truncated, "fixed<12,6>", {}),
    "truncated_again": (truncated_again, "fixed<12,6>", {"quant_opset": 2}),
    "dense": (dense, "fixed<10,6>", {}),
    "dense_real_scales": (dense_real_scales, "fixed<12,4>", {}),
    "normalised": (normalised, "fixed<10,4>", {}),
    "binary": (binary, "ufixed<1,1>", {}),
    "convolutions": (convolutions, "fixed<8,4>", {}),
    "convolution_1d": (convolution_1d, "fixed<10,4>", {}),
    "residual": (residual, "fixed<10,5>", {}),
    "functions": (functions, "fixed<12,6>", {}),
    "layouts": (layouts, "fixed<10,5>", {}),
    "linear": (linear, "fixed<12,6>", {}),
    "linear_channels": (linear_channels, "fixed<12,6>", {}),
}
