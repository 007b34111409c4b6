"""Makes the notebooks of this folder with Python's nbformat, the reference.

/usr/bin/python3 make.py
"""
import json

import nbformat
from nbformat import v4

rich = v4.new_output(
    "display_data",
    data={
        "text/plain": "two\nlines",
        "text/html": "<b>a & b</b>\n<i>c</i>\n",
        "image/svg+xml": "<svg>\n</svg>",
        "image/png": "iVBORw0KGgo=\n",
        "application/json": {"b": [1, 2.5, 1e-7, True, None], "a": "x\ny"},
        "application/vnd.vegalite.v5+json": {"mark": "bar"},
        "application/javascript": "1;\n2;",
    },
    metadata={"image/png": {"width": 10}},
)
odd = 'quote " back \\ tab \t bell \x07 del \x7f form \x0c next \x85 line \u2028 end\r\nemoji \U0001f40d'
nb = v4.new_notebook(
    metadata={"kernelspec": {"name": "go-async", "display_name": "Go (async)", "language": "go"}, "mine": {"z": 1, "a": []}},
    cells=[
        v4.new_markdown_cell("# Title\n\ntext", attachments={"a.png": {"image/png": "aGk=", "text/plain": "x\ny"}}, id="one"),
        v4.new_raw_cell("raw", id="two"),
        v4.new_code_cell("", id="empty"),
        v4.new_code_cell(
            odd,
            id="three",
            execution_count=3,
            metadata={"tags": ["parameters"], "jupyter": {"source_hidden": True}},
            outputs=[
                v4.new_output("stream", name="stdout", text="a\nb"),
                v4.new_output("stream", name="stderr", text=""),
                rich,
                v4.new_output("execute_result", data={"text/plain": "[1, 2]"}, execution_count=3),
                v4.new_output("error", ename="E", evalue="v\nw", traceback=["\x1b[31mE\x1b[0m", "v\nw"]),
            ],
        ),
    ],
)
nb["unknown"] = {"kept": True}
nbformat.write(nb, "rich.ipynb")

old = v4.new_notebook(cells=[v4.new_code_cell("1 + 1", id="x"), v4.new_markdown_cell("m", id="y")])
old["nbformat_minor"] = 4
for cell in old.cells:
    del cell["id"]
nbformat.write(old, "minor4.ipynb")
