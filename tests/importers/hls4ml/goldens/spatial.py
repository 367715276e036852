"""Golden projects on arrays (io_parallel): each output is one case of a layer kind, types, strategy and shape."""

from hls4ml.model.quantizers import BinaryQuantizer, TernaryQuantizer

from spatialGraph import SpatialGraph, types

SATURATING = 'fixed<10,5,TRN,SAT>'
ROUNDING = 'fixed<11,6,RND_CONV,SAT_SYM>'


def conv1d_latency():
    g = SpatialGraph('conv1d_latency', 1)
    x = g.input([7, 3], 'fixed<8,4>')
    g.case('Conv1D valid', g.convolution(x, 4, [3], types()))
    g.case('Conv1D same stride 2', g.convolution(x, 3, [3], types(result='ufixed<8,4,RND,SAT>'), strides=[2], padding='same'))
    g.case('Conv1D causal padding', g.convolution(x, 2, [3], types(accum=SATURATING, result='fixed<9,4>'), padding=[(2, 0)]))
    g.case('Conv1D of partitions', g.convolution(x, 2, [3], types(accum=ROUNDING), {'ParallelizationFactor': 5}))
    g.case('Conv1D pointwise', g.convolution(x, 4, [1], types(accum=SATURATING)))
    return g


def conv1d_resource():
    g = SpatialGraph('conv1d_resource', 2, model={'Strategy': 'Resource'})
    x = g.input([6, 4], 'fixed<8,4>')
    for reuse, accum in [(1, SATURATING), (2, SATURATING), (4, ROUNDING), (12, SATURATING)]:
        options = {'Strategy': 'Resource', 'ReuseFactor': reuse}
        g.case(f'Conv1D Resource, reuse {reuse}', g.convolution(x, 3, [3], types(accum=accum), options, scale=2.0))
    options = {'Strategy': 'Resource', 'ReuseFactor': 2}
    g.case('Conv1D pointwise Resource', g.convolution(x, 3, [1], types(accum=SATURATING), options, scale=2.0))
    g.case('Conv1D Resource same stride 3',
           g.convolution(x, 2, [5], types(), {'Strategy': 'Resource', 'ReuseFactor': 5}, strides=[3], padding='same'))
    return g


def conv1d_vivado():
    g = SpatialGraph('conv1d_vivado', 3, backend='Vivado')
    x = g.input([6, 2], 'ufixed<6,3>')
    g.case('Conv1D Vivado', g.convolution(x, 3, [2], types(accum=SATURATING)))
    g.case('Conv1D Vivado Resource',
           g.convolution(x, 3, [2], types(accum=SATURATING), {'Strategy': 'Resource', 'ReuseFactor': 2}, scale=2.0))
    g.case('Conv1D Vivado pointwise', g.convolution(x, 3, [1], types(result='fixed<7,3,RND,SAT>')))
    g.case('Conv1D pointwise at once',
           g.convolution(x, 3, [1], types(result='fixed<7,3,RND,SAT>'), {'ParallelizationFactor': 6}))
    return g


def conv2d_latency():
    g = SpatialGraph('conv2d_latency', 4)
    x = g.input([5, 6, 2], 'fixed<7,3>')
    g.case('Conv2D valid', g.convolution(x, 3, [3, 3], types()))
    g.case('Conv2D same', g.convolution(x, 2, [3, 2], types(accum=SATURATING), padding='same'))
    g.case('Conv2D same stride 2', g.convolution(x, 2, [3, 3], types(accum=ROUNDING), strides=[2, 2], padding='same'))
    g.case('Conv2D explicit padding', g.convolution(x, 2, [2, 3], types(), strides=[2, 1], padding=[(1, 0), (0, 2)]))
    g.case('Conv2D pointwise', g.convolution(x, 3, [1, 1], types(result='fixed<6,3,RND,SAT>')))
    g.case('Conv2D pointwise strided', g.convolution(x, 2, [1, 1], types(), strides=[2, 3]))
    return g


def conv2d_resource():
    g = SpatialGraph('conv2d_resource', 5, model={'Strategy': 'Resource'})
    x = g.input([4, 5, 2], 'fixed<7,3>')
    for reuse, accum in [(1, SATURATING), (3, SATURATING), (9, ROUNDING), (18, SATURATING)]:
        options = {'Strategy': 'Resource', 'ReuseFactor': reuse}
        g.case(f'Conv2D Resource, reuse {reuse}', g.convolution(x, 2, [3, 3], types(accum=accum), options, scale=2.0))
    g.case('Conv2D ResourceUnrolled', g.convolution(x, 2, [3, 3], types(accum=SATURATING),
                                                    {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 3}, scale=2.0))
    g.case('Conv2D pointwise Resource',
           g.convolution(x, 3, [1, 1], types(accum=SATURATING), {'Strategy': 'Resource', 'ReuseFactor': 2}, scale=2.0))
    return g


