"""Small HGQ2 networks, one for each kind of quantiser and layer. Every one has seeded weights and seeded bit widths."""

import keras
import numpy as np
from hgq.config import LayerConfigScope, QuantizerConfig, QuantizerConfigScope
from hgq import layers as q
from hgq.quantizer import Quantizer

Input, Model = keras.layers.Input, keras.Model


def scope(**datalane):
    """A scope in which activations have the given quantiser, and weights a coarse one."""
    return QuantizerConfigScope(place="datalane", **datalane)


def quantizer(place="datalane", **settings):
    return QuantizerConfig(place=place, **settings)


def dense_wrap():
    x = inputs = Input((6,), name="x")
    x = q.QDense(5, activation="relu", name="first")(x)
    x = q.QDense(4, activation="relu6", name="second")(x)
    x = q.QDense(3, name="third", enable_oq=True)(x)
    return Model(inputs, x)


def dense_modes(rounding, overflow, q_type):
    settings = dict(q_type=q_type, round_mode=rounding, overflow_mode=overflow)
    settings |= dict(i0=1, f0=3) if q_type == "kif" else dict(i0=1, b0=4)
    with scope(**settings):
        x = inputs = Input((5,), name="x")
        x = q.QDense(4, name="first", kq_conf=quantizer("weight", q_type="kif", f0=3))(x)
        x = q.QDense(3, name="second", enable_oq=True)(x)
    return Model(inputs, x)


def rows():
    """Dense over more axes than one, behind one quantiser for all elements of a row."""
    x = inputs = Input((4, 3), name="x")
    x = q.QDense(4, name="first", iq_conf=quantizer(heterogeneous_axis=(), homogeneous_axis=None))(x)
    x = keras.layers.ReLU(name="rectified")(x)
    x = q.QEinsumDense("abc,cd->abd", (4, 2), bias_axes="d", name="einsum")(x)
    x = q.QEinsumDense("abc,bcd->ad", (3,), name="mixed", enable_oq=True)(x)
    return Model(inputs, x)


def conv1d():
    x = inputs = Input((9, 2), name="x")
    x = q.QConv1D(4, 3, padding="same", strides=2, activation="relu", name="same")(x)
    # HGQ2 pads before it quantises: the padded axis cannot have widths of its own; EBOPs of causal layers fail in it.
    channels = quantizer(heterogeneous_axis=(2,), homogeneous_axis=None)
    x = q.QConv1D(4, 2, padding="causal", dilation_rate=2, groups=2, iq_conf=channels, enable_ebops=False, name="causal")(x)
    x = q.QMaxPooling1D(2, padding="same", name="largest")(x)
    x = q.QGlobalMaxPooling1D(name="all")(x)
    x = q.QDense(3, name="out", enable_oq=True)(x)
    return Model(inputs, x)


def conv2d():
    x = inputs = Input((6, 5, 2), name="x")
    x = q.QConv2D(3, (3, 2), activation="relu", name="valid")(x)
    x = q.QConv2D(4, 3, padding="same", strides=2, name="same")(x)
    x = q.QAveragePooling2D((2, 2), strides=1, padding="same", name="means")(x)
    x = keras.layers.Flatten(name="flat")(x)
    x = q.QDense(2, name="out", enable_oq=True)(x)
    return Model(inputs, x)


def averages():
    """Averages over three elements and over nine: exact only with the quantiser behind them."""
    x = inputs = Input((9, 2), name="x")
    a = q.QAveragePooling1D(3, name="three")(x)
    b = q.QGlobalAveragePooling1D(name="nine")(x)
    a = keras.layers.Flatten(name="flat")(a)
    a = q.QDense(2, name="a")(a)
    b = q.QDense(2, name="b")(b)
    return Model(inputs, q.QAdd(name="both", enable_oq=True)([a, b]))


def normalized():
    x = inputs = Input((4, 3), name="x")
    x = q.QBatchNormalization(name="first")(x)
    x = q.QBatchNormalization(name="uncentred", center=False, scale=False)(x)
    x = q.QEinsumDenseBatchnorm("abc,cd->abd", (4, 5), bias_axes="d", activation="relu", name="einsum")(x)
    x = keras.layers.Flatten(name="flat")(x)
    x = q.QBatchNormDense(3, name="dense", enable_oq=True)(x)
    return Model(inputs, x)


