# What every program of the corpus begins with: a virtual clock, and short names.
import asyncio, contextvars, sys, threading
from asyncio import *

class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time jumps to the next timer when nothing is ready."""
    def __init__(self):
        super().__init__()
        self._virtual = 0.0
        real = self._selector.select
        def select(timeout=None):
            events = real(0)
            if events or timeout == 0:
                return events
            if timeout is None:
                return real(None)
            self._virtual += timeout
            return events
        self._selector.select = select
    def time(self):
        return self._virtual

p = print
sl = asyncio.sleep
task = asyncio.create_task
def now(): return f"{get_running_loop().time():.2f}"
def en(e):
    if e is None: return "None"
    return type(e).__name__ + (": " + str(e) if str(e) else "")
async def tr(x):
    try: return await x
    except BaseException as e: return en(e)
def trs(f):
    try: return f()
    except BaseException as e: return en(e)
def run(c):
    with asyncio.Runner(loop_factory=VirtualLoop) as r: return r.run(c)
def handler(loop, c):
    p("handler:", c["message"].split(" at 0x")[0].split(" <")[0], en(c.get("exception")))
async def say(what, d=0, r=None):
    await sl(d)
    p(what)
    return r
async def boom(d=0, text="boom"):
    await sl(d)
    raise ValueError(text)
async def stubborn(n):
    "takes n cancellations before it gives in"
    while True:
        try:
            await sl(100)
        except CancelledError:
            n -= 1
            p("stubborn", n)
            if n < 0: raise
