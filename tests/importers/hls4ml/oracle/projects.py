"""The networks that hls4ml writes and computes for the test: every kernel of docs/importers-hls4ml.md, in small."""

import numpy as np
from hls4ml.model.quantizers import BinaryQuantizer, TernaryQuantizer
from hls4ml.model.types import FixedPrecisionType, IntegerPrecisionType

from graph import Graph


def types(weight='fixed<8,3>', bias='fixed<8,3>', accum='fixed<18,8>', result='fixed<16,6>', **more):
    return {'weight': weight, 'bias': bias, 'accum': accum, 'result': result, **more}


def latency():
    g = Graph('latency', 11, backend='Vivado')
    x = g.input([8], 'fixed<16,6>')
    d = g.activation(g.dense(x, 6, types(accum='fixed<16,6>')), 'relu', {'result': 'ufixed<8,3,RND_CONV,SAT>'})
    g.output(g.activation(g.dense(d, 4, types(result='fixed<14,5>')), 'softmax', {'result': 'fixed<16,6>'},
                          kind='Softmax', axis=-1))
    return g


def defaults():
    """Model granularity: fixed<16,6> everywhere, weights off the grid, so that their decimal text counts."""
    g = Graph('defaults', 12, model={'Precision': 'fixed<16,6>'})
    x = g.input([6], 'fixed<16,6>')
    d = g.activation(g.dense(x, 8, None), 'tanh', None)
    g.output(g.activation(g.dense(d, 3, None), 'sigmoid', None), g.dense(x, 2, {'weight': 'fixed<6,4>'}))
    return g


def resource():
    """Accumulators that saturate or round: the order of the Resource kernels shows in the values."""
    g = Graph('resource', 13, model={'Strategy': 'Resource'}, writer={'WriteWeightsTxt': False})
    x = g.input([12], 'fixed<10,5>')
    big = dict(weights=g.random.normal(0, 3, (12, 6)))
    for reuse, accum in [(1, 'fixed<10,6,TRN,SAT>'), (2, 'fixed<10,6,TRN,SAT>'), (3, 'fixed<9,6,RND,SAT_SYM>'),
                         (4, 'fixed<10,6,TRN_ZERO,SAT>'), (12, 'fixed<10,6,RND_CONV,SAT>'), (24, 'fixed<10,6,TRN,SAT>'),
                         (36, 'fixed<12,6,RND_INF,SAT_ZERO>'), (6, 'fixed<11,5>')]:
        g.output(g.dense(x, 6, types(weight='fixed<8,4>', accum=accum, result='fixed<12,7>'),
                         {'ReuseFactor': reuse, 'Strategy': 'Resource'}, **big))
    return g


def saturating():
    g = Graph('saturating', 14, writer={'Namespace': 'saturating_space'})
    x = g.input([9], 'fixed<12,6,RND,SAT>')
    for accum, result in [('fixed<11,6,TRN,SAT>', 'fixed<8,4,RND_ZERO,SAT_SYM>'), ('fixed<12,5,RND_MIN_INF,SAT>', 'fixed<9,5>'),
                          ('fixed<12,5,TRN,WRAP,2>', 'ufixed<9,5,RND_CONV,SAT>'), ('fixed<30,14>', 'fixed<20,-2,RND,SAT>'),
                          ('fixed<14,9>', 'fixed<6,9>'), ('fixed<16,8,RND,WRAP>', 'int<7>')]:
        g.output(g.dense(x, 5, types(weight='fixed<9,4>', bias='fixed<6,4>', accum=accum, result=result)))
    return g


def activations():
    g = Graph('activations', 15)
    x = g.input([7], 'fixed<14,6>')
    wide = {'result': 'fixed<20,8>'}
    for function in ['linear', 'relu', 'softplus', 'softsign', 'selu', 'sigmoid', 'tanh', 'elu']:
        g.output(g.activation(x, function, {'result': 'fixed<18,6,RND,SAT>'}))
    g.output(g.activation(x, 'sigmoid', {'result': 'ufixed<9,1>', 'table': 'fixed<10,2>'}, options={'TableSize': 256}))
    g.output(g.activation(x, 'tanh', {'result': 'fixed<9,1>', 'table': 'fixed<12,2,RND,SAT>'}, options={'TableSize': 2048}))
    g.output(g.activation(x, 'LeakyReLU', {**wide, 'param': 'fixed<10,2>'}, 'LeakyReLU', activ_param=0.3))
    g.output(g.activation(x, 'ThresholdedReLU', {**wide, 'param': 'fixed<14,6>'}, 'ThresholdedReLU', activ_param=1.3))
    g.output(g.activation(x, 'ELU', {**wide, 'param': 'fixed<10,2>'}, 'ELU', activ_param=0.7))
    g.output(g.activation(x, 'prelu', {**wide, 'param': 'fixed<14,6>'}, 'PReLU', param_data=g.random.normal(0, 0.5, 7)))
    return g


