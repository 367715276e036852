"""Networks as hls4ml's plain layer dictionaries: a small language for the projects of projects.py."""

import numpy as np


class Graph:
    """Collects layer dictionaries with their precisions; every method adds a layer and returns its name."""

    def __init__(self, name, seed, backend='Vitis', model=None, writer=None):
        self.name = name
        self.random = np.random.default_rng(seed)
        self.backend = backend
        self.model = {'Precision': 'fixed<16,6>', 'ReuseFactor': 1, 'Strategy': 'Latency', **(model or {})}
        self.writer = writer or {}
        self.layers = []
        self.names = {}
        self.outputs = []
        self.shapes = {}

    def add(self, kind, source, shape, precision=None, options=None, name=None, **attributes):
        name = name or f'{kind.lower()}_{len(self.layers)}'
        sources = [source] if isinstance(source, str) else list(source)
        layer = {'class_name': kind, 'name': name, 'inputs': sources, 'outputs': [name], **attributes}
        if not sources:
            del layer['inputs']
        self.layers.append(layer)
        self.shapes[name] = list(shape)
        self.names[name] = {**({'Precision': precision} if precision else {}), **(options or {})}
        return name

    def input(self, shape, precision):
        return self.add('InputLayer', [], shape, {'result': precision}, input_shape=list(shape))

    def dense(self, source, outputs, precision, options=None, weights=None, bias=None, **attributes):
        shape = self.shapes[source]
        kernel = self.random.normal(0, 1, (shape[-1], outputs)) if weights is None else weights
        offset = self.random.normal(0, 0.5, outputs) if bias is None else bias
        return self.add('Dense', source, [*shape[:-1], outputs], precision, options, n_in=shape[-1], n_out=outputs,
                        weight_data=kernel, bias_data=offset, weight_quantizer=attributes.pop('weight_quantizer', None),
                        bias_quantizer=None, **attributes)

    def activation(self, source, function, precision, kind='Activation', options=None, **attributes):
        shape = self.shapes[source]
        return self.add(kind, source, shape, precision, options, activation=function, n_in=int(np.prod(shape)),
                        **attributes)

    def normalise(self, source, precision, per_filter=False):
        shape = self.shapes[source]
        count = shape[-1] if per_filter else int(np.prod(shape))
        return self.add('BatchNormalization', source, shape, precision, n_in=int(np.prod(shape)),
                        n_filt=count if per_filter else -1, scale_data=self.random.normal(0, 1, count),
                        bias_data=self.random.normal(0, 1, count), use_gamma=True, use_beta=True)

    def merge(self, kind, function, sources, shape, precision, **attributes):
        return self.add(kind, sources, shape, precision, op=function, **attributes)

    def reshape(self, source, shape):
        return self.add('Reshape', source, shape, target_shape=list(shape))

    def output(self, *names):
        self.outputs.extend(names)

    @property
    def inputs(self):
        return [layer['name'] for layer in self.layers if layer['class_name'] == 'InputLayer']

    def config(self, folder, io_type='io_parallel'):
        return {
            'OutputDir': folder, 'ProjectName': self.name, 'Backend': self.backend, 'IOType': io_type,
            'Part': 'xcvu13p-flga2577-2-e', 'ClockPeriod': 5, 'ClockUncertainty': '12.5%',
            'WriterConfig': {'Namespace': None, 'WriteWeightsTxt': True, 'WriteTar': False,
                             'WriteEmulationConstants': False, 'TBOutputStream': 'both', **self.writer},
            'HLSConfig': {'Model': self.model, 'LayerName': self.names},
        }
