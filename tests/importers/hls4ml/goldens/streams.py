"""Golden projects on streams (io_stream): what hls4ml computes otherwise there is a case of its own."""

from spatialGraph import SpatialGraph, types

SATURATING = 'fixed<10,5,TRN,SAT>'
ROUNDING = 'fixed<11,6,RND_CONV,SAT_SYM>'


def graph(name, seed, **more):
    return SpatialGraph(name, seed, io='io_stream', **more)


def stream_conv1d():
    g = graph('stream_conv1d', 31)
    x = g.input([7, 3], 'fixed<8,4>')
    g.case('Conv1D valid', g.convolution(x, 4, [3], types(accum=SATURATING)))
    g.case('Conv1D pointwise', g.convolution(x, 4, [1], types(accum=SATURATING)))
    g.case('Conv1D pointwise strided', g.convolution(x, 2, [1], types(), strides=[3]))
    g.case('DepthwiseConv1D', g.depthwise(x, [3], types(accum=SATURATING)))
    g.case('SeparableConv1D', g.separable(x, 2, [2], types(accum='fixed<14,6>')))
    return g


def stream_conv1d_same():
    """Alone, for where an input has several readers hls4ml 1.3 puts the padding of a Conv1D before the wrong one."""
    g = graph('stream_conv1d_same', 47)
    x = g.input([7, 3], 'fixed<8,4>')
    g.case('Conv1D same stride 2', g.convolution(x, 3, [3], types(result='ufixed<8,4,RND,SAT>'), strides=[2], padding='same'))
    return g


def stream_conv1d_resource():
    g = graph('stream_conv1d_resource', 32, model={'Strategy': 'Resource'})
    x = g.input([6, 4], 'fixed<8,4>')
    for reuse in (2, 6, 24):
        options = {'Strategy': 'Resource', 'ReuseFactor': reuse}
        g.case(f'Conv1D Resource, reuse {reuse}', g.convolution(x, 3, [3], types(accum=SATURATING), options, scale=2.0))
    g.case('Conv1D pointwise Resource',
           g.convolution(x, 3, [1], types(accum=ROUNDING), {'Strategy': 'Resource', 'ReuseFactor': 2}, scale=2.0))
    return g


def stream_conv2d():
    g = graph('stream_conv2d', 33)
    x = g.input([5, 6, 2], 'fixed<7,3>')
    g.case('Conv2D valid', g.convolution(x, 3, [3, 3], types(accum=SATURATING)))
    g.case('Conv2D same', g.convolution(x, 2, [3, 2], types(), padding='same'))
    g.case('Conv2D stride 2', g.convolution(x, 2, [2, 2], types(accum=ROUNDING), strides=[2, 2]))
    g.case('Conv2D of one row', g.convolution(x, 2, [1, 3], types()))
    g.case('Conv2D pointwise strided', g.convolution(x, 3, [1, 1], types(), strides=[2, 1]))
    g.case('DepthwiseConv2D', g.depthwise(x, [3, 3], types(accum=SATURATING)))
    return g


def stream_conv2d_resource():
    g = graph('stream_conv2d_resource', 34, model={'Strategy': 'Resource'})
    x = g.input([4, 5, 2], 'fixed<7,3>')
    for reuse in (3, 18, 36):
        options = {'Strategy': 'Resource', 'ReuseFactor': reuse}
        g.case(f'Conv2D Resource, reuse {reuse}', g.convolution(x, 2, [3, 3], types(accum=SATURATING), options, scale=2.0))
    return g


def stream_conv_vivado():
    g = graph('stream_conv_vivado', 35, backend='Vivado')
    x = g.input([4, 4, 2], 'ufixed<6,3>')
    g.case('Conv2D Vivado', g.convolution(x, 3, [2, 2], types(accum=SATURATING)))
    g.case('Conv2D Vivado Resource',
           g.convolution(x, 3, [2, 2], types(accum=SATURATING), {'Strategy': 'Resource', 'ReuseFactor': 4}, scale=2.0))
    p = g.pooling(x, 'Max', [2, 2], {'accum': 'ufixed<5,3>', 'result': 'ufixed<5,3>'})
    g.case('MaxPooling2D Vivado', p)
    g.case('Dense after pooling, Vivado', g.dense(g.reshape(x, [32]), 3, types(accum=SATURATING)))
    return g


