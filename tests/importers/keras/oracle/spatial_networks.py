"""Small made-up networks with every spatial layer that the Keras importer reads; see networks.py."""


def conv2d(keras, q):
    """Padding, strides, a merged normalisation, poolings over an edge."""
    layers = keras.layers
    x = keras.Input((6, 5, 2), name="x")
    y = layers.Conv2D(3, (3, 2), padding="same", activation="relu", name="c0")(x)
    pooled = layers.MaxPooling2D((2, 2), padding="same", name="m0")(y)
    z = layers.Conv2D(4, (2, 2), strides=(1, 1), use_bias=False, name="c1")(pooled)
    z = layers.BatchNormalization(name="bn")(z)
    z = layers.Activation("relu", name="a1")(z)
    averaged = layers.AveragePooling2D((3, 2), strides=(2, 2), padding="same", name="p0")(y)
    z = layers.Flatten(name="flat")(z)
    z = layers.Dense(3, name="out")(z)
    return keras.Model(x, [averaged, z])


def conv1d(keras, q):
    """One axis: causal padding, strides, poolings, global poolings."""
    layers = keras.layers
    x = keras.Input((9, 2), name="x")
    y = layers.ZeroPadding1D((1, 2), name="pad")(x)
    y = layers.Conv1D(4, 3, strides=2, padding="same", name="c0")(y)
    y = layers.LeakyReLU(0.25, name="a0")(y)
    causal = layers.Conv1D(3, 2, padding="causal", activation="tanh", name="c1")(y)
    a = layers.AveragePooling1D(3, strides=1, padding="same", name="p0")(causal)
    m = layers.MaxPooling1D(3, strides=2, padding="same", name="p1")(y)
    return keras.Model(
        x,
        [
            layers.GlobalAveragePooling1D(name="g0")(a),
            layers.GlobalMaxPooling1D(name="g1")(m),
            layers.Cropping1D((1, 2), name="crop")(y),
            layers.UpSampling1D(2, name="up")(m),
        ],
    )


def depthwise(keras, q):
    """Depthwise and separable convolutions."""
    layers = keras.layers
    x = keras.Input((5, 5, 3), name="x")
    y = layers.DepthwiseConv2D((3, 3), padding="same", name="d0")(x)
    y = layers.ReLU(name="a0")(y)
    s = layers.SeparableConv2D(4, (2, 2), name="s0")(y)
    return keras.Model(x, layers.BatchNormalization(name="bn")(s))


def depthwise1d(keras, q):
    """Depthwise and separable convolutions of one axis."""
    layers = keras.layers
    x = keras.Input((9, 3), name="x")
    y = layers.SeparableConv1D(2, 3, strides=2, use_bias=False, activation="relu", name="s0")(x)
    y = layers.DepthwiseConv1D(2, name="d0")(y)
    return keras.Model(x, y)


def depthwise_both(keras, q):
    """Depthwise convolutions of one and of two axes, whose headers in hls4ml share a guard."""
    layers = keras.layers
    x = keras.Input((4, 4, 2), name="x")
    y = layers.DepthwiseConv2D((2, 2), name="d0")(x)
    y = layers.Reshape((9, 2), name="line")(y)
    return keras.Model(x, layers.DepthwiseConv1D(2, name="d1")(y))


def depthwise_merged(keras, q):
    """A normalisation behind a depthwise convolution, which hls4ml merges wrongly."""
    layers = keras.layers
    x = keras.Input((4, 4, 2), name="x")
    y = layers.DepthwiseConv2D((2, 2), name="d0")(x)
    return keras.Model(x, layers.BatchNormalization(name="bn")(y))


def shapes(keras, q):
    """Padding, cropping, up-sampling, permutation, concatenation, pointwise convolutions with strides."""
    layers = keras.layers
    x = keras.Input((4, 6, 2), name="x")
    padded = layers.ZeroPadding2D(((1, 0), (0, 2)), name="pad")(x)
    cropped = layers.Cropping2D(((1, 0), (2, 1)), name="crop")(padded)
    up = layers.UpSampling2D((1, 2), name="up")(cropped)
    turned = layers.Permute((3, 1, 2), name="turn")(cropped)
    c = layers.Conv2D(3, (1, 1), strides=(2, 2), name="c0")(x)
    c = layers.Concatenate(axis=1, name="cat1")([c, layers.Conv2D(3, (3, 4), activation="relu", name="c1")(x)])
    d = layers.Concatenate(axis=3, name="cat3")([c, c])
    e = layers.Concatenate(axis=-2, name="cat2")([d, d])
    e = layers.Concatenate(axis=-1, name="cat4")([e, e])
    g = layers.GlobalAveragePooling2D(keepdims=True, name="g0")(e)
    m = layers.Multiply(name="mul")([e, g])
    g = layers.Flatten(name="flat")(g)
    return keras.Model(x, [up, turned, m, layers.Dense(2, name="out")(g), layers.GlobalMaxPooling2D(name="g1")(m)])


