"""Golden projects of recurrent layers, embeddings, layer normalisations and einsums."""

import numpy as np

from spatialGraph import SpatialGraph

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


def lstm(io='io_parallel'):
    g = SpatialGraph('lstm' if io == 'io_parallel' else 'stream_lstm', 61, io=io)
    g.case('LSTM last state', recurrent(g, 'LSTM', g.input([4, 3], 'fixed<16,6>'), 3, alike('fixed<16,6>')))
    if io == 'io_parallel':
        kind = 'fixed<11,4,RND,SAT>'
        g.case('LSTM sequences, saturating', recurrent(g, 'LSTM', g.input([4, 2], kind), 2, alike(kind), sequences=True,
                                                       spread=2))
        kind = 'fixed<14,5>'
        g.case('LSTM not static', recurrent(g, 'LSTM', g.input([3, 3], kind), 2, alike(kind), {'Static': False},
                                            sequences=True))
        x = g.input([3, 2], 'fixed<9,2>')
        g.case('LSTM relu, table of 512', recurrent(g, 'LSTM', x, 2, alike('fixed<9,2>', table='fixed<10,2,RND,SAT>'),
                                                    {'TableSize': 512}, activation='relu', spread=1.5))
        g.case('LSTM PyTorch, tanh gates', recurrent(g, 'LSTM', x, 2, alike('fixed<9,2>', weight='fixed<10,1>'),
                                                     recurrent_activation='tanh', activation='sigmoid', pytorch=True))
    return g


def stream_lstm():
    return lstm('io_stream')


def stream_lstm_sequences():
    g = SpatialGraph('stream_lstm_sequences', 62, io='io_stream')
    kind = 'fixed<11,4,RND,SAT>'
    g.case('LSTM sequences', recurrent(g, 'LSTM', g.input([4, 2], kind), 2, alike(kind), sequences=True, spread=2))
    return g


def lstm_resource():
    g = SpatialGraph('lstm_resource', 63, model={'Strategy': 'Resource'}, backend='Vivado')
    kind = 'fixed<9,4,TRN,SAT>'
    x = g.input([3, 4], kind)
    for reuse in (1, 2, 4):
        g.case(f'LSTM Resource, reuse {reuse}', recurrent(g, 'LSTM', x, 2, alike(kind), {
            'ReuseFactor': reuse, 'Strategy': 'Resource'}, spread=2))
    return g


def gru():
    g = SpatialGraph('gru', 64)
    x = g.input([4, 3], 'fixed<10,4>')
    after = dict(apply_reset_gate='after')
    g.case('GRU last state', recurrent(g, 'GRU', x, 3, recurrent_types(), **after))
    saturating = recurrent_types(accum='fixed<12,4,RND,SAT>', result='fixed<9,2,RND_CONV,SAT>')
    g.case('GRU sequences, saturating', recurrent(g, 'GRU', x, 2, saturating, sequences=True, spread=2, **after))
    g.case('GRU PyTorch, not static', recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<13,5>', result='fixed<6,1>'),
                                                {'Static': False}, pytorch=True, **after))
    g.case('GRU relu, wrapping', recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<10,3>', result='fixed<7,3>'),
                                           activation='relu', spread=1.5, **after))
    g.case('GRU tie rounding', recurrent(g, 'GRU', x, 2, recurrent_types(accum='fixed<11,4,RND_ZERO,SAT_SYM>',
                                                                         result='fixed<7,2,RND_INF,SAT_ZERO>'), **after))
    return g


def gru_resource():
    g = SpatialGraph('gru_resource', 65, model={'Strategy': 'Resource'})
    x = g.input([3, 4], 'fixed<10,4>')
    for reuse in (1, 2, 4):
        types = recurrent_types(accum='fixed<9,4,TRN,SAT>', result='fixed<9,3,TRN,SAT>')
        g.case(f'GRU Resource, reuse {reuse}', recurrent(g, 'GRU', x, 2, types, {
            'ReuseFactor': reuse, 'Strategy': 'Resource'}, spread=2, apply_reset_gate='after'))
    return g


