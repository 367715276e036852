"""Networks of recurrent layers, embeddings, layer normalisation and einsums, for goldens.py."""

import numpy as np

from graph import Graph

ACCUM = 'fixed<20,8>'


def recurrent_types(accum=ACCUM, weight='fixed<8,2>', result='fixed<12,4>', table='fixed<18,8>', **more):
    return {'weight': weight, 'recurrent_weight': weight, 'bias': weight, 'recurrent_bias': weight, 'accum': accum,
            'result': result, 'table': table, **more}


def recurrent(g, kind, source, units, precision, options=None, sequences=False, recurrent_activation='sigmoid',
              activation='tanh', initial=(), spread=0.6, **attributes):
    steps, inputs = g.shapes[source]
    gates = {'LSTM': 4, 'GRU': 3}[kind] * units
    draw = lambda *shape: g.random.normal(0, spread, shape)  # noqa: E731
    if kind == 'GRU' or attributes.get('pytorch'):
        attributes['recurrent_bias_data'] = draw(gates)
    return g.add(kind, [source, *initial], [steps, units] if sequences else [units], precision, options, n_timesteps=steps,
                 n_in=inputs, n_out=units, activation=activation, recurrent_activation=recurrent_activation,
                 return_sequences=sequences, return_state=False, time_major=False, direction='forward',
                 weight_data=draw(inputs, gates), recurrent_weight_data=draw(units, gates),
                 bias_data=draw(gates), pass_initial_states=bool(initial), **attributes)


def bidirectional(g, source, kinds, units, precision, options=None, sequences=False):
    steps, inputs = g.shapes[source]
    attributes = {}
    for direction, kind, count in zip(('forward', 'backward'), kinds, units):
        gates = {'LSTM': 4, 'GRU': 3}[kind] * count
        draw = lambda *shape: g.random.normal(0, 0.6, shape)  # noqa: E731
        attributes.update({
            f'{direction}_name': direction, f'{direction}_class_name': kind, f'{direction}_n_states': count,
            f'{direction}_activation': 'tanh', f'{direction}_recurrent_activation': 'sigmoid',
            f'{direction}_weight_data': draw(inputs, gates), f'{direction}_recurrent_weight_data': draw(count, gates),
            f'{direction}_bias_data': draw(gates),
        })
        if kind == 'GRU':
            attributes[f'{direction}_recurrent_bias_data'] = draw(gates)
    shape = [steps, sum(units)] if sequences else [sum(units)]
    return g.add('Bidirectional', source, shape, precision, options, n_timesteps=steps, n_in=inputs, n_out=sum(units),
                 merge_mode='concat', return_sequences=sequences, return_state=False, time_major=False,
                 direction='bidirectional', **attributes)


def alike(kind, **more):
    """hls4ml's lstm_stack compiles only when data, accumulator and result have one type."""
    return recurrent_types(accum=kind, result=kind, **more)


def lstms():
    g = Graph('lstms', 31)
    g.output(recurrent(g, 'LSTM', g.input([4, 3], 'fixed<16,6>'), 3, alike('fixed<16,6>')))
    saturating = 'fixed<11,4,RND,SAT>'
    g.output(recurrent(g, 'LSTM', g.input([4, 2], saturating), 2, alike(saturating), sequences=True, spread=2))
    return g


def lstm_options():
    g = Graph('lstm_options', 32)
    g.output(recurrent(g, 'LSTM', g.input([3, 3], 'fixed<14,5>'), 2, alike('fixed<14,5>'), {'Static': False},
                       sequences=True))
    x = g.input([3, 2], 'fixed<9,2>')
    g.output(recurrent(g, 'LSTM', x, 2, alike('fixed<9,2>', table='fixed<10,2,RND,SAT>'), {'TableSize': 512},
                       activation='relu', spread=1.5))
    g.output(recurrent(g, 'LSTM', x, 2, alike('fixed<9,2>', weight='fixed<10,1>'), recurrent_activation='tanh',
                       activation='sigmoid', pytorch=True))
    return g


