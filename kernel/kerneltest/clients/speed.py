"""Side by side with ipykernel, in turns: a table of medians, and an exit status of 1 where a limit is not kept."""
import statistics
import sys
import time

from jupyter_client import KernelManager

import samples

ours, theirs = samples.cells, {
    "result": "42", "lines": "for i in range(100000): print('line', i)",
    "megabytes": "for i in range(50): print('x' * 999999)", "complete": "pri",
}
# What is measured: cell, repetitions, and the greatest part of ipykernel's time that ours may take.
LIMITS = {"start to first result": 0.3, "trivial cell": 0.5, "100 000 lines": 0.5, "50 MB": 0.7}


def start(name):
    began = time.perf_counter()
    km = KernelManager(kernel_name=name)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    kc.execute((ours if name == samples.kernel else theirs)["result"])
    while True:
        m = kc.get_shell_msg(timeout=30)
        if m["msg_type"] == "execute_reply":
            return time.perf_counter() - began, km, kc


def cell(kc, code):
    began = time.perf_counter()
    msg_id = kc.execute(code)
    while True:
        m = kc.get_iopub_msg(timeout=120)
        if m["parent_header"].get("msg_id") == msg_id and m["content"].get("execution_state") == "idle":
            break
    kc.get_shell_msg(timeout=10)
    return time.perf_counter() - began


def completion(kc, code):
    began = time.perf_counter()
    kc.complete(code, len(code))
    kc.get_shell_msg(timeout=10)
    return time.perf_counter() - began


def measure(rounds=3):
    times = {what: ([], []) for what in [*LIMITS, "completion"]}
    for _ in range(rounds):
        for side, (name, cells) in enumerate([(samples.kernel, ours), ("python3", theirs)]):
            took, km, kc = start(name)
            times["start to first result"][side].append(took)
            kc.wait_for_ready()
            cell(kc, cells["result"])
            times["trivial cell"][side].extend(cell(kc, cells["result"]) for _ in range(100))
            times["100 000 lines"][side].extend(cell(kc, cells["lines"]) for _ in range(3))
            times["50 MB"][side].append(cell(kc, cells["megabytes"]))
            times["completion"][side].extend(completion(kc, cells["complete"]) for _ in range(20))
            kc.stop_channels()
            km.shutdown_kernel(now=True)
    return times


failed = False
print("| measure | this kernel, ms | ipykernel, ms | ratio | limit |\n|---|---|---|---|---|")
for what, sides in measure().items():
    mine, other = (statistics.median(side) * 1000 for side in sides)
    limit = LIMITS.get(what)
    kept = mine / other <= limit if limit else mine < 20
    failed = failed or not kept
    print(f"| {what} | {mine:.2f} | {other:.2f} | {mine / other:.2f} | {limit or '20 ms'} |{'' if kept else ' FAIL'}")
sys.exit(failed)