def stream_conv1d_vivado():
    g = graph('stream_conv1d_vivado', 50, backend='Vivado')
    g.alone = True
    x = g.input([7, 2], 'fixed<6,3>')
    g.case('Conv1D Vivado', g.convolution(x, 3, [3], types(accum=SATURATING), strides=[2]))
    g.case('Conv1D Vivado pointwise', g.convolution(x, 3, [1], types(accum=SATURATING)))
    g.case('AveragePooling1D Vivado', g.pooling(x, 'Average', [3], {'accum': 'fixed<7,3,TRN,SAT>', 'result': 'fixed<6,3>'}))
    g.case('DepthwiseConv1D Vivado', g.depthwise(x, [2], types(accum=SATURATING)))
    g.case('GlobalMaxPooling1D Vivado', g.global_pooling(x, 'Max', {'accum': 'fixed<5,3>', 'result': 'fixed<5,3>'}))
    return g


def stream_encoded():
    g = graph('stream_encoded', 53, backend='Vivado', model={'ConvImplementation': 'Encoded'})
    g.alone = True
    x = g.input([6, 7, 2], 'fixed<6,3>')
    g.case('Conv2D by instructions', g.convolution(x, 3, [3, 3], types(accum=SATURATING)))
    g.case('Conv2D by instructions, stride 2', g.convolution(x, 2, [3, 3], types(), strides=[2, 2]))
    g.case('Conv2D by instructions, window and stride 2',
           g.convolution(x, 2, [2, 2], types(accum=SATURATING), {'Strategy': 'Resource', 'ReuseFactor': 4}, strides=[2, 2]))
    g.case('MaxPooling2D by instructions', g.pooling(x, 'Max', [2, 2], {'accum': 'fixed<5,3>', 'result': 'fixed<5,3>'}))
    g.case('AveragePooling2D by instructions', g.pooling(x, 'Average', [2, 3], {'accum': 'fixed<7,3,TRN,SAT>', 'result': 'fixed<6,3>'}))
    return g


def stream_encoded1d():
    g = graph('stream_encoded1d', 54, backend='Vivado', model={'ConvImplementation': 'Encoded'})
    g.alone = True
    x = g.input([12, 2], 'fixed<6,3>')
    g.case('Conv1D by instructions', g.convolution(x, 3, [3], types(accum=SATURATING)))
    g.case('Conv1D by instructions, stride 2', g.convolution(x, 3, [5], types(accum=SATURATING), strides=[2]))
    g.case('Conv1D by instructions, stride above the window', g.convolution(x, 3, [2], types(), strides=[3]))
    g.case('Conv1D pointwise beside them', g.convolution(x, 3, [1], types()))
    g.case('DepthwiseConv1D by instructions', g.depthwise(x, [3], types(accum=SATURATING)))
    g.case('AveragePooling1D by instructions', g.pooling(x, 'Average', [3], {'accum': 'fixed<7,3>', 'result': 'fixed<6,3>'}))
    return g


def depthwise_resource(reuse, seed, channels=3):
    def make():
        g = graph(f'stream_depthwise_{reuse}_of_{channels}', seed, model={'Strategy': 'Resource'})
        x = g.input([5, 4, channels], 'fixed<7,3>')
        options = {'Strategy': 'Resource', 'ReuseFactor': reuse}
        g.case(f'DepthwiseConv2D Resource, reuse {reuse}', g.depthwise(x, [2, 3], types(accum=SATURATING), options))
        return g
    return make


def stream_pooling():
    g = graph('stream_pooling', 36)
    x = g.input([4, 6, 2], 'fixed<8,4>')
    g.case('MaxPooling2D', g.pooling(x, 'Max', [2, 2], {'accum': 'fixed<7,3,RND,SAT>', 'result': 'fixed<6,3>'}))
    g.case('MaxPooling2D, wrapping accumulator', g.pooling(x, 'Max', [2, 3], {'accum': 'fixed<6,2>', 'result': 'fixed<6,3>'}))
    g.case('AveragePooling2D', g.pooling(x, 'Average', [2, 3], {'accum': 'fixed<10,6>', 'result': 'fixed<8,4>'}))
    g.case('AveragePooling2D, saturating accumulator',
           g.pooling(x, 'Average', [2, 3], {'accum': 'fixed<7,4,RND_CONV,SAT>', 'result': 'fixed<8,4>'}))
    g.case('GlobalAveragePooling2D', g.global_pooling(x, 'Average', {'accum': 'fixed<12,7>', 'result': 'fixed<9,4>'}))
    g.case('GlobalMaxPooling2D', g.global_pooling(x, 'Max', {'accum': 'fixed<7,3>', 'result': 'fixed<6,4>'}))
    return g


