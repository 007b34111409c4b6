#!/usr/bin/python3
"""Compares this kernel with ipykernel as front ends feel them, through jupyter_client.

    /usr/bin/python3 cmd/bench/kernels.py [--rounds N] [--json]

The kernels take turns, so that a busy moment of the machine hits both. Times
are medians, in seconds. What is measured is in MEASURES.
"""

import argparse
import json
import os
import socket
import statistics
import time

from jupyter_client import BlockingKernelClient, KernelManager

MEASURES = {
    "start": "from starting the process to the reply to its first cell, 1 + 1",
    "ready": "the same with jupyter_client's wait_for_ready, as nbconvert does it",
    "trip": "a trivial cell, from sending it to its reply and the idle status",
    "lines": "100 000 lines of output, to the last of them",
    "bytes": "50 MB of output in long lines, to the last of them",
    "complete": "a completion, from sending the request to the reply",
    "newcomer": "a second client beside 100 silent connections: to connect, and to get kernel_info",
    "idle": "processor time that an idle kernel uses in five seconds",
}

CELLS = {
    "go-async": {
        "trip": "1 + 1",
        "lines": 'for i := range 100000 { fmt.Println("line", i) }',
        "bytes": 'for range 50 { fmt.Println(strings.Repeat("x", 999_999)) }',
        "complete": "strings.To",
    },
    "python3": {
        "trip": "1 + 1",
        "lines": "for i in range(100000): print('line', i)",
        "bytes": "for i in range(50): print('x' * 999_999)",
        "complete": "str.is",
    },
}


def execute(client, code):
    """Runs a cell; returns the seconds to its reply and idle status, and how much text it showed."""
    begin, size, request = time.perf_counter(), 0, client.execute(code)
    while True:
        message = client.get_iopub_msg(timeout=300)
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        size += len(content.get("text", ""))
        if content.get("execution_state") == "idle":
            break
    reply = client.get_shell_msg(timeout=300)["content"]
    assert reply["status"] == "ok", reply
    return time.perf_counter() - begin, size


def ask(client, send, reply):
    """Sends a request other than a cell; returns the seconds to its reply."""
    begin = time.perf_counter()
    send(client)
    while client.get_shell_msg(timeout=60)["msg_type"] != reply:
        pass
    return time.perf_counter() - begin


def started(kernel, ready):
    """Starts a kernel; returns the seconds to the reply to its first cell."""
    begin = time.perf_counter()
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    if ready:
        client.wait_for_ready(timeout=60)
    ask(client, lambda c: c.execute(CELLS[kernel]["trip"]), "execute_reply")
    took = time.perf_counter() - begin
    if not ready:
        client.wait_for_ready(timeout=60)
    return took, manager, client


def newcomer(manager):
    """The seconds that a second client needs while others connect and say nothing."""
    info = manager.get_connection_info()
    silent = [socket.create_connection((info["ip"], info["shell_port"])) for _ in range(100)]
    begin = time.perf_counter()
    client = BlockingKernelClient()
    client.load_connection_info(info)
    client.start_channels()
    ask(client, lambda c: c.kernel_info(), "kernel_info_reply")
    took = time.perf_counter() - begin
    client.stop_channels()
    for connection in silent:
        connection.close()
    return took


def used(pid):
    """The processor time that a process has used, in seconds."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(kernel, trips, times):
    """Adds what one start of a kernel gives to times."""
    took, manager, client = started(kernel, ready=True)
    times["ready"].append(took)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    took, manager, client = started(kernel, ready=False)
    times["start"].append(took)
    cells = CELLS[kernel]
    try:
        execute(client, cells["trip"])
        times["trip"] += [execute(client, cells["trip"])[0] for _ in range(trips)]
        for name, size in ("lines", 1_088_890), ("bytes", 50_000_000):
            took, shown = execute(client, cells[name])
            assert shown == size, (kernel, name, shown)
            times[name].append(took)
        complete = lambda c: c.complete(cells["complete"], len(cells["complete"]))
        times["complete"] += [ask(client, complete, "complete_reply") for _ in range(20)]
        times["newcomer"] += [newcomer(manager) for _ in range(3)]
        time.sleep(1)  # what the cells left behind is collected
        before = used(manager.provisioner.process.pid)
        time.sleep(5)
        times["idle"].append(used(manager.provisioner.process.pid) - before)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trips", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print the medians as JSON, by measure")
    options = parser.parse_args()
    times = {kernel: {name: [] for name in MEASURES} for kernel in CELLS}
    for _ in range(options.rounds):
        for kernel in CELLS:
            measure(kernel, options.trips, times[kernel])
    rows = {name: {kernel: statistics.median(times[kernel][name]) for kernel in CELLS} for name in MEASURES}
    if options.json:
        print(json.dumps(rows))
        return
    print("| what | go-async | ipykernel | ratio |\n|---|--:|--:|--:|")
    for name, row in rows.items():
        ours, theirs = row.values()
        print(f"| {MEASURES[name]} | {ours * 1000:.2f} ms | {theirs * 1000:.2f} ms | {ours / theirs if theirs else 0:.2f} |")


main()