def pieces():
    g = Graph('pieces', 16, backend='Vivado')
    x = g.input([6], 'fixed<11,4,TRN,SAT>')
    slope = dict(slope_prec=FixedPrecisionType(10, 0, signed=False), shift_prec=FixedPrecisionType(4, 1, signed=False))
    for function in ['hard_sigmoid', 'hard_tanh']:
        g.output(g.activation(x, function, {'result': 'fixed<12,2>'}, 'HardActivation'))
        g.output(g.activation(x, function, {'result': 'fixed<9,2,RND,SAT>'}, 'HardActivation', slope=0.37, shift=0.625, **slope))
    g.output(g.activation(x, 'binary_tanh', {'result': 'int<2>'}), g.activation(x, 'binary_tanh', {'result': 'uint<1>'}))
    g.output(g.activation(x, 'ternary_tanh', {'result': 'int<2>'}))
    g.output(g.activation(x, 'relu6', {'result': 'ufixed<8,3>'}), g.activation(x, 'relu1', {'result': 'ufixed<8,1>'}))
    return g


def softmaxes():
    g = Graph('softmaxes', 17)
    x = g.input([5], 'fixed<12,5>')
    table = {'exp_table': 'fixed<16,6,RND,SAT>', 'inv_table': 'fixed<14,5,RND,SAT>', 'inv_inp': 'fixed<18,9,RND,SAT>',
             'accum': 'fixed<18,9,RND,SAT>'}
    for implementation in ['stable', 'latency', 'legacy', 'argmax']:
        g.output(g.activation(x, 'softmax', {'result': 'fixed<16,4>', **(table if implementation != 'legacy' else {})},
                              'Softmax', {'Implementation': implementation}, axis=-1))
    g.output(g.activation(x, 'softmax', {'result': 'ufixed<10,0,RND,SAT>', **table}, 'Softmax',
                          {'Implementation': 'stable', 'TableSize': 256}, axis=-1))
    y = g.input([8], 'ufixed<9,3>')
    for implementation in ['stable', 'latency']:
        g.output(g.activation(y, 'softmax', {'result': 'fixed<16,4>'}, 'Softmax', {'Implementation': implementation}, axis=-1))
    return g


def multidimensional():
    g = Graph('multidimensional', 18)
    x = g.input([2, 3, 2], 'fixed<12,4>')
    g.output(g.activation(x, 'softmax', {'result': 'fixed<16,4>'}, 'Softmax', {'Implementation': 'stable'}, axis=2, n_outer=2, n_inner=2),
             g.reshape(g.normalise(x, types(scale='fixed<10,3>', result='fixed<13,5,RND,SAT>'), per_filter=True), [12]))
    return g


def normalisations():
    g = Graph('normalisations', 19, writer={'Namespace': 'bn'})
    x = g.input([10], 'uint<7>')
    g.output(g.normalise(x, {'scale': 'fixed<16,1>', 'bias': 'fixed<10,2>', 'result': 'fixed<13,7,RND,SAT>'}))
    g.output(g.normalise(x, {'scale': 'fixed<9,3>', 'bias': 'fixed<12,4>', 'result': 'fixed<18,10>'}))
    return g


def merges():
    g = Graph('merges', 20)
    a, b = g.input([6], 'fixed<12,5>'), g.input([6], 'ufixed<9,4>')
    for kind in ['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum']:
        g.output(g.merge('Merge', kind, [a, b], [6], {'result': 'fixed<12,7,RND,SAT>'}))
    g.output(g.merge('Merge', 'average', [a, b], [6], {'result': 'fixed<9,5>'}))
    short = g.dense(a, 2, types(result='fixed<10,5>'))
    g.output(g.merge('Merge', 'add', [a, short], [6], {'result': 'fixed<13,6>'}),
             g.merge('Merge', 'multiply', [short, b], [6], {'result': 'fixed<13,6>'}))
    g.output(g.merge('Dot', 'dot1d', [a, b], [1], {'result': 'fixed<16,9>', 'accum': 'fixed<15,9,TRN,SAT>'}))
    g.output(g.merge('Concatenate', 'concatenate1d', [a, b], [12], {'result': 'fixed<11,5,RND>'}, axis=-1))
    return g