def axes(keras, q):
    """Dense layers over several axes, a softmax over several axes, transposes before a flattening."""
    layers = keras.layers
    x = keras.Input((4, 3), name="x")
    y = layers.Dense(5, activation="relu", name="d0")(x)
    y = layers.Dense(4, name="d1")(y)
    y = layers.BatchNormalization(name="bn")(y)
    s = layers.Dense(3, activation="softmax", name="d2")(y)
    t = layers.Permute((2, 1), name="turn")(y)
    t = layers.Flatten(name="flat")(t)
    t = layers.Dense(3, name="d3")(t)
    w = layers.Reshape((2, 3, 2), name="re")(x)
    w = layers.Dense(3, use_bias=False, name="d4")(w)
    return keras.Model(x, [s, t, w])


def qconv(keras, q):
    """Quantised convolutions as hls4ml takes them."""
    x = keras.Input((5, 4, 2), name="x")
    y = q.QActivation(q.quantized_bits(8, 3, alpha=1), name="a0")(x)
    y = q.QConv2D(
        3,
        (2, 2),
        padding="same",
        kernel_quantizer=q.quantized_bits(5, 1, alpha=1),
        bias_quantizer=q.quantized_bits(6, 2, alpha=1),
        name="c0",
    )(y)
    y = q.QActivation("quantized_relu(6,2)", name="a1")(y)
    d = q.QDepthwiseConv2D(
        (2, 2),
        depthwise_quantizer=q.quantized_bits(4, 0, alpha=1),
        bias_quantizer=q.quantized_bits(5, 1, alpha=1),
        name="d0",
    )(y)
    d = q.QActivation("quantized_bits(8,4,alpha=1)", name="a2")(d)
    m = keras.layers.MaxPooling2D((2, 1), name="m0")(d)
    a = keras.layers.AveragePooling2D((2, 2), name="p0")(y)
    a = q.QActivation("quantized_relu(7,2)", name="a3")(a)
    return keras.Model(x, [m, a])


def qconv_scaled(keras, q):
    """Quantised convolutions with scales of their own."""
    x = keras.Input((7, 2), name="x")
    y = q.QActivation(q.quantized_bits(8, 3, alpha=1), name="a0")(x)
    y = q.QConv1D(
        4,
        3,
        kernel_quantizer=q.quantized_bits(4, 0, alpha="auto_po2"),
        bias_quantizer=q.quantized_bits(6, 1, alpha=1),
        activation="quantized_relu(6,2)",
        name="c0",
    )(y)
    y = q.QConv1D(3, 1, strides=2, kernel_quantizer=q.ternary(alpha=1), use_bias=False, name="c1")(y)
    y = q.QActivation("quantized_bits(9,5,alpha=1)", name="a1")(y)
    y = q.QConv1D(
        2, 2, kernel_quantizer=q.quantized_po2(4), bias_quantizer=q.quantized_bits(6, 2, alpha=1), name="c2"
    )(y)
    return keras.Model(x, y)


def qseparable(keras, q):
    """A quantised separable convolution."""
    x = keras.Input((5, 4, 2), name="x")
    y = q.QActivation(q.quantized_bits(8, 3, alpha=1), name="a0")(x)
    y = q.QSeparableConv2D(
        3,
        (2, 2),
        depthwise_quantizer=q.quantized_bits(4, 0, alpha=1),
        pointwise_quantizer=q.quantized_bits(4, 1, alpha=1),
        bias_quantizer=q.quantized_bits(6, 2, alpha=1),
        name="s0",
    )(y)
    return keras.Model(x, q.QActivation("quantized_relu(6,3)", name="a1")(y))


