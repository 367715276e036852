"""Small made-up networks that together use every quantiser and layer that the Keras importer reads.

Each network is a function of tf_keras and qkeras that returns a model; weights are drawn afterwards from a seeded generator.
"""


def sequential(keras, *layers, inputs=6):
    x = first = keras.Input((inputs,), name="x")
    for layer in layers:
        x = layer(x)
    return keras.Model(first, x)


def grids(keras, q):
    """quantized_bits in all its shapes: integer bits, one bit, symmetric, unsigned."""
    return sequential(
        keras,
        q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0"),
        q.QDense(
            7,
            kernel_quantizer=q.quantized_bits(4, 0, alpha=1),
            bias_quantizer=q.quantized_bits(5, 1, alpha=1),
            name="d0",
        ),
        q.QActivation(q.quantized_bits(6, 2, symmetric=1, alpha=1), name="a1"),
        q.QDense(
            6,
            kernel_quantizer=q.quantized_bits(5, 1, symmetric=1, alpha=1),
            bias_quantizer=q.quantized_bits(4, 0, alpha=None),
            name="d1",
        ),
        q.QActivation(q.quantized_bits(5, 3, keep_negative=False, alpha=1), name="a2"),
        q.QDense(5, kernel_quantizer=q.quantized_bits(1, 0, alpha=1), use_bias=False, name="d2"),
        q.QActivation(q.quantized_bits(1, 0, alpha=1), name="a3"),
        q.QDense(
            3,
            kernel_quantizer=q.quantized_bits(3, 0, keep_negative=False, alpha=1),
            bias_quantizer=q.quantized_bits(6, 2, alpha=1),
            name="d3",
        ),
    )


def scales(keras, q):
    """Scales of weights: powers of two found from the weights, null, and numbers."""
    return sequential(
        keras,
        q.QDense(
            8,
            kernel_quantizer=q.quantized_bits(4, 0, alpha="auto_po2"),
            bias_quantizer=q.quantized_bits(6, 1, alpha=1),
            name="d0",
        ),
        q.QActivation("quantized_relu(6,2)", name="a0"),
        q.QDense(7, kernel_quantizer=q.quantized_bits(5, 1), bias_quantizer=q.quantized_bits(6, 2, alpha=1), name="d1"),
        q.QActivation("quantized_bits(8,4,alpha=1)", name="a1"),
        q.QDense(
            6,
            kernel_quantizer=q.quantized_bits(4, 0, alpha=0.25),
            bias_quantizer=q.quantized_bits(6, 2, alpha=2.0),
            name="d2",
        ),
        q.QActivation(q.quantized_bits(8, 2, alpha=2.0), name="a2"),
        q.QDense(
            4,
            kernel_quantizer=q.ternary(alpha="auto_po2"),
            bias_quantizer=q.quantized_bits(5, 0, alpha="auto_po2"),
            name="d3",
        ),
    )


def scaled_dense(keras, q):
    """Scales that hls4ml takes out of the weights."""
    return sequential(
        keras,
        q.QDense(
            8,
            kernel_quantizer=q.quantized_bits(4, 0, alpha="auto_po2"),
            bias_quantizer=q.quantized_bits(6, 1, alpha=1),
            name="d0",
        ),
        q.QActivation("quantized_relu(6,2)", name="a0"),
        q.QDense(
            6,
            kernel_quantizer=q.quantized_bits(4, 0, alpha=0.25),
            bias_quantizer=q.quantized_bits(6, 2, alpha=1),
            name="d1",
        ),
    )


def real_scale(keras, q):
    """A scale that is no power of two, and a bias that is not quantised: exact here, rounded by the framework."""
    return sequential(
        keras,
        q.QDense(6, kernel_quantizer=q.quantized_bits(4, 0, alpha=0.7), name="d0"),
        q.QActivation("quantized_relu(5,2)", name="a0"),
        q.QDense(3, kernel_quantizer=q.quantized_bits(5, 0, alpha=1), name="d1"),
    )