def conv2d_vivado():
    g = SpatialGraph('conv2d_vivado', 6, backend='Vivado')
    x = g.input([4, 4, 1], 'ufixed<8,8>')
    g.case('Conv2D Vivado of integers', g.convolution(x, 2, [2, 2], types(accum='fixed<16,10>', result='fixed<10,8>')))
    g.case('Conv2D Vivado Resource', g.convolution(x, 2, [2, 2], types(accum='fixed<12,9,TRN,SAT>', result='fixed<10,8>'),
                                                   {'Strategy': 'Resource', 'ReuseFactor': 4}, scale=2.0))
    return g


def depthwise():
    g = SpatialGraph('depthwise', 7)
    x = g.input([5, 4, 3], 'fixed<7,3>')
    g.case('DepthwiseConv2D valid', g.depthwise(x, [3, 3], types(accum=SATURATING)))
    g.case('DepthwiseConv2D same stride 2', g.depthwise(x, [3, 2], types(), strides=[2, 1], padding='same'))
    g.case('DepthwiseConv2D without bias', g.depthwise(x, [2, 2], types(accum=ROUNDING), bias=g.weights(3) * 0))
    g.case('SeparableConv2D', g.separable(x, 4, [2, 2], types(accum='fixed<14,6>')))
    return g


def depthwise1d():
    g = SpatialGraph('depthwise1d', 8)
    g.alone = True
    x = g.input([7, 3], 'fixed<7,3>')
    g.case('DepthwiseConv1D valid', g.depthwise(x, [3], types(accum=ROUNDING)))
    g.case('DepthwiseConv1D same', g.depthwise(x, [4], types(accum=SATURATING), padding='same'))
    g.case('SeparableConv1D', g.separable(x, 2, [3], types(accum='fixed<14,6>'), padding='same'))
    return g


def max_pooling():
    g = SpatialGraph('max_pooling', 9)
    x = g.input([5, 6, 2], 'fixed<8,4>')
    wide = {'accum': 'fixed<8,4>', 'result': 'fixed<8,4>'}
    g.case('MaxPooling2D', g.pooling(x, 'Max', [2, 2], wide))
    g.case('MaxPooling2D overlapping', g.pooling(x, 'Max', [3, 2], {'accum': 'fixed<7,4,RND,SAT>', 'result': 'fixed<6,3>'},
                                                 strides=[2, 1]))
    g.case('MaxPooling2D same', g.pooling(x, 'Max', [3, 3], wide, strides=[2, 2], padding='same'))
    g.case('GlobalMaxPooling2D', g.global_pooling(x, 'Max', {'accum': 'fixed<7,4,RND,SAT>', 'result': 'fixed<6,4>'}))
    return g


def max_pooling1d():
    g = SpatialGraph('max_pooling1d', 10)
    x = g.input([9, 3], 'ufixed<6,3>')
    plain = {'accum': 'ufixed<6,3>', 'result': 'ufixed<6,3>'}
    g.case('MaxPooling1D', g.pooling(x, 'Max', [2], plain))
    g.case('MaxPooling1D same, unsigned', g.pooling(x, 'Max', [4], plain, strides=[3], padding='same'))
    g.case('MaxPooling1D overlapping', g.pooling(x, 'Max', [3], {'accum': 'fixed<5,3>', 'result': 'fixed<5,3>'}, strides=[1]))
    g.case('GlobalMaxPooling1D', g.global_pooling(x, 'Max', plain))
    return g


def average_pooling():
    g = SpatialGraph('average_pooling', 11)
    x = g.input([5, 6, 2], 'fixed<8,4>')
    g.case('AveragePooling2D', g.pooling(x, 'Average', [2, 2], {'accum': 'fixed<10,6>', 'result': 'fixed<8,4>'}))
    g.case('AveragePooling2D of 3 by 3', g.pooling(x, 'Average', [3, 3], {'accum': 'fixed<12,8>', 'result': 'fixed<7,4,RND,SAT>'},
                                                   strides=[1, 2]))
    g.case('AveragePooling2D same', g.pooling(x, 'Average', [3, 2], {'accum': 'fixed<12,8>', 'result': 'fixed<8,4>'},
                                              strides=[2, 2], padding='same'))
    g.case('AveragePooling2D counting its padding',
           g.pooling(x, 'Average', [3, 3], {'accum': 'fixed<12,8>', 'result': 'fixed<8,4>'}, strides=[2, 2], padding='same',
                     count_pad=True))
    g.case('AveragePooling2D, narrow accumulator',
           g.pooling(x, 'Average', [3, 2], {'accum': 'fixed<6,4,RND_CONV,SAT>', 'result': 'fixed<8,4>'}))
    g.case('GlobalAveragePooling2D', g.global_pooling(x, 'Average', {'accum': 'fixed<14,8>', 'result': 'fixed<9,4>'}))
    return g