def stream_pooling1d():
    g = graph('stream_pooling1d', 37)
    x = g.input([9, 3], 'ufixed<6,3>')
    g.case('MaxPooling1D overlapping', g.pooling(x, 'Max', [3], {'accum': 'ufixed<6,3>', 'result': 'ufixed<6,3>'}, strides=[2]))
    g.case('AveragePooling1D', g.pooling(x, 'Average', [4], {'accum': 'ufixed<8,5>', 'result': 'ufixed<7,3>'}, strides=[4]))
    g.case('AveragePooling1D, saturating accumulator',
           g.pooling(x, 'Average', [5], {'accum': 'fixed<6,4,TRN_ZERO,SAT>', 'result': 'fixed<7,3>'}, strides=[1]))
    g.case('GlobalMaxPooling1D', g.global_pooling(x, 'Max', {'accum': 'ufixed<6,3>', 'result': 'ufixed<6,3>'}))
    g.case('GlobalAveragePooling1D', g.global_pooling(x, 'Average', {'accum': 'ufixed<7,4,TRN,SAT>', 'result': 'ufixed<6,3>'}))
    return g


def stream_integers():
    g = graph('stream_integers', 52)
    x = g.input([4, 6, 2], 'int<6>')
    g.case('AveragePooling2D of integers', g.pooling(x, 'Average', [2, 3], {'accum': 'int<8>', 'result': 'int<6>'}))
    g.case('MaxPooling2D of integers', g.pooling(x, 'Max', [2, 3], {'accum': 'int<5>', 'result': 'int<6>'}))
    return g


def stream_shapes():
    g = graph('stream_shapes', 38)
    x = g.input([3, 4, 2], 'fixed<6,3>')
    g.case('ZeroPadding2D', g.edges('ZeroPadding', x, [(1, 0), (2, 1)], {'result': 'fixed<6,3>'}))
    g.case('Cropping2D', g.edges('Cropping', x, [(1, 1), (0, 2)], {'result': 'fixed<6,3>'}))
    g.case('Resize nearest', g.resize(x, 6, 12))
    g.case('Transpose of 3 axes', g.transpose(x, [2, 0, 1]))
    g.case('Reshape: repacked', g.reshape(x, [6, 4]))
    return g


def stream_shapes1d():
    g = graph('stream_shapes1d', 39)
    x = g.input([4, 3], 'fixed<6,3>')
    g.case('ZeroPadding1D', g.edges('ZeroPadding', x, [(2, 1)], {'result': 'fixed<6,3>'}))
    g.case('Cropping1D', g.edges('Cropping', x, [(1, 1)], {'result': 'fixed<6,3>'}))
    g.case('Transpose of 2 axes', g.transpose(x, [1, 0]))
    y = g.input([4, 3], 'ufixed<5,2>')
    g.case('Concatenate 2D along the first axis',
           g.merge('Concatenate', 'concatenate2d', [x, y], [8, 3], {'result': 'fixed<8,4>'}, axis=1))
    g.case('Concatenate 2D along the last axis',
           g.merge('Concatenate', 'concatenate2d', [x, y], [4, 6], {'result': 'fixed<8,4>'}, axis=2))
    return g


def stream_merges():
    g = graph('stream_merges', 40)
    x, y = g.input([3, 4], 'fixed<8,4>'), g.input([3, 4], 'fixed<6,3>')
    for kind, function in [('Merge', 'add'), ('Merge', 'subtract'), ('Merge', 'multiply'), ('Merge', 'average'),
                           ('Merge', 'maximum'), ('Merge', 'minimum')]:
        g.case(f'{function.capitalize()}', g.merge(kind, function, [x, y], [3, 4], {'result': 'fixed<7,4,RND,SAT>'}))
    return g


def stream_activations():
    g = graph('stream_activations', 41)
    x = g.input([3, 4], 'fixed<9,4>')
    for function in ('relu', 'sigmoid', 'tanh', 'softplus', 'softsign', 'selu'):
        g.case(f'{function} of a stream', g.activation(x, function, {'result': 'fixed<10,3,RND,SAT>'}))
    return g


def stream_activations2():
    g = graph('stream_activations2', 42)
    x = g.input([3, 4], 'fixed<11,4>')
    g.case('softmax of each array', g.activation(x, 'softmax', {'result': 'ufixed<10,1>'}, kind='Softmax', axis=-1))
    g.case('latency softmax of each array',
           g.activation(x, 'softmax', {'result': 'ufixed<10,1>'}, kind='Softmax', axis=-1, implementation='latency'))
    g.case('ternary_tanh of a stream', g.activation(x, 'ternary_tanh', {'result': 'int<2>'}))
    g.case('binary_tanh of a stream', g.activation(x, 'binary_tanh', {'result': 'fixed<4,2>'}))
    g.case('leaky_relu of a stream',
           g.activation(x, 'LeakyReLU', {'result': 'fixed<10,4>', 'param': 'fixed<6,1>'}, 'LeakyReLU', activ_param=0.3))
    g.case('batch normalisation of a stream', g.normalise(x, {'result': 'fixed<10,5>', 'scale': 'fixed<8,3>',
                                                              'bias': 'fixed<8,3>'}, per_filter=True))
    return g


