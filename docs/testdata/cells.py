"""Runs Python cells as a notebook does: await at the top level, one namespace,
one event loop. Reads their sources as a JSON list, and writes for each what it
showed and whether it failed."""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import sys
import tempfile
import traceback


async def run(source, names):
    code = compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, names)
    if inspect.iscoroutine(result):
        await result


async def main(sources):
    names, answers = {"__name__": "__main__"}, []
    for source in sources:
        out, failed = io.StringIO(), False
        with contextlib.redirect_stdout(out):
            try:
                await run(source, names)
            except Exception:
                failed = True
                out.write(traceback.format_exc())
        answers.append({"Text": out.getvalue(), "Failed": failed})
    return answers


sources = json.load(sys.stdin)
os.chdir(tempfile.mkdtemp())
answers = asyncio.run(main(sources))
json.dump(answers, sys.stdout)
