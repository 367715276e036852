"""One C++ program that computes every project on its events."""

import os
import re
import subprocess

PROLOGUE = '''#include <cstdio>
#include <string>
#include <vector>
std::string weights_dir;
#define WEIGHTS_DIR weights_dir
'''

READ = '''
template <class T> static void print_raw(T value) {
    printf("%llu ", (unsigned long long) value.range(T::width - 1, 0).to_uint64());
}
'''


def guards(folder):
    """Include guards of a project's own files, and of its generated kernels: they repeat from project to project."""
    found = set()
    for root, _, files in os.walk(folder):
        if 'ap_types' in root:
            continue
        for name in files:
            if name.endswith('.h') and ('nnet_utils' not in root or name == 'nnet_code_gen.h'):
                with open(os.path.join(root, name)) as file:
                    found.update(re.findall(r'^#ifndef (\w+_H_)$', file.read(), re.M))
    return sorted(found)


def program(folder, built):
    text = PROLOGUE
    for graph, model, _ in built:
        text += f'#include "{folder}/{graph.name}/firmware/{graph.name}.cpp"\n'
        text += ''.join(f'#undef {guard}\n' for guard in guards(f'{folder}/{graph.name}/firmware'))
    text += READ + 'int main() {\n    int rows; double x;\n'
    for graph, model, _ in built:
        space = graph.writer.get('Namespace') or ''
        inputs, outputs = model.get_input_variables(), model.get_output_variables()
        text += f'    weights_dir = "{folder}/{graph.name}/firmware/weights";\n    scanf("%d", &rows);\n'
        text += '    for (int row = 0; row < rows; row++) {\n'
        for variable in inputs:
            size, kind = variable.size(), f'{space}::{variable.type.name}'
            text += f'        {kind} {variable.name}[{size}];\n        for (int i = 0; i < {size}; i++) {{ '
            text += f'scanf("%lf", &x); {variable.name}[i] = x; }}\n'
        for variable in outputs:
            text += f'        {space}::{variable.type.name} {variable.name}[{variable.size()}];\n'
        ports = ', '.join(variable.name for variable in [*inputs, *outputs])
        text += f'        {space}::{graph.name}({ports});\n'
        for variable in outputs:
            text += f'        for (int i = 0; i < {variable.size()}; i++) print_raw({variable.name}[i]);\n'
        text += '        printf("\\n");\n    }\n'
    return text + '    return 0;\n}\n'


def compile_and_run(folder, built):
    with open(f'{folder}/harness.cpp', 'w') as file:
        file.write(program(folder, built))
    include = f'{folder}/{built[0][0].name}/firmware'
    subprocess.run(['g++', '-std=c++17', '-O0', '-w', f'-I{include}/ap_types', f'-I{include}', '-o', f'{folder}/harness',
                    f'{folder}/harness.cpp'], check=True)
    lines = []
    for graph, _, data in built:
        rows = len(next(iter(data.values())))
        lines.append(str(rows))
        for row in range(rows):
            lines.append(' '.join(repr(float(value)) for name in graph.inputs for value in data[name][row]))
    result = subprocess.run([f'{folder}/harness'], input='\n'.join(lines), capture_output=True, text=True, check=True)
    return list(answers(built, result.stdout.splitlines()))


def answers(built, lines):
    position = 0
    for graph, model, data in built:
        rows = len(next(iter(data.values())))
        table = [line.split() for line in lines[position:position + rows] if line.strip()]
        position += rows
        outputs, start = [], 0
        for variable in model.get_output_variables():
            end = start + variable.size()
            outputs.append({'name': variable.name, 'raw': [row[start:end] for row in table]})
            start = end
        inputs = [{'name': variable.name, 'values': data[name].tolist()}
                  for variable, name in zip(model.get_input_variables(), graph.inputs)]
        yield {'name': graph.name, 'inputs': inputs, 'outputs': outputs}