def average_pooling1d():
    g = SpatialGraph('average_pooling1d', 12)
    x = g.input([10, 3], 'ufixed<7,3>')
    g.case('AveragePooling1D', g.pooling(x, 'Average', [3], {'accum': 'ufixed<10,6>', 'result': 'ufixed<7,3>'}))
    g.case('AveragePooling1D, wrapping accumulator',
           g.pooling(x, 'Average', [4], {'accum': 'fixed<7,3>', 'result': 'fixed<7,3>'}, strides=[2]))
    g.case('AveragePooling1D, saturating accumulator',
           g.pooling(x, 'Average', [5], {'accum': 'fixed<6,3,TRN_ZERO,SAT_ZERO>', 'result': 'fixed<7,3>'}, strides=[5]))
    g.case('GlobalAveragePooling1D', g.global_pooling(x, 'Average', {'accum': 'ufixed<12,7>', 'result': 'ufixed<6,3,RND,SAT>'}))
    return g


def shapes():
    g = SpatialGraph('shapes', 13)
    x = g.input([3, 4, 2], 'fixed<6,3>')
    g.case('ZeroPadding2D', g.edges('ZeroPadding', x, [(1, 0), (2, 1)], {'result': 'fixed<6,3>'}))
    g.case('Cropping2D', g.edges('Cropping', x, [(1, 1), (0, 2)], {'result': 'fixed<6,3>'}))
    g.case('Resize nearest', g.resize(x, 6, 12))
    g.case('Resize nearest by fractions', g.resize(x, 5, 3))
    g.case('Transpose of 3 axes', g.transpose(x, [2, 0, 1]))
    return g


def shapes1d():
    g = SpatialGraph('shapes1d', 14)
    x = g.input([4, 3], 'fixed<6,3>')
    g.case('ZeroPadding1D', g.edges('ZeroPadding', x, [(2, 1)], {'result': 'fixed<6,3>'}))
    g.case('Cropping1D', g.edges('Cropping', x, [(1, 1)], {'result': 'fixed<6,3>'}))
    g.case('Transpose of 2 axes', g.transpose(x, [1, 0]))
    wide = {'result': 'fixed<8,4>'}
    padded = g.edges('ZeroPadding', x, [(0, 2)], {'result': 'fixed<6,3>'})
    g.case('Concatenate 2D along the first axis', g.merge('Concatenate', 'concatenate2d', [x, padded], [10, 3], wide, axis=1))
    same = g.edges('ZeroPadding', x, [(0, 0)], {'result': 'fixed<6,3>'})
    g.case('Concatenate 2D along the last axis', g.merge('Concatenate', 'concatenate2d', [x, same], [4, 6], wide, axis=2))
    return g


def integers():
    g = SpatialGraph('integers', 18)
    x = g.input([4, 6, 2], 'int<6>')
    g.case('AveragePooling2D of integers', g.pooling(x, 'Average', [2, 3], {'accum': 'fixed<9,9>', 'result': 'int<6>'}))
    g.case('MaxPooling2D of integers', g.pooling(x, 'Max', [2, 3], {'accum': 'int<5>', 'result': 'fixed<7,4,RND,SAT>'}))
    g.case('GlobalAveragePooling2D of integers', g.global_pooling(x, 'Average', {'accum': 'fixed<12,12>', 'result': 'int<6>'}))
    g.case('Conv2D of integers', g.convolution(x, 2, [2, 2], types(weight='int<3>', bias='int<4>', accum='int<9>',
                                                                   result='int<8>'), scale=1.5))
    g.case('Conv2D of integers to fractions',
           g.convolution(x, 2, [2, 2], types(weight='fixed<6,2>', bias='int<4>', accum='fixed<14,9>', result='uint<6>')))
    return g


def unsigned_integers():
    g = SpatialGraph('unsigned_integers', 20)
    x = g.input([4, 6, 2], 'uint<5>')
    g.case('AveragePooling2D of unsigned integers', g.pooling(x, 'Average', [2, 3], {'accum': 'uint<7>', 'result': 'uint<4>'}))
    g.case('GlobalAveragePooling2D of unsigned integers',
           g.global_pooling(x, 'Average', {'accum': 'uint<10>', 'result': 'uint<5>'}))
    g.case('MaxPooling2D same of unsigned integers',
           g.pooling(x, 'Max', [3, 3], {'accum': 'uint<5>', 'result': 'uint<5>'}, strides=[2, 2], padding='same'))
    return g


