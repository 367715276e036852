"""Makes the golden cases: projects that hls4ml writes, with the raw integers that its own kernels compute.

    python generate.py MODULE [MODULE ...]

Each module (spatial, streams, ...) has a list PROJECTS of functions that return a graph. Every project becomes one file
cases/<name>.json: its own sources (hls4ml's headers are left out), its inputs and its outputs as raw integers. Weights
are computed from the text files, as hls4ml's csim reads them, and kept as the headers that synthesis sees.
"""

import importlib
import json
import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, '../oracle')]
for framework in ('tensorflow', 'keras', 'tf_keras', 'torch'):
    sys.modules[framework] = None  # hls4ml would load them only to represent their models in its YAML

from hls4ml.model.graph import ModelGraph  # noqa: E402

from harness import PROLOGUE, guards  # noqa: E402

ROWS = 18

HELPERS = '''
#include "nnet_utils/nnet_helpers.h"
#include "hls_stream.h"
template <class T> static void read_raw(T &value) {
    long long raw; if (scanf("%lld", &raw) != 1) exit(3);
    value.range(T::width - 1, 0) = raw;
}
template <class T> static void print_raw(T value) {
    bool negative = value < 0;
    ap_int<128> raw = 0; raw.range(T::width - 1, 0) = value.range(T::width - 1, 0);
    long long word = raw.range(63, 0).to_int64();
    if (negative && T::width < 64) word -= 1LL << T::width;
    printf("%lld ", word);
}
template <class T> static void fill(hls::stream<T> &stream, int packs) {
    for (int p = 0; p < packs; p++) { T pack; for (unsigned i = 0; i < T::size; i++) read_raw(pack[i]); stream.write(pack); }
}
template <class T> static void drain(hls::stream<T> &stream, int packs) {
    for (int p = 0; p < packs; p++) { T pack = stream.read(); for (unsigned i = 0; i < T::size; i++) print_raw(pack[i]); }
    if (!stream.empty()) { fprintf(stderr, "a stream is not empty\\n"); exit(4); }
}
'''


def build(graph, folder):
    model = ModelGraph.from_layer_list(graph.config(folder, graph.io), graph.layers, graph.inputs, graph.outputs)
    model.apply_flow(model.config.backend.get_default_flow())
    model.write()
    if hasattr(graph, 'after'):
        graph.after(folder)
    return model


def port(space, variable, streamed, reading):
    """C++ that declares a port, and that fills or prints it."""
    kind, name, size = f'{space}::{variable.type.name}', variable.name, variable.size()
    if streamed:
        step = 'fill' if reading else 'drain'
        return f'hls::stream<{kind}> {name};', f'{step}({name}, {size} / {kind}::size);'
    step = 'read_raw' if reading else 'print_raw'
    return f'{kind} {name}[{size}];', f'for (int i = 0; i < {size}; i++) {step}({name}[i]);'


def main_of(graph, model, folder):
    space, streamed = graph.writer['Namespace'] or '', graph.io == 'io_stream'
    inputs = [port(space, variable, streamed, True) for variable in model.get_input_variables()]
    outputs = [port(space, variable, streamed, False) for variable in model.get_output_variables()]
    names = ', '.join(variable.name for variable in [*model.get_input_variables(), *model.get_output_variables()])
    body = '\n'.join(declare for declare, _ in [*inputs, *outputs])
    fills, prints = '\n'.join(step for _, step in inputs), '\n'.join(step for _, step in outputs)
    return (f'weights_dir = "{folder}/firmware/weights"; scanf("%d", &rows);\n'
            f'for (int row = 0; row < rows; row++) {{\n{body}\n{fills}\n{space}::{graph.name}({names});\n{prints}\n'
            'printf("\\n"); }\n')


