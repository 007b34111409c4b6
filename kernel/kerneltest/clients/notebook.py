"""nbclient and nbconvert: a notebook is executed, stops at a failing cell or goes on, as asked."""
import os
import subprocess
import sys
import tempfile

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import samples

cells = samples.cells


def check(what, ok, got=None):
    print("ok  " if ok else "FAIL", what, "" if ok else repr(got), flush=True)
    if not ok:
        raise SystemExit(1)


def notebook(*names):
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": samples.kernel, "display_name": samples.kernel}})
    nb.cells = [nbformat.v4.new_code_cell(cells[name]) for name in names]
    return nb


nb = notebook("hello", "result", "stderr")
NotebookClient(nb, timeout=60).execute()
nbformat.validate(nb)
outputs = [cell.outputs for cell in nb.cells]
check("stream", outputs[0][0].text == "hello, world\n", outputs)
check("result", outputs[1][0].data["text/plain"] == "42" and outputs[1][0].execution_count == 2, outputs)
check("count", [cell.execution_count for cell in nb.cells] == [1, 2, 3], nb)

nb = notebook("hello", "error", "result")
try:
    NotebookClient(nb, timeout=60).execute()
    check("a failing cell", False)
except CellExecutionError as error:
    check("a failing cell", True, error)
check("stops there", not nb.cells[2].outputs, nb)
nb = notebook("error", "result")
NotebookClient(nb, timeout=60, allow_errors=True).execute()
check("or goes on", nb.cells[1].outputs[0].data["text/plain"] == "42", nb)
nb = notebook("wait_forever", "result")
try:
    NotebookClient(nb, timeout=1, interrupt_on_timeout=True, allow_errors=True).execute()
except CellExecutionError:
    pass
check("interrupt on timeout", nb.cells[0].outputs[-1].output_type == "error", nb)

with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, "a.ipynb")
    nbformat.write(notebook("hello", "result"), name)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "b.ipynb", name]
    subprocess.run(command, check=True, timeout=170, stderr=subprocess.DEVNULL)
    nb = nbformat.read(os.path.join(folder, "b.ipynb"), 4)
    check("nbconvert", nb.cells[1].outputs[0].data["text/plain"] == "42", nb)
