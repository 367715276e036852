"""Small made-up networks with recurrent layers, wrappers, nested models and other layers over sequences; see networks.py."""


def lstm(keras, q):
    """Two long short-term memories in a row."""
    layers = keras.layers
    x = keras.Input((5, 3), name="x")
    y = layers.LSTM(4, return_sequences=True, name="l0")(x)
    y = layers.LSTM(3, activation="relu", name="l1")(y)
    return keras.Model(x, layers.Dense(2, name="out")(y))


def gru(keras, q):
    """Two gated recurrent units in a row."""
    layers = keras.layers
    x = keras.Input((4, 3), name="x")
    y = layers.GRU(4, return_sequences=True, name="g0")(x)
    return keras.Model(x, layers.GRU(2, recurrent_activation="relu", name="g1")(y))


def bidirectional(keras, q):
    """Both directions, with and without sequences."""
    layers = keras.layers
    x = keras.Input((4, 3), name="x")
    y = layers.Bidirectional(layers.LSTM(2, return_sequences=True, name="l0"), name="b0")(x)
    return keras.Model(x, layers.Bidirectional(layers.GRU(3, name="g0"), name="b1")(y))


def backwards(keras, q):
    """What hls4ml does not look at: the direction."""
    x = keras.Input((4, 2), name="x")
    return keras.Model(x, keras.layers.LSTM(2, go_backwards=True, name="l0")(x))


def simple_rnn(keras, q):
    """hls4ml has no simple recurrent layer for these backends."""
    x = keras.Input((3, 2), name="x")
    return keras.Model(x, keras.layers.SimpleRNN(2, name="r0")(x))


def embedded(keras, q):
    """A table, and a layer normalisation of what it gives."""
    layers = keras.layers
    x = keras.Input((4,), name="x")
    y = layers.Embedding(8, 5, name="e0")(x)
    return keras.Model(x, layers.LayerNormalization(name="n0")(y))


def normalized_sequence(keras, q):
    """A layer normalisation of ordinary numbers."""
    layers = keras.layers
    x = keras.Input((4, 6), name="x")
    return keras.Model(x, layers.LayerNormalization(epsilon=0.01, name="n0")(x))


def distributed(keras, q):
    """Layers that are applied to each step."""
    layers = keras.layers
    x = keras.Input((2, 4, 3, 2), name="x")
    y = layers.TimeDistributed(layers.Conv2D(3, (2, 2), name="c0"), name="t0")(x)
    y = layers.TimeDistributed(layers.MaxPooling2D((3, 1), name="m0"), name="t1")(y)
    y = layers.Reshape((2, 6), name="flat")(y)
    y = layers.TimeDistributed(layers.Dense(2, activation="relu", name="d0"), name="t2")(y)
    return keras.Model(x, layers.TimeDistributed(layers.Activation("tanh", name="a0"), name="t3")(y))


def distributed_model(keras, q):
    """A model that is applied to each step."""
    layers = keras.layers
    inner = keras.Sequential(
        [
            layers.Conv2D(2, (2, 2), activation="relu", input_shape=(4, 3, 2), name="c0"),
            layers.MaxPooling2D((3, 1), name="m0"),
        ],
        name="inner",
    )
    x = keras.Input((3, 4, 3, 2), name="x")
    return keras.Model(x, layers.TimeDistributed(inner, name="t0")(x))


def distributed_wrongly(keras, q):
    """A layer applied to each step for which hls4ml takes a wrong shape."""
    layers = keras.layers
    inner = keras.Sequential([layers.Flatten(input_shape=(4, 2), name="flat"), layers.Dense(2, name="d0")], name="inner")
    x = keras.Input((3, 4, 2), name="x")
    return keras.Model(x, layers.TimeDistributed(inner, name="t0")(x))


def nested(keras, q):
    """Models inside models."""
    layers = keras.layers
    deep = keras.Sequential([layers.Dense(3, activation="tanh", input_shape=(4,), name="e0")], name="deep")
    inner = keras.Sequential(
        [layers.Dense(4, input_shape=(5,), name="d0"), layers.BatchNormalization(name="bn"), layers.ReLU(name="a0"), deep],
        name="inner",
    )
    i = keras.Input((3,), name="i")
    o = layers.Dense(3, activation="relu", name="f0")(i)
    o = layers.Dropout(0.1, name="drop")(o)
    functional = keras.Model(i, layers.Dense(2, name="f1")(o), name="functional")
    x = keras.Input((5,), name="x")
    return keras.Model(x, layers.Dense(2, name="out")(functional(inner(x))))


def nested_quantized(keras, q):
    """A model inside a model and a shared layer, as trained."""
    bits = q.quantized_bits
    shared = q.QDense(3, kernel_quantizer=bits(4, 0, alpha=1), bias_quantizer=bits(4, 0, alpha=1), name="shared")
    i = keras.Input((3,), name="i")
    o = q.QActivation("quantized_relu(5,2)", name="a0")(i)
    o = q.QDense(3, kernel_quantizer=bits(4, 1, alpha=1), use_bias=False, name="d0")(o)
    inner = keras.Model(i, keras.layers.Add(name="sum")([o, i]), name="inner")
    x = keras.Input((3,), name="x")
    y = q.QActivation(bits(7, 2, alpha=1), name="a1")(x)
    y = q.QActivation(bits(6, 2, alpha=1), name="a2")(shared(y))
    y = shared(inner(y))
    return keras.Model(x, y)