def qseparable1d(keras, q):
    """A quantised separable convolution of one axis."""
    x = keras.Input((9, 2), name="x")
    y = q.QActivation(q.quantized_bits(8, 3, alpha=1), name="a0")(x)
    y = q.QSeparableConv1D(
        2,
        3,
        strides=2,
        depthwise_quantizer=q.quantized_bits(4, 0, alpha=1),
        pointwise_quantizer=q.quantized_bits(4, 1, alpha=1),
        use_bias=False,
        name="s0",
    )(y)
    return keras.Model(x, y)


def binary_conv(keras, q):
    """Binary convolutions of binary data, with padding, and the maximum of bits."""
    layers = keras.layers
    x = keras.Input((5, 4, 2), name="x")
    y = q.QConv2D(3, (2, 2), kernel_quantizer=q.binary(alpha=1), use_bias=False, name="c0")(x)
    y = layers.BatchNormalization(name="bn0")(y)
    y = q.QActivation(q.binary(alpha=1), name="a0")(y)
    y = layers.MaxPooling2D((2, 1), name="m0")(y)
    y = q.QConv2D(3, (2, 2), kernel_quantizer=q.binary(alpha=1), use_bias=False, name="c1")(y)
    y = layers.BatchNormalization(name="bn1")(y)
    y = q.QActivation(q.binary(alpha=1), name="a1")(y)
    y = q.QConv2D(
        2,
        (1, 2),
        padding="same",
        kernel_quantizer=q.quantized_bits(4, 0, alpha=1),
        bias_quantizer=q.quantized_bits(4, 0, alpha=1),
        name="c2",
    )(y)
    return keras.Model(x, y)


def trained_pools(keras, q):
    """Poolings, padding, cropping and up-sampling as trained: averages that a quantiser follows."""
    layers = keras.layers
    x = keras.Input((6, 6, 2), name="x")
    y = q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0")(x)
    four = layers.AveragePooling2D((2, 2), name="p0")(y)
    six = layers.AveragePooling2D((2, 3), name="p1")(y)
    six = q.QActivation(q.quantized_bits(6, 2, alpha=1), name="a1")(six)
    edge = layers.AveragePooling2D((3, 3), strides=(2, 2), padding="same", name="p2")(y)
    edge = q.QActivation("quantized_relu(6,2)", name="a2")(edge)
    top = layers.MaxPooling2D((3, 2), padding="same", name="m0")(y)
    wide = layers.GlobalAveragePooling2D(keepdims=True, name="g0")(y)
    wide = q.QActivation(q.quantized_bits(8, 2, alpha=1), name="a3")(wide)
    shaped = layers.UpSampling2D((2, 1), name="up")(layers.Cropping2D(((1, 2), (0, 3)), name="crop")(y))
    shaped = layers.Permute((2, 3, 1), name="turn")(layers.ZeroPadding2D((1, 0), name="pad")(shaped))
    return keras.Model(x, [four, six, edge, top, wide, shaped, layers.GlobalMaxPooling2D(name="g1")(y)])


def qfolded(keras, q):
    """Convolutions with a normalisation folded into them."""
    bits = q.quantized_bits
    x = keras.Input((5, 4, 2), name="x")
    y = q.QActivation(bits(7, 2, alpha=1), name="a0")(x)
    y = q.QConv2DBatchnorm(
        3, (2, 2), kernel_quantizer=bits(5, 1, alpha=1), bias_quantizer=bits(6, 2, alpha=1), name="c0"
    )(y)
    y = q.QActivation("quantized_relu(6,2)", name="a1")(y)
    y = q.QConv2DBatchnorm(
        2,
        (2, 1),
        padding="same",
        kernel_quantizer=bits(4, 0, alpha="auto_po2"),
        bias_quantizer=bits(6, 2, alpha=1),
        activation="quantized_relu(6,2)",
        name="c1",
    )(y)
    return keras.Model(x, y)


def trained_broadcast(keras, q):
    """Merges in which axes of one element are repeated, and a slope for each channel."""
    layers = keras.layers
    x = keras.Input((3, 4, 2), name="x")
    y = q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0")(x)
    top = layers.GlobalMaxPooling2D(keepdims=True, name="g0")(y)
    rows = layers.MaxPooling2D((1, 4), name="m0")(y)
    z = layers.Multiply(name="mul")([y, top])
    z = layers.Subtract(name="sub")([rows, z])
    return keras.Model(x, layers.Maximum(name="max")([z, top, rows]))