def concatenations():
    g = Graph('concatenations', 21, backend='Vivado')
    a, b = g.input([2, 3], 'fixed<12,5>'), g.input([2, 3], 'ufixed<9,4>')
    for axis in [1, 2, -1]:
        g.output(g.merge('Concatenate', 'concatenate2d', [a, b], [4, 3] if axis == 1 else [2, 6],
                         {'result': 'fixed<12,6>'}, axis=axis))
    c, d = g.reshape(a, [1, 2, 3]), g.reshape(b, [1, 2, 3])
    for axis in [1, 2, 3]:
        shape = [1, 2, 3]
        shape[axis - 1] *= 2
        g.output(g.merge('Concatenate', 'concatenate3d', [c, d], shape, {'result': 'fixed<12,6>'}, axis=axis))
    return g


def binary():
    """Weights −1, 0, 1 and bits by bits; normalisation and tanh merge into thresholds."""
    g = Graph('binary', 22)
    x = g.input([8], 'fixed<10,4>')
    signs = lambda shape: np.sign(g.random.normal(0, 1, shape)) + 0.0
    three = lambda shape: g.random.integers(-1, 2, shape).astype(float)
    first = g.dense(x, 6, types(bias='fixed<6,3>', result='fixed<14,7>'), weights=three((8, 6)), weight_quantizer=TernaryQuantizer())
    second = g.dense(x, 6, types(bias='fixed<6,3>', result='fixed<14,7>'), weights=signs((8, 6)), weight_quantizer=BinaryQuantizer(1))
    bits = g.activation(g.normalise(second, {'scale': 'fixed<10,4>', 'bias': 'fixed<10,4>', 'result': 'fixed<14,6>'}),
                        'binary_tanh', None)
    levels = g.activation(g.normalise(first, {'scale': 'fixed<10,4>', 'bias': 'fixed<10,4>', 'result': 'fixed<14,6>'}),
                          'ternary_tanh', None, 'TernaryTanh')
    third = g.dense(bits, 5, types(), weights=signs((6, 5)), bias=np.zeros(5), weight_quantizer=BinaryQuantizer(1))
    fourth = g.dense(levels, 5, types(), weights=three((6, 5)), bias=np.zeros(5), weight_quantizer=TernaryQuantizer())
    fifth = g.dense(bits, 3, types(accum='fixed<16,6>', result='fixed<12,5>'))
    g.output(third, fourth, fifth, g.activation(first, 'relu', {'result': 'ufixed<9,5>'}))
    return g


def aliases():
    """Reshapes are references to the same array; a fan-out; a trace of every layer."""
    g = Graph('aliases', 23)
    x = g.input([3, 4], 'fixed<11,4>')
    flat = g.reshape(g.activation(x, 'relu', {'result': 'fixed<10,4>'}, options={'Trace': True}), [12])
    d = g.dense(flat, 4, types(), {'Trace': True})
    g.output(g.merge('Merge', 'add', [d, g.activation(d, 'tanh', {'result': 'fixed<10,2>'})], [4], {'result': 'fixed<14,6>'}))
    return g


def wide():
    """Values beyond 32 and 53 bits, integer bits below zero, integer types."""
    g = Graph('wide', 24)
    x = g.input([4], 'fixed<40,20>')
    d = g.dense(x, 4, types(weight='fixed<24,8>', bias='fixed<30,12>', accum='fixed<60,26>', result='fixed<58,24>'))
    g.output(d, g.activation(d, 'relu', {'result': 'ufixed<20,-3,RND,SAT>'}), g.activation(d, 'linear', {'result': 'int<12>'}),
             g.activation(d, 'relu', {'result': 'uint<8>'}))
    return g


PROJECTS = [latency, defaults, resource, saturating, activations, pieces, softmaxes, multidimensional, normalisations,
            merges, concatenations, binary, aliases, wide]