def lstm_resource():
    g = Graph('lstm_resource', 33, model={'Strategy': 'Resource'})
    kind = 'fixed<9,4,TRN,SAT>'
    x = g.input([3, 4], kind)
    for reuse in (1, 2, 4):
        g.output(recurrent(g, 'LSTM', x, 2, alike(kind), {'ReuseFactor': reuse, 'Strategy': 'Resource'}, spread=2))
    return g


def grus():
    g = Graph('grus', 34)
    x = g.input([4, 3], 'fixed<10,4>')
    g.output(recurrent(g, 'GRU', x, 3, recurrent_types(), apply_reset_gate='after'))
    g.output(recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<12,4,RND,SAT>', result='fixed<9,2,RND_CONV,SAT>'),
                       sequences=True, spread=2, apply_reset_gate='after'))
    g.output(recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<13,5>', result='fixed<6,1>'), {'Static': False},
                       pytorch=True, apply_reset_gate='after'))
    return g


def gru_resource():
    g = Graph('gru_resource', 35, model={'Strategy': 'Resource'})
    x = g.input([3, 4], 'fixed<10,4>')
    for reuse in (1, 2, 4):
        g.output(recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<9,4,TRN,SAT>', result='fixed<9,3,TRN,SAT>'),
                           {'ReuseFactor': reuse, 'Strategy': 'Resource'}, spread=2, apply_reset_gate='after'))
    return g


def initial_states():
    g = Graph('initial_states', 36)
    x = g.input([3, 2], 'fixed<12,4>')
    h, c, r = (g.input([2], 'fixed<12,4>') for _ in range(3))
    types = recurrent_types(accum='fixed<12,4>')
    g.output(recurrent(g, 'LSTM', x, 2, types, initial=(h, c), pytorch=True))
    g.output(recurrent(g, 'GRU', x, 2, types, initial=(r,), pytorch=True, sequences=True))
    return g


def both_directions():
    g = Graph('both_directions', 37)
    x = g.input([4, 3], 'fixed<10,4>')
    g.output(bidirectional(g, x, ('LSTM', 'LSTM'), (2, 2), recurrent_types(forward_weight='fixed<8,2>')))
    g.output(bidirectional(g, x, ('GRU', 'GRU'), (2, 2), recurrent_types(accum='fixed<12,4,RND,SAT>'), sequences=True))
    g.output(bidirectional(g, x, ('LSTM', 'GRU'), (1, 3), recurrent_types(result='fixed<8,2>'), sequences=True))
    return g


def embeddings():
    g = Graph('embeddings', 38)
    x = g.input([5], 'uint<3>')
    g.output(g.add('Embedding', x, [5, 4], {'embeddings': 'fixed<9,3>', 'result': 'fixed<7,2,RND,SAT>'}, n_in=5, n_out=4,
                   vocab_size=8, embeddings_data=g.random.normal(0, 2, (8, 4))))
    return g


def layer_normalisations():
    g = Graph('layer_normalisations', 39)
    x = g.input([3, 5], 'fixed<12,4>')

    def normalised(precision, options=None, **attributes):
        return g.add('LayerNormalization', x, [3, 5], precision, options, n_in=15, seq_len=3, axis=2,
                     gamma_data=g.random.normal(1, 0.3, 5), beta_data=g.random.normal(0, 0.3, 5), **attributes)

    g.output(normalised({'scale': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'result': 'fixed<14,5>'}, epsilon_power_of_10=3))
    g.output(normalised({'scale': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'result': 'fixed<10,3,RND,SAT>',
                         'accum': 'fixed<20,9>', 'table': 'ufixed<12,6>'}, {'TableSize': 1024, 'TableRangePower2': 2},
                        epsilon_power_of_10=2))
    g.output(normalised({'scale': 'fixed<6,2>', 'bias': 'fixed<6,2>', 'result': 'fixed<16,8>',
                         'accum': 'fixed<10,6,TRN,SAT>', 'table': 'ufixed<8,5,RND_CONV,SAT>'}, {'TableSize': 1000},
                        epsilon_power_of_10=5))
    return g


