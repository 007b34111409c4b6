#!/usr/bin/python3
"""Runs a Python counterpart in ipykernel and prints what its cells showed.

    /usr/bin/python3 record.py python/01_asynchronous_programming.py

A counterpart is a file of cells, each begun by a line "# %%", one for each
ported cell of the notebook, in the same order. The answer is JSON: for each
cell the seconds it took and its outputs as the notebook format has them.
go test -run Transcripts -update calls this.
"""

import json
import pathlib
import re
import sys
import time

import nbclient
from nbformat import v4


def cells(text):
    """The cells of a file, without the text before the first."""
    return [part.strip() for part in re.split(r"^# %%.*$", text, flags=re.M)[1:]]


def run(sources):
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    client = nbclient.NotebookClient(notebook, timeout=120, allow_errors=True)
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            begin = time.monotonic()
            client.execute_cell(cell, index)
            yield {"seconds": time.monotonic() - begin, "outputs": cell.outputs}


json.dump(list(run(cells(pathlib.Path(sys.argv[1]).read_text()))), sys.stdout)
