"""How a peer in Python talks with the benchmark: a line of JSON in, a line of JSON out."""

import json
import os
import sys


class Conversation:
    """Lines of JSON on the standard input and output that the process was started with.

    Whatever else is printed, also by libraries and compilers, goes to standard error.
    """

    def __init__(self):
        self._answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)

    def read(self):
        line = sys.stdin.readline()
        return json.loads(line) if line else None

    def answer(self, value):
        self._answers.write(json.dumps(value) + "\n")
        self._answers.flush()
