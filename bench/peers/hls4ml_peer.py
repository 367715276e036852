"""hls4ml's own C simulation as a peer: its `predict`, and its function in a bare loop of C++.

First line in: {"folder", "events", "count", "network"}: where the project goes, a file of float64 inputs, how many
events, and either {"h5", "configuration", "until"} (a Keras file and an hls4ml configuration of examples/) or what
layers.mjs describes. First line out: {"about", "flags", "outputs"}, or {"error"}. Then {"measure": "predict" | "loop",
"seconds"} gives {"nanoseconds"}.
"""

import ctypes
import re
import subprocess
import time
from pathlib import Path

import hls4ml
import numpy as np
from hls4ml_network import from_description, from_files
from protocol import Conversation

HERE = Path(__file__).parent


class Bare:
    """The project's own sources and the loop of hls4ml_loop.cpp, compiled with the flags of the project's build script."""

    def __init__(self, project, flags, model, events):
        [x], [y] = model.get_input_variables(), model.get_output_variables()
        name = model.config.get_project_name()
        definitions = {
            "HEADER": f'"firmware/{name}.h"',
            "TOP": name,
            "INPUT": x.type.name,
            "INPUT_SIZE": x.size(),
            "OUTPUT": y.type.name,
            "OUTPUT_SIZE": y.size(),
            "WEIGHTS_DIR": f'"{project}/firmware/weights"',
        }
        words = ["g++", *flags, "-I.", "-Ifirmware/ap_types", *(f"-D{key}={value}" for key, value in definitions.items())]
        sources = [f"firmware/{name}.cpp", str(HERE / "hls4ml_loop.cpp")]
        subprocess.run([*words, "-shared", *sources, "-o", "loop.so"], cwd=project, check=True)
        library = ctypes.CDLL(str(project / "loop.so"))
        library.run_events.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
        library.run_events.restype = ctypes.c_double
        self._library = library
        self._size = y.size()
        self._events = len(events)
        flat = np.ascontiguousarray(events, dtype=np.float64)
        library.load_events(flat.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(len(events)))
        self._one = library.run_events(len(events), 1) / len(events)

    def results(self):
        values = np.zeros((self._events, self._size))
        self._library.store_results(values.ctypes.data_as(ctypes.c_void_p))
        return values

    def measure(self, seconds):
        wanted = max(1, round(seconds * 1e9 / self._one))
        count = min(wanted, self._events)
        passes = max(1, round(wanted / count))
        self._one = self._library.run_events(count, passes) / (count * passes)
        return self._one


class Predict:
    """`predict` of the compiled model, on a batch that is in memory in its own shape and type."""

    def __init__(self, model, events):
        self._model = model
        self._events = events
        self._one = None

    def results(self):
        began = time.perf_counter()
        values = self._model.predict(self._events)
        self._one = (time.perf_counter() - began) * 1e9 / len(self._events)
        return np.asarray(values).reshape(len(self._events), -1)

    def measure(self, seconds):
        wanted = max(2, round(seconds * 1e9 / self._one))
        batch = self._events[: min(wanted, len(self._events))]
        passes = max(1, round(wanted / len(batch)))
        began = time.perf_counter()
        for _ in range(passes):
            self._model.predict(batch)
        self._one = (time.perf_counter() - began) * 1e9 / (passes * len(batch))
        return self._one


def flags_of(project):
    """The flags that hls4ml's own script compiles with here."""
    script = (project / "build_lib.sh").read_text()
    flags = re.search(r'^CFLAGS="([^"]*)"', script, re.MULTILINE)[1].split()
    for flag in ("-std=c++23", "-fno-gnu-unique"):
        probe = ["g++", "-Werror", "-fsyntax-only", flag, "-xc++", "-", "-o", "/dev/null"]
        accepted = subprocess.run(probe, input=b"", capture_output=True).returncode == 0
        if accepted and flag in script:
            flags.append(flag)
        elif flag.startswith("-std"):
            flags.append("-std=c++11")
    return flags


def main():
    conversation = Conversation()
    request = conversation.read()
    project = Path(request["folder"])
    network = request["network"]
    began = time.perf_counter()
    build = from_files if "h5" in network else from_description
    model = build(network, str(project))
    converted = time.perf_counter()
    model.compile()
    compiled = time.perf_counter()
    flags = flags_of(project)
    events = np.fromfile(request["events"], dtype=np.float64).reshape(request["count"], *network["shape"])
    peers = {"predict": Predict(model, events), "loop": Bare(project, flags, model, events)}
    about = f"hls4ml {hls4ml.__version__}, g++ {' '.join(flags)}"
    seconds = {"convertSeconds": converted - began, "compileSeconds": compiled - converted}
    outputs = {name: peer.results().ravel().tolist() for name, peer in peers.items()}
    conversation.answer({"about": about, **seconds, "outputs": outputs})
    while (question := conversation.read()) is not None:
        conversation.answer({"nanoseconds": peers[question["measure"]].measure(question["seconds"])})


main()