def binaries(keras, q):
    """Binary weights and activations."""
    return sequential(
        keras,
        q.QDense(8, kernel_quantizer=q.binary(alpha=1), bias_quantizer=q.quantized_bits(5, 2, alpha=1), name="d0"),
        q.QActivation(q.binary(alpha=1), name="a0"),
        q.QDense(7, kernel_quantizer=q.binary(), bias_quantizer=q.quantized_bits(5, 2, alpha=1), name="d1"),
        q.QActivation(q.binary(use_01=True, alpha=1), name="a1"),
        q.QDense(6, kernel_quantizer=q.stochastic_binary(alpha=1), bias_quantizer=q.binary(alpha=1), name="d2"),
        q.QActivation(q.stochastic_binary(alpha=0.5), name="a2"),
        q.QDense(5, kernel_quantizer=q.binary(use_01=True, alpha=1), bias_quantizer=q.binary(), name="d3"),
        q.QActivation("binary_tanh", name="a3"),
        q.QDense(4, kernel_quantizer=q.binary(alpha=1), use_bias=False, name="d4"),
    )


def binary_dense(keras, q):
    """Binary weights and activations as hls4ml takes them."""
    return sequential(
        keras,
        q.QDense(8, kernel_quantizer=q.binary(alpha=1), bias_quantizer=q.quantized_bits(5, 2, alpha=1), name="d0"),
        keras.layers.BatchNormalization(name="bn0"),
        q.QActivation(q.binary(alpha=1), name="a0"),
        q.QDense(7, kernel_quantizer=q.binary(alpha=1), use_bias=False, name="d1"),
        keras.layers.BatchNormalization(name="bn1"),
        q.QActivation("binary_tanh", name="a1"),
        q.QDense(6, kernel_quantizer=q.quantized_bits(4, 0, alpha=1), use_bias=False, name="d2"),
        q.QActivation(q.binary(alpha=1), name="a2"),
        q.QDense(3, kernel_quantizer=q.ternary(alpha=1), bias_quantizer=q.binary(alpha=1), name="d3"),
    )


def ternaries(keras, q):
    """Ternary weights and activations, thresholds."""
    return sequential(
        keras,
        q.QDense(8, kernel_quantizer=q.ternary(alpha=1), bias_quantizer=q.quantized_bits(5, 2, alpha=1), name="d0"),
        q.QActivation(q.ternary(alpha=1), name="a0"),
        q.QDense(7, kernel_quantizer=q.ternary(), bias_quantizer=q.ternary(alpha=1, threshold=0.6), name="d1"),
        q.QActivation(q.ternary(threshold=0.75), name="a1"),
        q.QDense(6, kernel_quantizer=q.stochastic_ternary(alpha="auto_po2"), use_bias=False, name="d2"),
        q.QActivation(q.stochastic_ternary(alpha=0.5, threshold=0.5), name="a2"),
        q.QDense(4, kernel_quantizer=q.ternary(alpha=2.0, threshold=0.1), use_bias=False, name="d3"),
    )


def ternary_dense(keras, q):
    """Ternary weights and activations as hls4ml takes them."""
    return sequential(
        keras,
        q.QDense(8, kernel_quantizer=q.ternary(alpha=1), bias_quantizer=q.quantized_bits(5, 2, alpha=1), name="d0"),
        q.QActivation(q.ternary(alpha=1), name="a0"),
        q.QDense(7, kernel_quantizer=q.ternary(alpha=1), bias_quantizer=q.ternary(alpha=1, threshold=0.6), name="d1"),
        keras.layers.BatchNormalization(name="bn1"),
        q.QActivation(q.ternary(alpha=1, threshold=0.75), name="a1"),
        q.QDense(3, kernel_quantizer=q.quantized_bits(4, 0, alpha=1), use_bias=False, name="d2"),
    )


def powers(keras, q):
    """Powers of two."""
    return sequential(
        keras,
        q.QActivation("quantized_bits(6,2,alpha=1)", name="a0"),
        q.QActivation(q.quantized_po2(4), name="a1"),
        q.QDense(6, kernel_quantizer=q.quantized_po2(4), bias_quantizer=q.quantized_po2(4, max_value=1), name="d0"),
        q.QActivation("quantized_bits(6,3,alpha=1)", name="a2"),
        q.QActivation(q.quantized_relu_po2(4, max_value=4), name="a3"),
        q.QDense(5, kernel_quantizer=q.quantized_po2(4, max_value=0.5), bias_quantizer=q.quantized_po2(5), name="d1"),
        q.QActivation("quantized_bits(7,3,alpha=1)", name="a4"),
        q.QActivation(q.quantized_relu_po2(3, negative_slope=0.25), name="a5"),
        q.QDense(4, kernel_quantizer=q.quantized_po2(5, quadratic_approximation=True), use_bias=False, name="d2"),
    )