def recurrent_unrolled():
    """Generated kernels, which hls4ml 1.3 compiles in namespace nnet alone."""
    g = SpatialGraph('recurrent_unrolled', 76, model={'Strategy': 'resource_unrolled'}, writer={'Namespace': None})
    g.alone = True
    x = g.input([3, 4], 'fixed<10,4>')
    types = recurrent_types(accum='fixed<9,4,TRN,SAT>', result='fixed<9,3,TRN,SAT>')
    options = {'ReuseFactor': 2, 'Strategy': 'resource_unrolled'}
    g.case('GRU Resource unrolled', recurrent(g, 'GRU', x, 2, types, options, spread=2, apply_reset_gate='after'))
    kind = 'fixed<9,4,TRN,SAT>'
    g.case('LSTM Resource unrolled', recurrent(g, 'LSTM', g.input([3, 2], kind), 2, alike(kind), options, spread=2))
    return g


def stream_gru():
    g = SpatialGraph('stream_gru', 66, io='io_stream')
    g.case('GRU last state', recurrent(g, 'GRU', g.input([4, 3], 'fixed<10,4>'), 3, recurrent_types(), apply_reset_gate='after'))
    return g


def stream_gru_sequences():
    g = SpatialGraph('stream_gru_sequences', 67, io='io_stream')
    g.case('GRU sequences', recurrent(g, 'GRU', g.input([4, 3], 'fixed<10,4>'), 2, recurrent_types(accum='fixed<10,4,RND,SAT>'),
                                      sequences=True, apply_reset_gate='after'))
    return g


def initial_states():
    g = SpatialGraph('initial_states', 68)
    x = g.input([3, 2], 'fixed<12,4>')
    h, c, r = (g.input([2], 'fixed<12,4>') for _ in range(3))
    types = recurrent_types(accum='fixed<12,4>')
    g.case('LSTM initial states', recurrent(g, 'LSTM', x, 2, types, initial=(h, c), pytorch=True))
    g.case('GRU initial state, sequences', recurrent(g, 'GRU', x, 2, types, initial=(r,), pytorch=True, sequences=True))
    return g


def both_directions():
    g = SpatialGraph('both_directions', 69)
    x = g.input([4, 3], 'fixed<10,4>')
    g.case('Bidirectional LSTM', bidirectional(g, x, ('LSTM', 'LSTM'), (2, 2), recurrent_types()))
    g.case('Bidirectional GRU, sequences', bidirectional(
        g, x, ('GRU', 'GRU'), (2, 2), recurrent_types(accum='fixed<12,4,RND,SAT>'), sequences=True))
    g.case('Bidirectional LSTM and GRU, sequences', bidirectional(
        g, x, ('LSTM', 'GRU'), (1, 3), recurrent_types(result='fixed<8,2>'), sequences=True))
    return g


def embedded(g):
    x = g.input([5], 'uint<3>')
    return g.add('Embedding', x, [5, 4], {'embeddings': 'fixed<9,3>', 'result': 'fixed<7,2,RND,SAT>'}, n_in=5, n_out=4,
                 vocab_size=8, embeddings_data=g.random.normal(0, 2, (8, 4)))


def embedding():
    g = SpatialGraph('embedding', 70)
    g.case('Embedding', embedded(g))
    return g


def stream_embedding():
    g = SpatialGraph('stream_embedding', 71, io='io_stream')
    g.case('Embedding', embedded(g))
    return g


def layer_normalisation():
    g = SpatialGraph('layer_normalisation', 72)
    x = g.input([3, 5], 'fixed<12,4>')

    def normalised(precision, options=None, **attributes):
        kinds = {'scale': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'result': 'fixed<14,5>', **precision}
        return g.add('LayerNormalization', x, [3, 5], kinds, options, n_in=15, seq_len=3, axis=2,
                     gamma_data=g.random.normal(1, 0.3, 5), beta_data=g.random.normal(0, 0.3, 5), **attributes)

    g.case('LayerNormalization', normalised({}, epsilon_power_of_10=3))
    g.case('LayerNormalization, hls4ml\'s own types', normalised({
        'accum': 'fixed<14,4,RND_CONV,SAT>', 'table': 'ufixed<8,5,RND_CONV,SAT>'}, epsilon_power_of_10=3))
    g.case('LayerNormalization, other range', normalised({
        'accum': 'fixed<20,9>', 'table': 'ufixed<12,6>', 'result': 'fixed<10,3,RND,SAT>'},
        {'TableSize': 1024, 'TableRangePower2': 2}, epsilon_power_of_10=2))
    g.case('LayerNormalization, table of 1000', normalised({
        'accum': 'fixed<10,6,TRN,SAT>', 'table': 'ufixed<8,5,RND_CONV,SAT>', 'result': 'fixed<16,8>'},
        {'TableSize': 1000}, epsilon_power_of_10=5))
    return g


