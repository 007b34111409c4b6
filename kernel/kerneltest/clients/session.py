"""jupyter_client: a session from start to shutdown, with everything a front end does in between."""
import queue
import time

from jupyter_client.manager import start_new_kernel

import samples

cells = samples.cells
km, kc = start_new_kernel(kernel_name=samples.kernel, startup_timeout=60)


def check(what, ok, got=None):
    print("ok  " if ok else "FAIL", what, "" if ok else repr(got), flush=True)
    if not ok:
        raise SystemExit(1)


def collect(msg_id, stdin=None, timeout=60):
    """Returns the reply and the iopub messages of a request, from busy to idle."""
    reply, out, deadline = None, [], time.time() + timeout
    while time.time() < deadline:
        if stdin is not None:
            try:
                question = kc.get_stdin_msg(timeout=0.01)
                kc.input(stdin(question["content"]))
            except queue.Empty:
                pass
        try:
            m = kc.get_iopub_msg(timeout=0.05)
        except queue.Empty:
            continue
        if m["parent_header"].get("msg_id") != msg_id:
            continue
        out.append(m)
        if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
            break
    else:
        check("idle in time", False, [m["msg_type"] for m in out])
    while reply is None or reply["parent_header"]["msg_id"] != msg_id:
        reply = kc.get_shell_msg(timeout=timeout)
    return reply["content"], out


def started(msg_id):
    """Waits until a cell runs."""
    while True:
        m = kc.get_iopub_msg(timeout=60)
        if m["msg_type"] == "execute_input" and m["parent_header"].get("msg_id") == msg_id:
            return


def run(code, stdin=None, **options):
    return collect(kc.execute(code, **options), stdin)


def text(out, name="stdout"):
    return "".join(m["content"]["text"] for m in out if m["msg_type"] == "stream" and m["content"]["name"] == name)


def contents(out, kind):
    return [m["content"] for m in out if m["msg_type"] == kind]


reply, out = run(cells["hello"])
check("stdout", text(out) == "hello, world\n", out)
check("order", [m["msg_type"] for m in out] == ["status", "execute_input", "stream", "status"], out)
reply, out = run(cells["stderr"])
check("stderr", text(out, "stderr") != "", out)
reply, out = run(cells["result"])
check("result", [c["data"]["text/plain"] for c in contents(out, "execute_result")] == ["42"], out)
check("count", reply["execution_count"] == 3, reply)
reply, out = run(cells["error"])
check("error", reply["status"] == "error" and len(contents(out, "error")) == 1, reply)
reply, out = run(cells["result"], silent=True)
check("silent", [m["msg_type"] for m in out] == ["status", "status"] and reply["execution_count"] == 4, out)

reply, out = run(cells["input"], stdin=lambda question: "Ann", allow_stdin=True)
check("input", "Ann" in text(out), (reply, out))
reply, out = run(cells["input"], allow_stdin=False)
check("no input", reply["status"] == "error", reply)

first, second, third = kc.execute(cells["slow_error"]), kc.execute(cells["result"]), kc.execute(cells["result"])
states = [collect(i)[0]["status"] for i in (first, second, third)]
check("stop_on_error", states == ["error", "aborted", "aborted"], states)
first, second = kc.execute(cells["slow_error"], stop_on_error=False), kc.execute(cells["result"])
states = [collect(i)[0]["status"] for i in (first, second)]
check("no stop_on_error", states == ["error", "ok"], states)

for name in ("wait_forever", "loop_forever"):
    if name not in cells:
        continue
    running = kc.execute(cells[name])
    started(running)
    kc.kernel_info()
    check(name + ": answers meanwhile", kc.get_shell_msg(timeout=60)["msg_type"] == "kernel_info_reply")
    km.interrupt_kernel()
    reply, out = collect(running)
    check(name + ": interrupt", reply["status"] == "error", reply)
reply, out = run(cells["result"])
check("alive after interrupts", reply["status"] == "ok", reply)

kc.complete(cells["complete"], len(cells["complete"]))
check("complete", kc.get_shell_msg(timeout=60)["content"]["matches"])
kc.inspect(cells["inspect"], len(cells["inspect"]))
check("inspect", kc.get_shell_msg(timeout=60)["content"]["found"])
kc.history(hist_access_type="tail", n=1)
check("history", kc.get_shell_msg(timeout=60)["content"]["history"][0][2] == cells["result"])
kc.comm_info()
check("comm_info", kc.get_shell_msg(timeout=60)["content"]["comms"] == {})
check("heartbeat", kc.hb_channel.is_beating())

km.restart_kernel()
kc.wait_for_ready(timeout=60)
reply, out = run(cells["result"])
check("restart", reply["execution_count"] == 1, reply)
# jupyter_client kills a kernel that does not end in this time.
km.shutdown_wait_time = 60
process = km.provisioner.process
kc.stop_channels()
km.shutdown_kernel()
check("shutdown", process.returncode == 0, process.returncode)