def stream_activations3():
    g = graph('stream_activations3', 55)
    x = g.input([2, 4], 'fixed<11,4>')
    wide = {'result': 'fixed<10,4,RND,SAT>'}
    g.case('ELU of a stream', g.activation(x, 'ELU', {**wide, 'param': 'fixed<10,2>'}, 'ELU', activ_param=0.7))
    g.case('PReLU of a stream', g.activation(x, 'prelu', {**wide, 'param': 'fixed<8,3>'}, 'PReLU',
                                             param_data=g.random.normal(0, 0.5, (2, 4))))
    g.case('ThresholdedReLU of a stream',
           g.activation(x, 'ThresholdedReLU', {**wide, 'param': 'fixed<9,4>'}, 'ThresholdedReLU', activ_param=1.3))
    g.case('hard_sigmoid of a stream', g.activation(x, 'hard_sigmoid', {'result': 'fixed<9,2>'}, 'HardActivation'))
    g.case('hard_tanh of a stream', g.activation(x, 'hard_tanh', {'result': 'fixed<9,2>'}, 'HardActivation'))
    g.case('softmax, legacy, of each array', g.activation(x, 'softmax', {'result': 'ufixed<10,1>'}, kind='Softmax', axis=-1,
                                                        implementation='legacy'))
    return g


def stream_shapes3d():
    g = graph('stream_shapes3d', 48)
    x, y = g.input([2, 3, 2], 'fixed<6,3>'), g.input([2, 3, 2], 'ufixed<5,2>')
    for axis, shape in [(1, [4, 3, 2]), (2, [2, 6, 2]), (3, [2, 3, 4])]:
        g.case(f'Concatenate 3D along axis {axis}',
               g.merge('Concatenate', 'concatenate3d', [x, y], shape, {'result': 'fixed<6,3,RND,SAT>'}, axis=axis))
    return g


def stream_unrolled():
    """Generated kernels, which hls4ml 1.3 compiles in namespace nnet alone."""
    g = graph('stream_unrolled', 49, model={'Strategy': 'Resource_Unrolled'}, writer={'Namespace': None})
    g.alone = True
    x = g.input([4, 5, 2], 'fixed<7,3>')
    sparse = g.weights(3, 3, 2, 2, scale=2.0) * (g.random.uniform(size=(3, 3, 2, 2)) < 0.6)
    for reuse in (3, 18):
        options = {'Strategy': 'Resource_Unrolled', 'ReuseFactor': reuse}
        g.case(f'Conv2D ResourceUnrolled, reuse {reuse}',
               g.convolution(x, 2, [3, 3], types(accum=SATURATING), options, weights=sparse))
    g.case('Conv2D pointwise ResourceUnrolled',
           g.convolution(x, 3, [1, 1], types(accum=SATURATING), {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 2}, scale=2.0))
    return g


def stream_network():
    """A small image network on streams as a whole, with a branch."""
    g = graph('stream_network', 43, model={'Precision': 'fixed<16,6>'})
    x = g.input([6, 6, 1], 'fixed<16,6>')
    c = g.activation(g.convolution(x, 3, [3, 3], None), 'relu', None)
    p = g.pooling(c, 'Max', [2, 2], None)
    a = g.activation(g.convolution(p, 2, [1, 1], None), 'tanh', None)
    b = g.activation(g.convolution(p, 2, [1, 1], None), 'relu', None)
    m = g.merge('Merge', 'add', [a, b], [2, 2, 2], None)
    g.case('Network of Conv2D, poolings, branches and Dense',
           g.activation(g.dense(g.reshape(m, [8]), 3, None), 'softmax', None, kind='Softmax', axis=-1))
    return g


PROJECTS = [stream_conv1d, stream_conv1d_same, stream_conv1d_resource, stream_conv2d, stream_conv2d_resource, stream_conv_vivado,
            depthwise_resource(3, 44), depthwise_resource(2, 45), depthwise_resource(6, 46),
            depthwise_resource(6, 51, 4), stream_conv1d_vivado, stream_encoded, stream_encoded1d, stream_pooling, stream_pooling1d,
            stream_integers,
            stream_shapes, stream_shapes1d, stream_merges, stream_activations, stream_activations2,
            stream_activations3, stream_shapes3d, stream_unrolled, stream_network]
