"""jupyter console in a terminal: prompts, output, input, interrupt, exit."""
import os
import re
import sys
import time

import pexpect

import samples

cells = samples.cells
# Without colours and cursor motions a terminal of this size shows plain lines.
console = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter_console", "--kernel", samples.kernel, "--simple-prompt"],
    encoding="utf-8", timeout=60, dimensions=(50, 200), env=dict(os.environ, TERM="dumb"),
)


def check(what, pattern):
    try:
        console.expect(pattern)
        print("ok  ", what, flush=True)
    except (pexpect.TIMEOUT, pexpect.EOF):
        print("FAIL", what, repr(pattern), "after", repr(console.before), flush=True)
        raise SystemExit(1)


check("prompt", r"In \[1\]:")
console.sendline(cells["hello"])
check("output", "hello, world\r?\n")
check("next prompt", r"In \[2\]:")
console.sendline(cells["result"])
check("result", r"Out\[2\]: 42")
check("third prompt", r"In \[3\]:")
console.sendline(cells["error"])
check("error", re.compile(cells["error_shows"]))
check("fourth prompt", r"In \[4\]:")
console.sendline(cells["input"])
check("question", re.escape(cells["input_prompt"]))
console.sendline("Ann")
check("answer", "Ann")
check("fifth prompt", r"In \[5\]:")
if "say_and_wait" in cells:
    console.sendline(cells["say_and_wait"])
    check("runs", r"\nwaiting\r?\n")
else:
    console.sendline(cells["wait_forever"])
    time.sleep(1)
console.sendintr()
check("interrupt", re.compile(cells["interrupt_shows"]))
check("sixth prompt", r"In \[6\]:")
console.sendeof()
if console.expect([pexpect.EOF, "really want to exit"]) == 1:
    console.sendline("y")
    console.expect(pexpect.EOF)
print("ok   exit")