def merged():
    a, b = Input((4,), name="a"), Input((4,), name="b")
    both = [a, b]
    x = q.QAdd(name="add")(both)
    y = q.QSubtract(name="subtract")(both)
    z = q.QMultiply(name="multiply")([x, y])
    low, high = q.QMinimum(name="minimum")(both), q.QMaximum(name="maximum")(both)
    mean = q.QAveragePow2(name="average")([x, y, z, low])
    joined = keras.layers.Concatenate(name="joined")([mean, low, high, z])
    dot = q.QDot(name="dot")([mean, high])
    return Model([a, b], [q.QDense(2, name="out", enable_oq=True)(joined), dot])


def reduced():
    x = inputs = Input((4, 3, 2), name="x")
    s = q.QSum(axes=(1, 3), scale=0.5, keepdims=True, name="sum")(x)
    m = q.QMeanPow2(axes=(1, 2), name="mean")(x)
    y = keras.layers.Reshape((12, 2), name="reshaped")(x)
    e = q.QEinsum("abc,adc->abd", name="einsum")([y, y])
    s = keras.layers.Flatten(name="flat")(s)
    e = q.QSum(axes=(1,), name="rows")(e)
    return Model(inputs, [q.QDense(2, name="out")(keras.layers.Concatenate(name="joined")([s, m])), e])


def tables():
    x = inputs = Input((5,), name="x")
    parts = []
    for name in ("tanh", "sigmoid", "exponential", "softplus", "silu", "elu", "relu"):
        parts.append(q.QUnaryFunctionLUT(name, name=f"table_{name}")(x))
    parts.append(q.QAffinedUnaryFunctionLUT("tanh", name="affined")(x))
    parts.append(q.QDense(3, activation="tanh", name="dense")(x))
    joined = keras.layers.Concatenate(name="joined")([keras.layers.ReLU(name=f"r{i}")(p) for i, p in enumerate(parts[:-1])])
    y = q.QDense(2, name="after")(parts[-1])
    return Model(inputs, [q.QDense(3, name="out", enable_oq=True)(joined), y])


def softmax():
    x = inputs = Input((3, 4), name="x")
    stable = q.QSoftmax(axis=-1, name="stable")(q.QDense(4, name="dense")(x))
    plain = q.QSoftmax(axis=-1, stable=False, enable_iq=True, name="plain", input_scaler=0.5)(x)
    both = q.QSoftmax(axis=(1, 2), enable_iq=True, name="both")(x)
    varied = q.QSoftmax(axis=1, allow_heterogeneous_table=True, enable_oq=True, name="varied")(stable)
    return Model(inputs, [stable, plain, both, varied])


def attention(fuse="none"):
    x = inputs = Input((4, 6), name="x")
    y = q.QMultiHeadAttention(2, 3, fuse=fuse, name="attention")(x)
    x = q.QAdd(name="residual")([x, y])
    x = q.QMeanPow2(axes=1, name="pooled")(x)
    return Model(inputs, q.QDense(2, name="out", enable_oq=True)(x))


def crossed():
    a, b, c = Input((3, 4), name="a"), Input((5, 6), name="b"), Input((5, 2), name="c")
    y = q.QMultiHeadAttention(2, 2, value_dim=3, output_shape=5, use_bias=False, stable_softmax=False, name="attention")(a, b, c)
    return Model([a, b, c], y)


def linformer():
    x = inputs = Input((6, 4), name="x")
    y = q.QLinformerAttention(2, 3, 2, name="attention")(x)
    z = q.QLinformerAttention(1, 2, 2, share_kv_proj=True, name="shared")(y)
    return Model(inputs, q.QDense(2, name="out", enable_oq=True)(z))


