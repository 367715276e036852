"""Golden projects by distributed arithmetic: their functions are generated, and hold the weights in their text.

Needs da4ml, which hls4ml 1.3.0 takes up to 0.5: examples/requirements-da.txt.
"""

import numpy as np

from spatialGraph import SpatialGraph

STRATEGY = {'Strategy': 'distributed_arithmetic'}


class ArithmeticGraph(SpatialGraph):
    def __init__(self, name, seed, **more):
        super().__init__(name, seed, model=STRATEGY, **more)

    def after(self, folder):
        """In a namespace of its own, what hls4ml generates does not find nnet::bit_shift: CMS adds the line that it lacks."""
        path = f'{folder}/firmware/nnet_utils/nnet_code_gen.h'
        space = self.writer['Namespace']
        with open(path) as file:
            text = file.read()
        with open(path, 'w') as file:
            file.write(text.replace(f'namespace {space} {{', f'namespace {space} {{\n\nusing nnet::bit_shift;', 1))


class PlainGraph(ArithmeticGraph):
    """hls4ml looks for these functions in nnet, wherever it writes them: the project has no namespace of its own."""

    alone = True

    def __init__(self, name, seed, **more):
        super().__init__(name, seed, **more)
        self.writer['Namespace'] = None

    def after(self, folder):
        pass


def on_grid(g, shape, fraction=3, spread=1.0, density=0.7):
    """Weights on a fixed-point grid, some of them zero."""
    values = np.round(g.random.normal(0, spread, shape) * 2**fraction) / 2**fraction
    return values * (g.random.uniform(0, 1, shape) < density)


def dense(g, source, outputs, result, weight='fixed<8,4>', **grid):
    inputs = g.shapes[source][-1]
    return g.dense(source, outputs, {'weight': weight, 'bias': weight, 'result': result}, dict(STRATEGY),
                   weights=on_grid(g, (inputs, outputs), **grid), bias=on_grid(g, outputs, **grid))


def da_dense():
    g = ArithmeticGraph('da_dense', 51)
    x = g.input([10], 'fixed<8,4>')
    d = g.activation(dense(g, x, 8, 'fixed<14,7>'), 'relu', {'result': 'ufixed<9,5,RND,SAT>'})
    g.case('Dense DA, two layers', dense(g, d, 4, 'fixed<10,4,RND_CONV,SAT>', density=0.4))
    g.case('Dense DA, wrapping result', dense(g, x, 3, 'fixed<5,2>'))
    return g


def da_types():
    g = ArithmeticGraph('da_types', 52)
    x, y, z = g.input([5], 'ufixed<6,2,RND,SAT>'), g.input([3], 'fixed<4,7>'), g.input([3], 'fixed<6,-1>')
    for kind, source in (('unsigned', x), ('no fraction bits', y), ('no integer bits', z)):
        g.case(f'Dense DA, {kind}', dense(g, source, 4, 'fixed<18,9>'))
    g.case('Dense DA, sparse', dense(g, x, 3, 'fixed<16,8>', density=0.1))
    g.case('Dense DA, saturating result', dense(g, x, 3, 'ufixed<8,3,TRN,SAT>', fraction=0, spread=6))
    return g


def da_large():
    g = ArithmeticGraph('da_large', 53)
    x = g.input([32], 'fixed<8,3>')
    d = g.activation(dense(g, x, 32, 'fixed<16,8>', density=0.8), 'relu', {'result': 'ufixed<8,4,RND,SAT>'})
    g.case('Dense DA, 1608 assignments', dense(g, d, 32, 'fixed<16,8>', density=0.8))
    return g


def da_stream():
    g = PlainGraph('da_stream', 54, io='io_stream')
    g.case('Dense DA', dense(g, g.input([6], 'fixed<8,4>'), 4, 'fixed<12,6,RND,SAT>'))
    return g


def convolved(g, source, filters, size, result, **more):
    grid = dict(weights=on_grid(g, (*size, g.shapes[source][-1], filters)), bias=on_grid(g, filters))
    return g.convolution(source, filters, size, {'weight': 'fixed<8,4>', 'bias': 'fixed<8,4>', 'result': result},
                         dict(STRATEGY), **grid, **more)