def binary():
    g = SpatialGraph('binary', 19)
    x = g.input([4, 4, 2], 'fixed<7,3>')
    signs = types(weight='uint<1>', accum='fixed<12,6>')
    b = BinaryQuantizer(bits=1)
    g.case('Conv2D, binary weights', g.convolution(x, 3, [2, 2], signs, weight_quantizer=b))
    t = TernaryQuantizer()
    g.case('Conv2D, ternary weights', g.convolution(x, 3, [2, 2], types(weight='int<2>', accum=SATURATING),
                                                    weight_quantizer=t))
    return g


def unrolled():
    """Generated kernels, which hls4ml 1.3 compiles in namespace nnet alone."""
    g = SpatialGraph('unrolled', 16, model={'Strategy': 'Resource_Unrolled'}, writer={'Namespace': None})
    g.alone = True
    x = g.input([12], 'fixed<8,4>')
    sparse = g.weights(12, 4, scale=2.0) * (g.random.uniform(size=(12, 4)) < 0.6)
    for reuse in (2, 3, 12, 24):
        options = {'Strategy': 'Resource_Unrolled', 'ReuseFactor': reuse}
        g.case(f'Dense ResourceUnrolled, reuse {reuse}', g.dense(x, 4, types(accum=SATURATING), options, weights=sparse))
    return g


def shapes3d():
    g = SpatialGraph('shapes3d', 17)
    x, y = g.input([2, 3, 2], 'fixed<6,3>'), g.input([2, 3, 2], 'ufixed<5,2>')
    for axis, shape in [(1, [4, 3, 2]), (2, [2, 6, 2]), (3, [2, 3, 4])]:
        g.case(f'Concatenate 3D along axis {axis}',
               g.merge('Concatenate', 'concatenate3d', [x, y], shape, {'result': 'fixed<6,3,RND,SAT>'}, axis=axis))
    return g


def activations():
    g = SpatialGraph('activations', 21)
    x = g.input([7], 'fixed<11,4>')
    wide = {'result': 'fixed<10,4,RND,SAT>'}
    g.case('ELU of an array', g.activation(x, 'ELU', {**wide, 'param': 'fixed<10,2>'}, 'ELU', activ_param=0.7))
    g.case('PReLU of an array', g.activation(x, 'prelu', {**wide, 'param': 'fixed<8,3>'}, 'PReLU',
                                             param_data=g.random.normal(0, 0.5, 7)))
    g.case('ThresholdedReLU of an array',
           g.activation(x, 'ThresholdedReLU', {**wide, 'param': 'fixed<9,4>'}, 'ThresholdedReLU', activ_param=1.3))
    g.case('hard_sigmoid of an array', g.activation(x, 'hard_sigmoid', {'result': 'fixed<9,2>'}, 'HardActivation'))
    g.case('hard_tanh of an array', g.activation(x, 'hard_tanh', {'result': 'fixed<9,2>'}, 'HardActivation'))
    y = g.input([7], 'ufixed<6,2>')
    g.case('Dot', g.merge('Dot', 'dot1d', [x, y], [1], {'accum': 'fixed<12,6,TRN,SAT>', 'result': 'fixed<10,5>'}, axes=1))
    return g


def network():
    """A small image network as a whole, with hls4ml's default types and weights off the grid."""
    g = SpatialGraph('network', 15, model={'Precision': 'fixed<16,6>'})
    x = g.input([8, 8, 1], 'fixed<16,6>')
    c = g.activation(g.convolution(x, 3, [3, 3], None), 'relu', None)
    p = g.pooling(c, 'Max', [2, 2], None)
    c = g.activation(g.convolution(p, 4, [2, 2], None), 'relu', None)
    p = g.pooling(c, 'Average', [2, 2], None)
    g.case('Network of Conv2D, poolings and Dense',
           g.activation(g.dense(g.reshape(p, [4]), 3, None), 'softmax', None, kind='Softmax', axis=-1))
    return g


PROJECTS = [conv1d_latency, conv1d_resource, conv1d_vivado, conv2d_latency, conv2d_resource, conv2d_vivado, depthwise,
            depthwise1d, max_pooling, max_pooling1d, average_pooling, average_pooling1d, shapes, shapes1d,
            shapes3d, integers, unsigned_integers,
            binary, unrolled, activations, network]