def einsums():
    g = Graph('einsums', 40)
    a, b = g.input([3, 2, 4], 'fixed<8,3>'), g.input([2, 5, 4], 'fixed<8,3>')

    def product(equation, sources, shape, precision):
        return g.add('Einsum', sources, shape, precision, equation=equation, inp0_shape=tuple(g.shapes[sources[0]]),
                     inp1_shape=tuple(g.shapes[sources[1]]), out_shape=tuple(shape))

    g.output(product('abc,bdc->bad', [a, b], [2, 3, 5], {'accum': 'fixed<18,8>', 'result': 'fixed<14,6>'}))
    g.output(product('abc,bdc->adb', [a, b], [3, 5, 2], {'accum': 'fixed<9,3,TRN,SAT>', 'result': 'fixed<9,3>'}))
    g.output(product('abc,bdc->abd', [a, b], [3, 2, 5], {'accum': 'fixed<9,4,RND_CONV,SAT>', 'result': 'fixed<8,4>'}))
    g.output(product('abc,bdc->abcd', [a, b], [3, 2, 4, 5], {'accum': 'fixed<16,6>', 'result': 'fixed<10,5,RND,SAT>'}))
    return g


def einsum_denses():
    g = Graph('einsum_denses', 41)
    x = g.input([3, 4], 'fixed<9,4>')
    y = g.input([3, 2, 4], 'fixed<9,4>')

    def dense(equation, source, kernel, shape, precision, bias=None):
        return g.add('EinsumDense', source, shape, precision, equation=equation, inp_shape=tuple(g.shapes[source]),
                     out_shape=tuple(shape), weight_data=g.random.normal(0, 1, kernel),
                     bias_data=None if bias is None else g.random.normal(0, 1, bias))

    kinds = {'weight': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'accum': 'fixed<18,8>', 'result': 'fixed<14,6>'}
    g.output(dense('ab,bc->ac', x, (4, 5), [3, 5], kinds, (5,)))
    g.output(dense('ab,bcd->adc', x, (4, 2, 3), [3, 3, 2], {**kinds, 'accum': 'fixed<10,5,TRN,SAT>'}, (3, 3, 2)))
    g.output(dense('abc,bcd->abd', y, (2, 4, 3), [3, 2, 3], {**kinds, 'accum': 'fixed<10,5,RND,SAT>'}, (2, 3)))
    g.output(dense('abc,cbd->bad', y, (4, 2, 3), [2, 3, 3], kinds))
    g.output(dense('abc,bcde->ade', y, (2, 4, 3, 2), [3, 3, 2], kinds, (3, 1)))
    return g


def time_distributed():
    g = Graph('time_distributed', 42)
    x = g.input([3, 4], 'fixed<9,4>')
    inner = dict(class_name='Dense', name='inner', n_in=4, n_out=2, weight_data=g.random.normal(0, 1, (4, 2)),
                 bias_data=g.random.normal(0, 1, 2), weight_quantizer=None, bias_quantizer=None, output_shape=[2])
    # The kernels that cut and join steps take one type for both sides, and hls4ml gives both the result's.
    g.names['inner'] = {'Precision': {'weight': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'accum': 'fixed<18,8>',
                                      'result': 'fixed<9,4>'}}
    last = g.add('TimeDistributed', x, [3, 2], {'result': 'fixed<9,4>'}, wrapped_layer=inner, n_time_steps=3,
                 output_shape=[3, 2])
    g.output(last)
    return g


PROJECTS = [lstms, lstm_options, lstm_resource, grus, gru_resource, initial_states, both_directions, embeddings,
            layer_normalisations, einsums, einsum_denses, time_distributed]