def trained_line(keras, q):
    """Layers of one axis, and others that only the exact fidelity proves here."""
    layers = keras.layers
    x = keras.Input((8, 2), name="x")
    y = q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0")(x)
    top = layers.MaxPooling1D(3, strides=2, padding="same", name="m0")(y)
    mean = layers.AveragePooling1D(2, name="p0")(layers.LeakyReLU(0.25, name="leaky")(y))
    both = layers.Concatenate(axis=1, name="cat")([top, mean])
    both = layers.ZeroPadding1D((1, 2), name="pad")(layers.Cropping1D((1, 0), name="crop")(both))
    both = layers.UpSampling1D(2, name="up")(layers.ThresholdedReLU(0.5, name="threshold")(both))
    both = layers.PReLU(shared_axes=[1], name="prelu")(both)
    flat = layers.Flatten(name="flat")(layers.Reshape((10, 4), name="re")(both))
    again = layers.RepeatVector(2, name="again")(layers.GlobalMaxPooling1D(name="g0")(both))
    index = q.QActivation(q.quantized_relu(3, 3), name="index")(layers.GlobalAveragePooling1D(name="g1")(y))
    row = q.QActivation(q.quantized_bits(6, 1, alpha=1), name="a1")(layers.Embedding(8, 3, name="e0")(index))
    return keras.Model(x, [flat, again, row])


def trained_averages(keras, q):
    """QKeras' own average poolings: the sum times a quantised reciprocal, or a quotient that their activation rounds."""
    x = keras.Input((6, 6, 2), name="x")
    y = q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0")(x)
    reciprocal = q.quantized_bits(6, 0, alpha=1)
    four = q.QAveragePooling2D((2, 2), average_quantizer=reciprocal, name="p0")(y)
    six = q.QAveragePooling2D(
        (2, 3), average_quantizer=reciprocal, activation=q.quantized_bits(6, 2, alpha=1), name="p1"
    )(y)
    nine = q.QAveragePooling2D((3, 3), strides=(2, 2), activation="quantized_relu(6,2)", name="p2")(y)
    part = keras.layers.Cropping2D(((0, 1), (0, 4)), name="crop")(y)
    ten = q.QGlobalAveragePooling2D(average_quantizer=q.quantized_bits(8, 0, alpha=1), name="g0")(part)
    all_ = q.QGlobalAveragePooling2D(activation=q.quantized_bits(8, 2, alpha=1), name="g1")(y)
    return keras.Model(x, [four, six, nine, ten, all_])


def trained_conv(keras, q):
    """Quantised convolutions as trained: strides, dilation, depth multipliers, dense layers over several axes."""
    x = keras.Input((7, 6, 2), name="x")
    y = q.QActivation(q.quantized_bits(7, 2, alpha=1), name="a0")(x)
    y = q.QConv2D(
        4,
        (3, 2),
        strides=(2, 1),
        padding="same",
        kernel_quantizer=q.quantized_bits(4, 0, alpha="auto_po2"),
        bias_quantizer=q.quantized_bits(6, 1, alpha=1),
        name="c0",
    )(y)
    y = q.QActivation("quantized_relu(5,2)", name="a1")(y)
    far = q.QConv2D(
        3,
        (2, 2),
        dilation_rate=(2, 2),
        kernel_quantizer=q.ternary(alpha=1),
        bias_quantizer=q.quantized_bits(6, 1, alpha=1),
        name="c1",
    )(y)
    deep = q.QDepthwiseConv2D(
        (2, 2),
        depth_multiplier=2,
        depthwise_quantizer=q.quantized_bits(5, 1, alpha=1),
        bias_quantizer=q.quantized_bits(5, 1, alpha=1),
        activation="quantized_relu(6,3)",
        name="d0",
    )(y)
    mixed = q.QDense(
        3, kernel_quantizer=q.quantized_bits(4, 0, alpha=1), bias_quantizer=q.quantized_bits(4, 0, alpha=1), name="m0"
    )(deep)
    return keras.Model(x, [far, mixed])


networks = [
    conv2d,
    conv1d,
    depthwise,
    depthwise1d,
    depthwise_both,
    depthwise_merged,
    shapes,
    axes,
    qconv,
    qconv_scaled,
    qseparable,
    qseparable1d,
    binary_conv,
    trained_pools,
    trained_averages,
    trained_line,
    trained_broadcast,
    qfolded,
    trained_conv,
]