def power_dense(keras, q):
    """Power-of-two weights as hls4ml takes them."""
    return sequential(
        keras,
        q.QDense(
            6,
            kernel_quantizer=q.quantized_po2(4, max_value=1),
            bias_quantizer=q.quantized_bits(4, 0, alpha=1),
            name="d0",
        ),
        q.QActivation("quantized_relu(5,2)", name="a0"),
        q.QDense(4, kernel_quantizer=q.quantized_po2(4), bias_quantizer=q.quantized_bits(4, 0, alpha=1), name="d1"),
    )


def rectifiers(keras, q):
    """quantized_relu with slopes, ceilings and its sigmoid."""
    dense = lambda units, name: q.QDense(  # noqa: E731
        units,
        kernel_quantizer=q.quantized_bits(5, 1, alpha=1),
        bias_quantizer=q.quantized_bits(5, 1, alpha=1),
        name=name,
    )
    return sequential(
        keras,
        dense(7, "d0"),
        q.QActivation(q.quantized_relu(6, 2, negative_slope=0.25), name="a0"),
        dense(7, "d1"),
        q.QActivation("quantized_relu(5,1,use_sigmoid=1)", name="a1"),
        dense(7, "d2"),
        q.QActivation("quantized_relu(6,3,relu_upper_bound=2.5,is_quantized_clip=False)", name="a2"),
        dense(7, "d3"),
        q.QActivation("quantized_relu(4)", name="a3"),
        dense(5, "d4"),
        q.QActivation(q.quantized_relu(5, 5), name="a4"),
        dense(4, "d5"),
        keras.layers.Activation("relu", name="a5"),
        dense(4, "d6"),
        keras.layers.ReLU(max_value=3.5, name="a6"),
    )


def curves(keras, q):
    """quantized_tanh and quantized_sigmoid, as lines and as true functions."""
    dense = lambda units, name: q.QDense(  # noqa: E731
        units,
        kernel_quantizer=q.quantized_bits(4, 1, alpha=1),
        bias_quantizer=q.quantized_bits(4, 0, alpha=1),
        name=name,
    )
    return sequential(
        keras,
        dense(7, "d0"),
        q.QActivation(q.quantized_tanh(6), name="a0"),
        dense(7, "d1"),
        q.QActivation(q.quantized_tanh(5, symmetric=True), name="a1"),
        dense(7, "d2"),
        q.QActivation(q.quantized_sigmoid(6), name="a2"),
        dense(7, "d3"),
        q.QActivation(q.quantized_sigmoid(4, symmetric=True), name="a3"),
        dense(6, "d4"),
        q.QActivation("quantized_bits(8,3,alpha=1)", name="a4"),
        q.QActivation(q.quantized_tanh(6, use_real_tanh=True), name="a5"),
        dense(6, "d5"),
        q.QActivation("quantized_bits(8,3,alpha=1)", name="a6"),
        q.QActivation(q.quantized_sigmoid(6, use_real_sigmoid=True), name="a7"),
        dense(5, "d6"),
        q.QActivation("quantized_bits(8,3,alpha=1)", name="a8"),
        keras.layers.Activation("tanh", name="a9"),
        q.QActivation("quantized_bits(6,0,alpha=1)", name="a10"),
        dense(3, "d7"),
    )


def functions(keras, q):
    """QKeras' functions without parameters, and layers that are exact as they are."""
    dense = lambda units, name: q.QDense(  # noqa: E731
        units, kernel_quantizer=q.quantized_bits(4, 1, alpha=1), use_bias=False, name=name
    )
    x = first = keras.Input((6,), name="x")
    outputs = []
    for index, name in enumerate(
        ["hard_sigmoid", "smooth_sigmoid", "binary_sigmoid", "binary_tanh", "hard_tanh", "smooth_tanh"]
    ):
        outputs.append(q.QActivation(name, name=f"f{index}")(dense(4, f"d{index}")(x)))
    x = keras.layers.ThresholdedReLU(theta=0.625, name="threshold")(x)
    x = keras.layers.LeakyReLU(alpha=0.25, name="leaky")(x)
    x = keras.layers.PReLU(alpha_initializer="ones", name="prelu")(x)
    x = keras.layers.Reshape((2, 3), name="reshape")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    outputs.append(keras.layers.Dropout(0.5, name="drop")(x))
    return keras.Model(first, outputs)