def compute(folder, built):
    """Compiles the projects as one program and runs it on their rows."""
    text = PROLOGUE
    for graph, _, _ in built:
        text += f'#include "{folder}/{graph.name}/firmware/{graph.name}.cpp"\n'
        text += ''.join(f'#undef {guard}\n' for guard in guards(f'{folder}/{graph.name}/firmware'))
        text += '#undef NNET_INSTR_GEN_H_\n'
    text += HELPERS + 'int main() { int rows;\n'
    text += ''.join(main_of(graph, model, f'{folder}/{graph.name}') for graph, model, _ in built) + 'return 0; }\n'
    with open(f'{folder}/harness.cpp', 'w') as file:
        file.write(text)
    include = f'{folder}/{built[0][0].name}/firmware'
    subprocess.run(['g++', '-std=c++17', '-O0', '-w', f'-I{include}/ap_types', f'-I{include}', '-o', f'{folder}/harness',
                    f'{folder}/harness.cpp'], check=True)
    lines = []
    for graph, _, rows in built:
        lines.append(str(ROWS))
        for row in range(ROWS):
            lines.append(' '.join(str(value) for name in graph.inputs for value in rows[name][row]))
    run = subprocess.run([f'{folder}/harness'], input='\n'.join(lines), capture_output=True, text=True, check=True)
    warnings = [line for line in run.stdout.splitlines() if 'WARNING' in line]
    if warnings:
        raise SystemExit(f'a stream is read empty or left full: {sorted(set(warnings))}')
    printed = [line.split() for line in run.stdout.splitlines()]
    for index, (graph, model, rows) in enumerate(built):
        table = [[int(word) for word in line] for line in printed[index * ROWS:(index + 1) * ROWS]]
        yield graph, model, rows, table


def sources(folder):
    """A project's own files: no library of hls4ml or the vendor, no text weights, no test bench; generated code stays."""
    kept = {}
    for root, _, names in os.walk(f'{folder}/firmware'):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(root, name), folder)
            library = 'ap_types' in path or ('nnet_utils' in path and name != 'nnet_code_gen.h')
            if library or not name.endswith(('.h', '.cpp')):
                continue
            with open(os.path.join(root, name)) as file:
                text = file.read()
            if name == 'nnet_code_gen.h' and 'fill_buffer' not in text and 'dense_' not in text and 'da_' not in text:
                continue
            kept[path] = '\n'.join(re.sub(r'[ \t]+', ' ', line).rstrip() for line in text.split('\n')
                                   if not re.match(r'\s*(#pragma|//)', line) or '// ' in line and ';' in line)
    return kept


def save(graph, model, rows, table, folder):
    outputs, start = [], 0
    for variable in model.get_output_variables():
        end = start + variable.size()
        outputs.append({'name': variable.name, 'rows': [row[start:end] for row in table]})
        start = end
    inputs = [{'name': variable.name, 'rows': rows[name].tolist()}
              for variable, name in zip(model.get_input_variables(), graph.inputs)]
    named = {variable.name: case for variable, case in zip(model.get_output_variables(), graph.cases)}
    document = {
        'project': graph.name, 'hls4ml': '1.3.0', 'backend': graph.backend, 'io': graph.io,
        'cases': [{'kind': case['kind'], 'output': name} for name, case in named.items()],
        'files': sources(f'{folder}/{graph.name}'), 'inputs': inputs, 'outputs': outputs,
    }
    os.makedirs(f'{here}/cases', exist_ok=True)
    with open(f'{here}/cases/{graph.name}.json', 'w') as file:
        text = json.dumps(document, indent=1)
        file.write(re.sub(r'\[\s+([-\d,\s]+?)\s+\]', lambda m: '[' + re.sub(r'\s+', ' ', m.group(1)) + ']', text) + '\n')


def bounds(model, index):
    precision = model.get_input_variables()[index].type.precision
    if precision.signed:
        return -(2 ** (precision.width - 1)), 2 ** (precision.width - 1) - 1
    return 0, 2**precision.width - 1


def main(modules):
    only = set(filter(None, os.environ.get('ONLY', '').split(',')))
    with tempfile.TemporaryDirectory() as folder:
        for module in modules:
            built = []
            for make in importlib.import_module(module).PROJECTS:
                graph = make()
                if only and graph.name not in only:
                    continue
                graph.writer.setdefault('Namespace', f'{graph.name}_space')
                model = build(graph, f'{folder}/{graph.name}')
                rows = {name: graph.random_rows(name, ROWS, *bounds(model, index))
                        for index, name in enumerate(graph.inputs)}
                built.append((graph, model, rows))
            for unit in units(built):
                for graph, model, rows, table in compute(folder, unit):
                    save(graph, model, rows, table, folder)
                    print(f'{graph.name}: {len(graph.cases)} cases, {ROWS} rows')


def units(built):
    """Projects that are compiled together: up to six of one backend, apart from those that say that they need a program of
    their own (hls4ml's headers of depthwise convolutions of one and of two dimensions have the same include guard)."""
    for backend in sorted({graph.backend for graph, _, _ in built}):
        own = [one for one in built if one[0].backend == backend]
        together = [one for one in own if not getattr(one[0], 'alone', False)]
        yield from (together[start:start + 6] for start in range(0, len(together), 6))
        yield from ([one] for one in own if getattr(one[0], 'alone', False))


if __name__ == '__main__':
    main(sys.argv[1:])