def qlstm(keras, q):
    """Quantised long short-term memories: quantised gates, activations and states."""
    bits = q.quantized_bits
    x = keras.Input((4, 3), name="x")
    y = q.QActivation(bits(7, 2, alpha=1), name="a0")(x)
    y = q.QLSTM(
        3,
        activation=q.quantized_tanh(6, use_real_tanh=False),
        recurrent_activation=q.quantized_sigmoid(5),
        kernel_quantizer=bits(4, 0, alpha=1),
        recurrent_quantizer=bits(4, 0, alpha=1),
        bias_quantizer=bits(5, 1, alpha=1),
        state_quantizer=bits(6, 1, alpha=1),
        return_sequences=True,
        name="l0",
    )(y)
    y = q.QLSTM(
        2,
        activation="quantized_relu(5,1)",
        recurrent_activation="quantized_sigmoid(4)",
        kernel_quantizer=bits(4, 0, alpha=1),
        recurrent_quantizer=bits(4, 0, alpha=1),
        bias_quantizer=bits(4, 0, alpha=1),
        state_quantizer=bits(5, 1, alpha=1),
        name="l1",
    )(y)
    return keras.Model(x, y)


def qgru(keras, q):
    """Quantised gated recurrent units, the reset gate after and before the product."""
    bits = q.quantized_bits
    x = keras.Input((4, 3), name="x")
    y = q.QActivation(bits(6, 2, alpha=1), name="a0")(x)
    y = q.QGRU(
        3,
        activation=q.quantized_tanh(5),
        recurrent_activation=q.quantized_sigmoid(4),
        kernel_quantizer=bits(3, 0, alpha=1),
        recurrent_quantizer=bits(3, 0, alpha=1),
        bias_quantizer=bits(4, 0, alpha=1),
        state_quantizer=bits(5, 0, alpha=1),
        reset_after=True,
        return_sequences=True,
        name="g0",
    )(y)
    y = q.QActivation(bits(5, 1, alpha=1), name="a1")(y)
    y = q.QGRU(
        2,
        activation="quantized_tanh(4)",
        recurrent_activation="quantized_sigmoid(4)",
        kernel_quantizer=bits(3, 0, alpha=1),
        recurrent_quantizer=bits(3, 0, alpha=1),
        bias_quantizer=bits(4, 0, alpha=1),
        state_quantizer=bits(5, 0, alpha=1),
        reset_after=False,
        name="g1",
    )(y)
    return keras.Model(x, y)


def qrnn(keras, q):
    """Quantised simple recurrent layers, one of them backwards, and both directions."""
    bits = q.quantized_bits
    common = {
        "kernel_quantizer": bits(4, 0, alpha=1),
        "recurrent_quantizer": bits(4, 0, alpha=1),
        "bias_quantizer": bits(4, 0, alpha=1),
        "state_quantizer": bits(6, 1, alpha=1),
    }
    x = keras.Input((4, 3), name="x")
    y = q.QActivation(bits(6, 2, alpha=1), name="a0")(x)
    y = q.QSimpleRNN(3, activation=q.quantized_tanh(6), return_sequences=True, go_backwards=True, name="r0", **common)(y)
    y = q.QSimpleRNN(2, activation=bits(6, 1, alpha=1), use_bias=False, return_sequences=True, name="r1", **common)(y)
    return keras.Model(x, keras.layers.TimeDistributed(q.QDense(2, kernel_quantizer=bits(4, 0, alpha=1), use_bias=False, name="d0"), name="t0")(y))


def qbidirectional(keras, q):
    """Quantised recurrent layers in both directions."""
    bits = q.quantized_bits
    x = keras.Input((4, 3), name="x")
    y = q.QActivation(bits(6, 2, alpha=1), name="a0")(x)
    cell = q.QLSTM(
        2,
        activation=q.quantized_tanh(5),
        recurrent_activation=q.quantized_sigmoid(4),
        kernel_quantizer=bits(4, 0, alpha=1),
        recurrent_quantizer=bits(4, 0, alpha=1),
        bias_quantizer=bits(4, 0, alpha=1),
        state_quantizer=bits(6, 1, alpha=1),
        return_sequences=True,
        name="l0",
    )
    y = keras.layers.Bidirectional(cell, name="b0")(y)
    y = q.QActivation(bits(5, 0, alpha=1), name="a1")(y)
    cell = q.QGRU(
        2,
        activation=q.quantized_tanh(5),
        recurrent_activation=q.quantized_sigmoid(4),
        kernel_quantizer=bits(3, 0, alpha=1),
        recurrent_quantizer=bits(3, 0, alpha=1),
        bias_quantizer=bits(4, 0, alpha=1),
        state_quantizer=bits(5, 0, alpha=1),
        name="g0",
    )
    return keras.Model(x, keras.layers.Bidirectional(cell, merge_mode="sum", name="b1")(y))


networks = [
    lstm,
    gru,
    bidirectional,
    backwards,
    simple_rnn,
    embedded,
    normalized_sequence,
    distributed,
    distributed_model,
    distributed_wrongly,
    nested,
    nested_quantized,
    qlstm,
    qgru,
    qrnn,
    qbidirectional,
]
