"""Lets hls4ml write the projects of projects.py and computes them with the kernels that hls4ml ships.

    python main.py FOLDER [ROWS]

FOLDER receives one project a folder and answers.json: for each project its input values (doubles, as predict() takes
them) and its outputs (raw integers). All projects are compiled as one translation unit, each in a namespace of its own,
because the headers cost more than the networks; the project "latency" also goes through hls4ml's own compile() and
predict(), which must agree. Weights are read from the text files at run time, as hls4ml's csim does, where it writes them.
"""

import json
import os
import sys

for framework in ('tensorflow', 'keras', 'tf_keras', 'torch'):
    sys.modules[framework] = None  # hls4ml would load them only to represent their models in its YAML

import numpy as np  # noqa: E402
from hls4ml.model.graph import ModelGraph  # noqa: E402

from harness import compile_and_run  # noqa: E402
from projects import PROJECTS  # noqa: E402


def build(graph, folder, io_type='io_parallel'):
    model = ModelGraph.from_layer_list(graph.config(folder, io_type), graph.layers, graph.inputs, graph.outputs)
    model.apply_flow(model.config.backend.get_default_flow())
    model.write()
    return model


def events(graph, rows):
    """Rows of doubles a port: inside the type, far outside, on ties and extremes."""
    random = np.random.default_rng(len(graph.name) * 1009 + len(graph.layers))
    values = {}
    for name in graph.inputs:
        count = int(np.prod(graph.shapes[name]))
        scale = np.array([0.5, 2.0, 8.0, 40.0])[np.arange(rows) % 4][:, None]
        data = random.normal(0, 1, (rows, count)) * scale
        data[rows // 2:] = np.round(data[rows // 2:] * 64) / 64
        data[0] = 0
        data[1] = 1e6 * random.normal(0, 1, count)
        values[name] = data
    return values


def main(folder, rows):
    os.makedirs(folder, exist_ok=True)
    built = []
    for make in PROJECTS:
        graph = make()
        if not graph.writer.get('Namespace'):
            graph.writer['Namespace'] = f'{graph.name}_space'
        model = build(graph, f'{folder}/{graph.name}')
        built.append((graph, model, events(graph, rows)))
    answers = compile_and_run(folder, built)
    check_predict(folder, answers, rows)
    build(PROJECTS[0](), f'{folder}/streamed', 'io_stream')
    with open(f'{folder}/answers.json', 'w') as file:
        json.dump(answers, file)


def check_predict(folder, answers, rows):
    """hls4ml's own compile() and predict(), without a namespace, must give what the harness gave."""
    graph = PROJECTS[0]()
    model = build(graph, f'{folder}/predicted')
    script = f'{folder}/predicted/build_lib.sh'
    with open(script) as file:
        text = file.read()
    with open(script, 'w') as file:
        file.write(text.replace('-O3', '-O0'))
    model._compile()
    data = events(graph, rows)
    predicted = np.atleast_2d(model.predict(data[graph.inputs[0]]))
    fraction = model.get_output_variables()[0].type.precision.fractional
    raw = [[int(value) for value in row] for row in np.round(predicted * 2.0**fraction)]
    expected = next(answer for answer in answers if answer['name'] == graph.name)['outputs'][0]
    width = model.get_output_variables()[0].type.precision.width
    masked = [[value % 2**width for value in row] for row in raw]
    if masked != [[int(word) for word in row] for row in expected['raw']]:
        raise SystemExit('the harness and predict() of hls4ml differ')


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