def einsum():
    g = SpatialGraph('einsum', 73)
    a, b = g.input([3, 2, 4], 'fixed<8,3>'), g.input([2, 5, 4], 'fixed<8,3>')

    def product(kind, equation, shape, precision):
        g.case(f'Einsum {kind}', g.add('Einsum', [a, b], shape, precision, equation=equation, inp0_shape=(3, 2, 4),
                                       inp1_shape=(2, 5, 4), out_shape=tuple(shape)))

    product('batched', 'abc,bdc->bad', [2, 3, 5], {'accum': 'fixed<18,8>', 'result': 'fixed<14,6>'})
    product('saturating', 'abc,bdc->adb', [3, 5, 2], {'accum': 'fixed<9,3,TRN,SAT>', 'result': 'fixed<9,3>'})
    product('ties to even', 'abc,bdc->abd', [3, 2, 5], {'accum': 'fixed<9,4,RND_CONV,SAT>', 'result': 'fixed<8,4>'})
    product('outer', 'abc,bdc->abcd', [3, 2, 4, 5], {'accum': 'fixed<16,6>', 'result': 'fixed<10,5,RND,SAT>'})
    return g


def einsum_dense():
    g = SpatialGraph('einsum_dense', 74)
    x, y = g.input([3, 4], 'fixed<9,4>'), g.input([3, 2, 4], 'fixed<9,4>')

    def dense(kind, equation, source, kernel, shape, bias=None, **precision):
        kinds = {'weight': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'accum': 'fixed<18,8>', 'result': 'fixed<14,6>', **precision}
        g.case(f'EinsumDense {kind}', g.add(
            'EinsumDense', source, shape, kinds, equation=equation, inp_shape=tuple(g.shapes[source]), out_shape=tuple(shape),
            weight_data=g.random.normal(0, 1, kernel), bias_data=None if bias is None else g.random.normal(0, 1, bias)))

    dense('rows', 'ab,bc->ac', x, (4, 5), [3, 5], (5,))
    dense('bias for each element', 'ab,bcd->adc', x, (4, 2, 3), [3, 3, 2], (3, 3, 2), accum='fixed<10,5,TRN,SAT>')
    dense('shared axis', 'abc,bcd->abd', y, (2, 4, 3), [3, 2, 3], (2, 3), accum='fixed<10,5,RND,SAT>')
    dense('without bias', 'abc,cbd->bad', y, (4, 2, 3), [2, 3, 3])
    dense('two contracted axes', 'abc,bcde->ade', y, (2, 4, 3, 2), [3, 3, 2], (3, 1))
    return g


def time_distributed():
    g = SpatialGraph('time_distributed', 75)
    x = g.input([3, 4], 'fixed<9,4>')
    inner = dict(class_name='Dense', name='inner', n_in=4, n_out=2, weight_data=g.random.normal(0, 1, (4, 2)),
                 bias_data=g.random.normal(0, 1, 2), weight_quantizer=None, bias_quantizer=None, output_shape=[2])
    # The kernels that cut and join steps take one type for both sides, and hls4ml gives both the result's.
    g.names['inner'] = {'Precision': {'weight': 'fixed<8,3>', 'bias': 'fixed<8,3>', 'accum': 'fixed<18,8>',
                                      'result': 'fixed<9,4>'}}
    g.case('TimeDistributed Dense', g.add('TimeDistributed', x, [3, 2], {'result': 'fixed<9,4>'}, wrapped_layer=inner,
                                          n_time_steps=3, output_shape=[3, 2]))
    return g


PROJECTS = [lstm, lstm_resource, recurrent_unrolled, gru, gru_resource, initial_states, both_directions, embedding, layer_normalisation, einsum,
            einsum_dense, time_distributed, stream_lstm, stream_lstm_sequences, stream_gru, stream_gru_sequences,
            stream_embedding]