def merges(keras, q):
    """Two inputs, every merge, two outputs."""
    a = keras.Input((5,), name="x")
    b = keras.Input((5,), name="z")
    dense = lambda units, name: q.QDense(  # noqa: E731
        units,
        kernel_quantizer=q.quantized_bits(5, 1, alpha=1),
        bias_quantizer=q.quantized_bits(5, 1, alpha=1),
        name=name,
    )
    p = q.QActivation("quantized_bits(8,4,alpha=1)", name="p")(dense(6, "dp")(a))
    r = q.QActivation("quantized_relu(6,3)", name="r")(dense(6, "dr")(b))
    layers = keras.layers
    s = layers.Add(name="add")([p, r])
    t = layers.Subtract(name="sub")([p, r])
    m = layers.Multiply(name="mul")([p, r])
    v = layers.Average(name="avg")([s, t])
    hi = layers.Maximum(name="max")([v, p])
    lo = layers.Minimum(name="min")([m, r])
    c = layers.Concatenate(name="cat")([hi, lo])
    d = layers.Dot(axes=1, name="dot")([p, r])
    return keras.Model([a, b], [dense(3, "out")(c), d])


def normalized(keras, q):
    """Batch normalisations: exact here, rounded by the framework."""
    return sequential(
        keras,
        q.QDense(
            7,
            kernel_quantizer=q.quantized_bits(5, 1, alpha=1),
            bias_quantizer=q.quantized_bits(5, 1, alpha=1),
            name="d0",
        ),
        keras.layers.BatchNormalization(name="bn0"),
        q.QActivation("quantized_relu(6,2)", name="a0"),
        q.QDense(5, kernel_quantizer=q.quantized_bits(5, 1, alpha=1), use_bias=False, name="d1"),
        q.QBatchNormalization(name="bn1"),
        q.QActivation("quantized_bits(7,3,alpha=1)", name="a1"),
        q.QDense(3, kernel_quantizer=q.quantized_bits(5, 1, alpha=1), use_bias=False, name="d2"),
    )


def floats(keras, q):
    """Plain Keras with every activation that hls4ml has."""
    layers = keras.layers
    return sequential(
        keras,
        layers.Dense(9, activation="relu", name="d0"),
        layers.Dense(8, activation="sigmoid", name="d1"),
        layers.Dense(8, activation="tanh", use_bias=False, name="d2"),
        layers.Dense(8, activation="softplus", name="d3"),
        layers.Dense(8, activation="softsign", name="d4"),
        layers.Dense(8, activation="selu", name="d5"),
        layers.Dense(8, activation="elu", name="d6"),
        layers.Dense(8, activation="hard_sigmoid", name="d7"),
        layers.Dense(8, name="d8"),
        layers.LeakyReLU(alpha=0.3, name="leaky"),
        layers.Dense(8, name="d9"),
        layers.PReLU(alpha_initializer="ones", name="prelu"),
        layers.Dense(8, name="d10"),
        layers.ThresholdedReLU(theta=0.3, name="threshold"),
        layers.Dense(7, name="d11"),
        layers.ELU(alpha=0.7, name="elu"),
        layers.Dense(7, name="d12"),
        layers.ReLU(name="relu"),
        layers.Dropout(0.1, name="drop"),
        layers.Dense(4, activation="softmax", name="out"),
    )


def plain(keras, q):
    """A plain network for configurations."""
    layers = keras.layers
    return sequential(
        keras,
        layers.Dense(8, activation="relu", name="fc1"),
        layers.BatchNormalization(name="bn"),
        layers.Dense(6, activation="relu", name="fc2"),
        layers.Dense(5, name="logits"),
        layers.Activation("softmax", name="softmax"),
    )


def normalized_plain(keras, q):
    """Normalisations that hls4ml can fuse."""
    layers = keras.layers
    return sequential(
        keras,
        layers.Dense(8, name="fc1"),
        layers.BatchNormalization(name="bn1"),
        layers.Activation("relu", name="relu1"),
        layers.Dense(6, name="fc2"),
        layers.BatchNormalization(name="bn2", scale=False),
        layers.BatchNormalization(name="bn3", center=False),
        layers.Activation("relu", name="relu2"),
        layers.Dense(3, name="fc3", use_bias=False),
    )


networks = [
    grids,
    scales,
    scaled_dense,
    real_scale,
    binaries,
    binary_dense,
    ternaries,
    ternary_dense,
    powers,
    power_dense,
    rectifiers,
    curves,
    functions,
    merges,
    normalized,
    floats,
    plain,
    normalized_plain,
]
