#!/usr/bin/python3
"""Compares kernels as a front end feels them, through jupyter_client.

    /usr/bin/python3 cmd/bench/kernels.py [--rounds N] [--json] [KERNEL ...]

Start is from asking for the kernel to the result of its first cell, as nbconvert
does it; trip is one trivial cell, from sending it to its reply and the idle
status. The kernels take turns, so that a busy moment of the machine hits all.
Without names, go-async and python3 (ipykernel) are compared.
"""

import argparse
import json
import statistics
import time

from jupyter_client.manager import start_new_kernel

CELL = "1 + 1"


def trip(client):
    """Executes a cell; returns the seconds to its reply and idle status."""
    begin = time.perf_counter()
    request = client.execute(CELL)
    result = None
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "execute_result":
            result = message["content"]["data"]["text/plain"]
        elif message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    client.get_shell_msg(timeout=60)
    assert result == "2", result
    return time.perf_counter() - begin


def measure(kernel, trips):
    """Starts a kernel and returns its start time and the times of its trips."""
    begin = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=kernel)
    try:
        trip(client)
        start = time.perf_counter() - begin
        return start, [trip(client) for _ in range(trips)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernels", nargs="*", default=["go-async", "python3"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--trips", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    starts = {kernel: [] for kernel in options.kernels}
    trips = {kernel: [] for kernel in options.kernels}
    for _ in range(options.rounds):
        for kernel in options.kernels:
            start, times = measure(kernel, options.trips)
            starts[kernel].append(start)
            trips[kernel] += times
    rows = {k: {"start": statistics.median(starts[k]), "trip": statistics.median(trips[k])} for k in options.kernels}
    if options.json:
        print(json.dumps(rows))
        return
    print("| kernel | start to first result | round trip of a trivial cell |\n|---|---|---|")
    for kernel, row in rows.items():
        print(f"| {kernel} | {row['start'] * 1000:.0f} ms | {row['trip'] * 1000:.2f} ms |")


main()
