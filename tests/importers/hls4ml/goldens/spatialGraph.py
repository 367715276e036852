"""Convolutions, poolings and shapes as hls4ml's plain layer dictionaries: what graph.py is for dense layers."""

import numpy as np

from graph import Graph


def types(weight='fixed<6,2>', bias='fixed<6,2>', accum='fixed<16,7>', result='fixed<12,6>', **more):
    return {'weight': weight, 'bias': bias, 'accum': accum, 'result': result, **more}


def extent(size, window, stride, padding):
    """The extent of a result and the zeros before and after, as Keras and hls4ml count them."""
    if padding == 'valid':
        return (size - window) // stride + 1, 0, 0
    if padding == 'same':
        out = -(-size // stride)
        total = max((out - 1) * stride + window - size, 0)
        return out, total // 2, total - total // 2
    before, after = padding
    return (size + before + after - window) // stride + 1, before, after


class SpatialGraph(Graph):
    """A graph with an io type, and a name and kind for each case: each output is one."""

    def __init__(self, name, seed, io='io_parallel', **more):
        super().__init__(name, seed, **more)
        self.io = io
        self.cases = []

    def case(self, kind, output):
        """Declares an output, and what it is a case of."""
        self.cases.append({'kind': kind, 'layer': output})
        self.output(output)

    def weights(self, *shape, scale=1.0):
        return self.random.normal(0, scale, shape)

    def window(self, source, size, strides, padding):
        """Attributes of a window over the axes of a source, and the extents of the result."""
        shape = self.shapes[source][:-1]
        axes = ['width'] if len(shape) == 1 else ['height', 'width']
        sides = [('left', 'right')] if len(shape) == 1 else [('top', 'bottom'), ('left', 'right')]
        paddings = padding if isinstance(padding, list) else [padding] * len(shape)
        attributes, outs = {}, []
        for axis, side, total, window, stride, pad in zip(axes, sides, shape, size, strides, paddings):
            out, before, after = extent(total, window, stride, pad)
            attributes[f'stride_{axis}'] = stride
            attributes[f'pad_{side[0]}'], attributes[f'pad_{side[1]}'] = before, after
            outs.append(out)
        return axes, attributes, outs

    def convolution(self, source, filters, size, precision, options=None, strides=None, padding='valid', scale=1.0,
                    weights=None, bias=None, **more):
        rank = len(size)
        axes, window, outs = self.window(source, size, strides or [1] * rank, padding)
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        attributes = {**window, 'n_chan': channels, 'n_filt': filters, 'data_format': 'channels_last', 'use_bias': True}
        for axis, total, window_size, out in zip(axes, shape, size, outs):
            attributes[f'in_{axis}'], attributes[f'filt_{axis}'], attributes[f'out_{axis}'] = total, window_size, out
        kernel = self.weights(*size, channels, filters, scale=scale) if weights is None else weights
        offset = self.weights(filters, scale=0.7) if bias is None else bias
        return self.add(f'Conv{rank}D', source, [*outs, filters], precision, options,
                        **{'weight_data': kernel, 'bias_data': offset, 'weight_quantizer': None, 'bias_quantizer': None,
                           **attributes, **more})

    def depthwise(self, source, size, precision, options=None, strides=None, padding='valid', bias=None):
        rank = len(size)
        axes, window, outs = self.window(source, size, strides or [1] * rank, padding)
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        attributes = {**window, 'n_chan': channels, 'n_filt': channels, 'data_format': 'channels_last', 'use_bias': True,
                      'depth_multiplier': 1}
        for axis, total, window_size, out in zip(axes, shape, size, outs):
            attributes[f'in_{axis}'], attributes[f'filt_{axis}'], attributes[f'out_{axis}'] = total, window_size, out
        offset = self.weights(channels, scale=0.7) if bias is None else bias
        return self.add(f'DepthwiseConv{rank}D', source, [*outs, channels], precision, options,
                        depthwise_data=self.weights(*size, channels, 1), bias_data=offset, depthwise_quantizer=None,
                        bias_quantizer=None, **attributes)

    def separable(self, source, filters, size, precision, options=None, strides=None, padding='valid'):
        rank = len(size)
        axes, window, outs = self.window(source, size, strides or [1] * rank, padding)
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        attributes = {**window, 'n_chan': channels, 'n_filt': filters, 'data_format': 'channels_last', 'use_bias': True,
                      'depth_multiplier': 1}
        for axis, total, window_size, out in zip(axes, shape, size, outs):
            attributes[f'in_{axis}'], attributes[f'filt_{axis}'], attributes[f'out_{axis}'] = total, window_size, out
        return self.add(f'SeparableConv{rank}D', source, [*outs, filters], precision, options,
                        depthwise_data=self.weights(*size, channels, 1),
                        pointwise_data=self.weights(*[1] * rank, channels, filters), bias_data=self.weights(filters),
                        depthwise_quantizer=None, pointwise_quantizer=None, bias_quantizer=None, **attributes)

    def pooling(self, source, operation, size, precision, strides=None, padding='valid', count_pad=False):
        rank = len(size)
        axes, window, outs = self.window(source, size, strides or size, padding)
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        attributes = {**window, 'n_filt': channels, 'data_format': 'channels_last', 'count_pad': count_pad}
        for axis, total, window_size, out in zip(axes, shape, size, outs):
            attributes[f'pool_{axis}'] = window_size
            if rank == 1:
                attributes['n_in'], attributes['n_out'] = total, out
            else:
                attributes[f'in_{axis}'], attributes[f'out_{axis}'] = total, out
        return self.add(f'{operation}Pooling{rank}D', source, [*outs, channels], precision, **attributes)

    def global_pooling(self, source, operation, precision):
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        sizes = {'n_in': shape[0]} if len(shape) == 1 else {'in_height': shape[0], 'in_width': shape[1]}
        return self.add(f'Global{operation}Pooling{len(shape)}D', source, [channels], precision, n_filt=channels,
                        data_format='channels_last', keepdims=False, **sizes)

    def edges(self, kind, source, edges, precision=None):
        """ZeroPadding or Cropping: [before, after] for each axis."""
        shape, channels = self.shapes[source][:-1], self.shapes[source][-1]
        sign, prefix = (1, 'pad') if kind == 'ZeroPadding' else (-1, 'crop')
        axes = ['width'] if len(shape) == 1 else ['height', 'width']
        sides = [('left', 'right')] if len(shape) == 1 else [('top', 'bottom'), ('left', 'right')]
        attributes, outs = {'n_chan': channels, 'data_format': 'channels_last'}, []
        for axis, side, total, (before, after) in zip(axes, sides, shape, edges):
            out = total + sign * (before + after)
            attributes[f'{prefix}_{side[0]}'], attributes[f'{prefix}_{side[1]}'] = before, after
            attributes[f'in_{axis}'], attributes[f'out_{axis}'] = total, out
            outs.append(out)
        return self.add(f'{kind}{len(shape)}D', source, [*outs, channels], precision, **attributes)

    def resize(self, source, height, width):
        shape = self.shapes[source]
        return self.add('Resize', source, [height, width, shape[-1]], None, algorithm='nearest', in_height=shape[0],
                        in_width=shape[1], out_height=height, out_width=width, n_chan=shape[-1],
                        data_format='channels_last')

    def transpose(self, source, perm):
        shape = self.shapes[source]
        return self.add('Transpose', source, [shape[axis] for axis in perm], None, perm=list(perm))

    def random_rows(self, name, rows, low, high):
        """Raw integers for a port: zero, both ends, small and everywhere."""
        count = int(np.prod(self.shapes[name]))
        table = self.random.integers(low, high + 1, (rows, count))
        small = max((high - low) // 16, 1)
        table[3::3] = np.clip(self.random.integers(-small, small + 1, table[3::3].shape), low, high)
        table[0], table[1], table[2] = 0, high, low
        return table