def quantizers():
    """Stand-alone quantisers: affine, scaled, for one axis only, and without effect."""
    x = inputs = Input((3, 4), name="x")
    a = Quantizer(quantizer(heterogeneous_axis=(2,), homogeneous_axis=None), name="channels")(x)
    b = Quantizer(quantizer(scaler=0.25), name="scaled")(x)
    c = Quantizer(quantizer(q_type="kif", overflow_mode="SAT", round_mode="RND_CONV", i0=1, f0=3, affine=(0.25, 0.5)), name="affine")(x)
    d = Quantizer(quantizer(q_type="dummy"), name="nothing")(a)
    return Model(inputs, [a, b, c, d])


def sequential():
    with scope(overflow_mode="SAT", f0=3, i0=2):
        return keras.Sequential(
            [Input((4,), name="x"), q.QDense(4, activation="relu", name="a"), q.QDense(2, name="b", use_bias=False)]
        )


def edges():
    """Layers of tables, one for each pair of an input and an output."""
    x = inputs = Input((4, 3), name="x")
    x = q.QDenseT(3, d_hl=4, activation="relu", name="first", iq_conf=quantizer(f0=2))(x)
    x = keras.layers.Flatten(name="flat")(x)
    x = q.QDenseT(2, n_hl=2, d_hl=3, batch_norm=True, use_bias=False, subnn_activation="relu", name="second")(x)
    return Model(inputs, x)


def sequences():
    x = inputs = Input((4, 3), name="x")
    a = q.QSimpleRNN(4, activation="relu", return_sequences=True, name="simple")(x)
    b = q.QGRU(3, name="after")(a)
    c = q.QGRU(3, reset_after=False, use_bias=False, go_backwards=True, return_sequences=True, name="before")(x)
    c = keras.layers.Flatten(name="flat")(c)
    d = q.QSimpleRNN(2, name="curved", enable_sq=True)(x)
    return Model(inputs, q.QDense(2, name="out", enable_oq=True)(keras.layers.Concatenate(name="joined")([b, c, d])))


def pools():
    x = inputs = Input((6, 6, 2), name="x")
    x = q.QMaxPooling2D((2, 3), name="largest")(x)
    a = q.QGlobalMaxPooling2D(name="most")(x)
    b = q.QGlobalAveragePooling2D(name="mean", enable_oq=True)(x)
    c = q.QAveragePooling1D(2, name="pairs")(keras.layers.Reshape((6, 2), name="line")(x))
    c = keras.layers.Flatten(name="flat")(c)
    return Model(inputs, q.QDense(2, name="out", enable_oq=True)(keras.layers.Concatenate(name="joined")([a, b, c])))


def nested():
    """A layer used twice, and a model inside the model with one of its own."""
    a, b = Input((4,), name="a"), Input((4,), name="b")
    shared = q.QDense(3, activation="relu", name="shared")
    z = Input((3,), name="z")
    inner = Model(z, q.QDense(2, name="deep")(q.QDense(4, activation="relu", name="shallow")(z)), name="inner")
    x = q.QAdd(name="sum")([shared(a), shared(b)])
    return Model([a, b], q.QDense(2, name="out", enable_oq=True)(inner(x)))


ROUNDINGS = ["TRN", "RND", "RND_CONV", "TRN_ZERO", "RND_ZERO", "RND_MIN_INF", "RND_INF", "S_RND"]

NETWORKS = {
    "dense_wrap": dense_wrap,
    **{
        f"{kind}_{rounding}_{overflow}".lower(): (lambda r=rounding, o=overflow, k=kind: dense_modes(r, o, k))
        for rounding, overflow, kind in zip(
            ROUNDINGS, ["WRAP", "SAT", "SAT_SYM", "SAT", "SAT_SYM", "SAT", "WRAP", "WRAP"], ["kbi", "kif"] * 4
        )
    },
    "rows": rows,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "averages": averages,
    "normalized": normalized,
    "merged": merged,
    "reduced": reduced,
    "tables": tables,
    "softmax": softmax,
    "attention": attention,
    "attention_qkv": lambda: attention("qkv"),
    "attention_kv": lambda: attention("kv"),
    "crossed": crossed,
    "linformer": linformer,
    "quantizers": quantizers,
    "sequential": sequential,
    "nested": nested,
    "edges": edges,
    "pools": pools,
    "sequences": sequences,
}