def da_convolution():
    g = PlainGraph('da_convolution', 55)
    x, y = g.input([6, 2], 'fixed<6,3>'), g.input([4, 5, 2], 'fixed<6,3>')
    g.case('Conv1D DA', convolved(g, x, 3, [3], 'fixed<12,6>'))
    g.case('Conv1D DA same stride 2', convolved(g, x, 2, [3], 'fixed<9,4,RND,SAT>', strides=[2], padding='same'))
    g.case('Conv2D DA', convolved(g, y, 2, [2, 3], 'fixed<12,6>'))
    g.case('Conv2D DA same', convolved(g, y, 2, [3, 2], 'fixed<9,4,RND,SAT>', padding='same'))
    return g


def da_einsum():
    g = PlainGraph('da_einsum', 56)
    x = g.input([3, 2, 4], 'fixed<8,4>')
    for kind, equation, kernel, bias in [('rows', 'abc,cd->abd', (4, 3), (3,)),
                                         ('shared axis', 'abc,bcd->abd', (2, 4, 3), (3, 2, 3))]:
        types = {'weight': 'fixed<8,4>', 'bias': 'fixed<8,4>', 'accum': 'fixed<18,9>', 'result': 'fixed<12,6,RND,SAT>'}
        g.case(f'EinsumDense DA {kind}', g.add(
            'EinsumDense', x, [3, 2, 3], types, dict(STRATEGY), equation=equation, inp_shape=(3, 2, 4), out_shape=(3, 2, 3),
            weight_data=on_grid(g, kernel), bias_data=on_grid(g, bias)))
    return g


def da_quantizers():
    """A quantiser with a type for each element, which hls4ml writes into the function behind it."""
    g = PlainGraph('da_quantizers', 57)
    kept, bits, integers = np.array([[1, 1, 0, 1, 0]]), np.array([[6, 4, 5, 0, 7]]), np.array([[3, 4, 2, 0, 1]])
    quantizer = g.add('FixedPointQuantizer', g.input([5], 'fixed<10,5>'), [5], None, mask_kbi=(kept, bits, integers), RND='RND',
                      SAT='WRAP', overrides={}, fusible=False)
    g.case('Dense DA behind a quantiser', dense(g, quantizer, 4, 'fixed<18,9>'))
    return g


def da_stream_convolution():
    g = PlainGraph('da_stream_convolution', 59, io='io_stream')
    g.case('Conv1D DA', convolved(g, g.input([6, 2], 'fixed<6,3>'), 3, [3], 'fixed<12,6>'))
    g.case('Conv2D DA', convolved(g, g.input([4, 5, 2], 'fixed<6,3>'), 2, [2, 3], 'fixed<9,4,RND,SAT>'))
    return g


class LogicGraph(SpatialGraph):
    alone = True

    def __init__(self, name, seed):
        super().__init__(name, seed)
        self.writer['Namespace'] = None


def da_logic():
    """Everything else that da4ml traces: maxima, absolute values, products, saturating quantisers, tables."""
    from da4ml.trace import FixedVariableArrayInput, comb_trace
    from da4ml.trace.ops import quantize, relu

    g = LogicGraph('da_logic', 58)
    x = g.input([6], 'fixed<7,4>')
    traced = FixedVariableArrayInput((6,)).quantize(1, 3, 3)
    largest, distance = np.maximum(traced[:3], traced[3:]), np.abs(traced[:3] - traced[3:])
    out = np.concatenate([
        largest, distance, relu(traced @ on_grid(g, (6, 4)) - 0.5, i=np.full(4, 3), f=np.full(4, 1), round_mode='RND'),
        quantize(largest * distance, np.ones(3, dtype=int), np.full(3, 2), np.full(3, 2), 'SAT', 'RND'),
        quantize(np.sin(traced[:2]), np.ones(2, dtype=int), np.full(2, 0), np.full(2, 5), 'WRAP', 'RND'),
    ])
    g.case('Combinational logic', g.add('DACombinational', x, [15], {'result': 'fixed<16,8>'}, da_comb_logic=comb_trace(traced, out),
                                        original_type='own', output_shape=[15], input_shape=[[6]]))
    return g


PROJECTS = [da_dense, da_types, da_large, da_stream, da_convolution, da_einsum, da_quantizers, da_logic,
            da_stream_convolution]
