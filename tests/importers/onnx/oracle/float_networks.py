"""Small float networks, each a function of a Graph, and the hls4ml configurations under which they are converted."""

import numpy as np

from networks import weights


def bn(g, x, channels, seed):
    rng = np.random.default_rng(seed)
    return g.node(
        "BatchNormalization",
        [x, rng.uniform(0.5, 1.5, channels), rng.normal(size=channels), rng.normal(size=channels), rng.uniform(0.5, 2, channels)],
        epsilon=1e-3,
    )


def float_dense(g):
    x = g.input("x", [8])
    h = g.node("MatMul", [x, g.constant(weights((8, 10), 101, 0.5))])
    h = g.node("Relu", [g.node("Add", [h, g.constant(weights(10, 102))])])
    h = g.node("MatMul", [h, g.constant(weights((10, 4), 103, 0.5))])
    g.leave(g.node("Sigmoid", [g.node("Add", [h, g.constant(weights(4, 104))])]), "y")


def float_gemm(g):
    x = g.input("x", [6])
    h = g.node("Gemm", [x, weights((7, 6), 105, 0.5), weights(7, 106)], transB=1)
    h = g.node("Tanh", [bn(g, h, 7, 107)])
    h = g.node("Gemm", [h, weights((7, 5), 108, 0.7), weights(5, 109)])
    g.leave(g.node("Softmax", [h], axis=1), "y")


def float_conv2d(g):
    x = g.input("x", [2, 6, 5])
    h = g.node("Conv", [x, weights((3, 2, 3, 3), 110, 0.3), weights(3, 111)], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1], dilations=[1, 1], group=1)
    h = g.node("Relu", [bn(g, h, 3, 112)])
    h = g.node("MaxPool", [h], kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    h = g.node("Flatten", [h], axis=1)
    g.leave(g.node("Gemm", [h, weights((18, 4), 113, 0.3), weights(4, 114)]), "y")


def float_conv1d(g):
    x = g.input("x", [3, 9])
    h = g.node("Conv", [x, weights((4, 3, 3), 115, 0.4), weights(4, 116)], kernel_shape=[3], pads=[0, 1], strides=[2], dilations=[1], group=1)
    h = g.node("LeakyRelu", [h], alpha=0.3)
    h = g.node("Conv", [h, weights((2, 4, 2), 117, 0.4)], kernel_shape=[2], pads=[0, 0], strides=[1], dilations=[1], group=1)
    h = g.node("Flatten", [g.node("Relu", [h])], axis=1)
    g.leave(g.node("MatMul", [h, weights((6, 3), 118, 0.5)]), "y")


def float_depthwise(g):
    x = g.input("x", [3, 5, 5])
    h = g.node("Conv", [x, weights((3, 1, 3, 3), 119, 0.4), weights(3, 120)], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1], dilations=[1, 1], group=3)
    h = g.node("Conv", [h, weights((4, 3, 1, 1), 121, 0.5)], kernel_shape=[1, 1], pads=[0, 0, 0, 0], strides=[1, 1], dilations=[1, 1], group=1)
    h = g.node("MaxPool", [g.node("Relu", [h])], kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    g.leave(h, "y")


def float_merges(g):
    x = g.input("x", [6])
    a = g.node("MatMul", [x, g.constant(weights((6, 6), 122, 0.5))])
    b = g.node("Relu", [g.node("MatMul", [x, g.constant(weights((6, 6), 123, 0.5))])])
    h = g.node("Sub", [g.node("Add", [a, b]), g.node("Mul", [a, b])])
    h = g.node("Max", [g.node("Min", [h, a]), b])
    h = g.node("Mul", [h, g.constant(weights(6, 124))])
    h = g.node("Sub", [g.constant(weights(6, 125)), h])
    h = g.node("Div", [h, g.constant(np.float32([3, 5, 0.7, 2, 4, 1.3]))])
    h = g.node("Sub", [h, g.constant(np.float32(0.3))])
    g.leave(g.node("Concat", [h, b], axis=1), "y")


def float_activations(g):
    x = g.input("x", [6])
    h = g.node("Elu", [x], alpha=0.7)
    h = g.node("Selu", [g.node("MatMul", [h, g.constant(weights((6, 6), 126, 0.5))])])
    h = g.node("Softsign", [g.node("MatMul", [h, g.constant(weights((6, 6), 127, 0.5))])])
    h = g.node("Softplus", [g.node("MatMul", [h, g.constant(weights((6, 6), 128, 0.9))])])
    g.leave(g.node("ThresholdedRelu", [h], alpha=0.75), "y")


def float_layouts(g):
    """Reshape and Transpose by hand."""
    x = g.input("x", [12])
    h = g.node("Reshape", [x, g.whole([1, 3, 4])])
    h = g.node("Transpose", [h], perm=[0, 2, 1])
    h = g.node("Reshape", [h, g.whole([1, 12])])
    g.leave(g.node("MatMul", [h, g.constant(weights((12, 3), 129, 0.5))]), "y")


MODEL = {"Strategy": "Latency", "ReuseFactor": 1}
WIDE = {"Model": {**MODEL, "Precision": {"default": "fixed<16,6>"}}}
NARROW = {"Model": {**MODEL, "Precision": {"default": "fixed<8,3>"}}}
SATURATED = {"Model": {**MODEL, "Precision": {"default": "fixed<10,4,RND,SAT>"}}}
AUTO = "name"


def named(**layers):
    return {"Model": {**MODEL, "Precision": {"default": "fixed<14,5>"}}, "LayerName": layers}


# name: (network, type of the input is the configuration's, configurations)
FLOAT_NETWORKS = {
    "float_dense": (
        float_dense,
        [
            WIDE,
            NARROW,
            SATURATED,
            AUTO,
            named(
                MatMul_0={"Precision": {"weight": "fixed<7,2>", "accum": "fixed<12,4,TRN,SAT>", "result": "fixed<10,4>"}, "ReuseFactor": 4, "Strategy": "Resource"},
                Add_0={"Precision": {"bias": "fixed<6,3>", "result": "fixed<11,4,RND,SAT>"}},
                Relu_0={"Precision": {"result": "ufixed<9,3,RND_CONV,SAT>"}},
                Sigmoid_0={"Precision": {"result": "fixed<12,2>"}, "TableSize": 512},
            ),
        ],
    ),
    "float_gemm": (float_gemm, [WIDE, NARROW, SATURATED, AUTO]),
    "float_conv2d": (float_conv2d, [WIDE, NARROW, SATURATED, AUTO]),
    "float_conv1d": (float_conv1d, [WIDE, NARROW, AUTO]),
    "float_depthwise": (float_depthwise, [WIDE, SATURATED, AUTO]),
    "float_merges": (float_merges, [WIDE, NARROW, SATURATED]),
    "float_activations": (float_activations, [WIDE, SATURATED]),
    "float_layouts": (float_layouts, [WIDE, AUTO]),
}
