#!/usr/bin/python3
"""A class in a JupyterHub: every student runs a notebook at the same time.

    /usr/bin/python3 cmd/bench/classroom.py [--users N] [--kernels go-async,python3] [--transport ipc] [--json]

Starts a JupyterHub of its own on this machine (dummy logins, a notebook server
and a kernel for each student, as local processes), has all students run the
first lesson at once, with ipykernel its Python counterpart, and ends it all. It
asks of each student: were there errors, is the output the lesson's; and
measures, a kernel's memory (PSS: what is shared counts in parts) and processor
time, the time from asking for a kernel to its first result, and how much longer
than its own sleeps the lesson takes.

Needs JupyterHub with its proxy and ipykernel (on Debian: apt-get install
jupyterhub python3-ipykernel), and go-async on PATH or by --program. The kernel
is installed for all students with go-async install --prefix, into a directory
that goes away again.

Notebook servers look for free TCP ports one by one, each for itself; when many
start kernels in the same second two may find the same port, and a kernel does
not start, whichever it is. Unix sockets (--transport ipc) have no such trouble.
"""

import argparse
import asyncio
import difflib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

ROOT = pathlib.Path(__file__).resolve().parents[2]
LESSON = "01_asynchronous_programming"
SLEEPS = 23.0  # seconds that the lesson sleeps, in either language
FIRST = {"go-async": "1 + 1", "python3": "1 + 1"}
# What differs from run to run in the lesson's output.
MASKS = [(r"\b\d\d:\d\d:\d\d\b", "HH:MM:SS"), (r"taken: [\d.]+", "taken: S")]

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.pid_file = "{dir}/proxy.pid"
c.JupyterHub.db_url = "sqlite:///{dir}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{dir}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{dir}/home/{{username}}"
c.Spawner.args = {args}
c.Spawner.environment = {{
    "JUPYTER_PATH": "{prefix}/share/jupyter", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JUPYTER_RUNTIME_DIR": lambda spawner: "{dir}/" + spawner.user.name,  # short: the path of a socket is
}}
c.Spawner.start_timeout = 600
c.Spawner.http_timeout = 600
c.JupyterHub.services = [{{"name": "bench", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{
    "name": "bench", "services": ["bench"],
    "scopes": ["admin:users", "admin:servers", "access:servers", "list:users"],
}}]
"""


def cells(kernel):
    """The sources of the lesson's code cells, for a kernel."""
    if kernel == "python3":
        text = (ROOT / "notebooks/testdata/python" / (LESSON + ".py")).read_text()
        return [part.strip() for part in re.split(r"^# %%.*$", text, flags=re.M)[1:]]
    notebook = json.loads((ROOT / "notebooks" / (LESSON + ".ipynb")).read_text())
    return ["".join(c["source"]) for c in notebook["cells"]
            if c["cell_type"] == "code" and "extra" not in c["metadata"].get("tags", [])]  # the ported ones


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Hub:
    """A JupyterHub that lives as long as the with block around it."""

    def __init__(self, program, transport, keep_log):
        self.dir = tempfile.mkdtemp(prefix="classroom-")
        self.token = uuid.uuid4().hex
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.keep_log = keep_log
        prefix = os.path.join(self.dir, "prefix")
        install = subprocess.run([program, "install", "--prefix", prefix], capture_output=True, text=True)
        if install.returncode:
            raise SystemExit(install.stderr)
        args = ["--KernelManager.transport=" + transport] + (["--allow-root"] if os.geteuid() == 0 else [])
        config = CONFIG.format(port=self.port, hub=free_port(), proxy=free_port(), dir=self.dir,
                               prefix=prefix, token=self.token, args=args)
        pathlib.Path(self.dir, "config.py").write_text(config)

    async def __aenter__(self):
        self.log = open(os.path.join(self.dir, "hub.log"), "w")
        env = dict(os.environ)
        env.setdefault("NODE_PATH", "/usr/share/nodejs")  # where Debian's proxy has its modules
        self.process = subprocess.Popen(
            ["jupyterhub", "-f", os.path.join(self.dir, "config.py")], cwd=self.dir, env=env,
            stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        for _ in range(600):
            try:
                await self.ask("GET", "/hub/api/")
                return self
            except (HTTPClientError, OSError):
                if self.process.poll() is not None:
                    break
                await asyncio.sleep(0.1)
        raise SystemExit("JupyterHub does not start:\n" + pathlib.Path(self.log.name).read_text()[-3000:])

    async def __aexit__(self, *failure):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()
        if self.keep_log:
            shutil.copy(self.log.name, self.keep_log)
        shutil.rmtree(self.dir, ignore_errors=True)

    async def ask(self, method, path, body=None):
        """One request to the Hub or, through it, to a student's server."""
        request = HTTPRequest(
            self.base + path, method=method, body=json.dumps(body) if body is not None else None,
            headers={"Authorization": "token " + self.token, "Content-Type": "application/json"},
            allow_nonstandard_methods=True, request_timeout=600, connect_timeout=60)
        response = await AsyncHTTPClient().fetch(request)
        return json.loads(response.body) if response.body else None


class Student:
    """One student: a server, a kernel, and what they saw of the lesson."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        self.path = f"/user/{name}/api"
        self.errors, self.text = [], ""

    async def log_in(self, door):
        """Starts the student's notebook server; returns the seconds it took."""
        async with door:
            return await self.start_server()

    async def start_server(self):
        begin = time.perf_counter()
        await self.hub.ask("POST", f"/hub/api/users/{self.name}")
        await self.hub.ask("POST", f"/hub/api/users/{self.name}/server", {})
        while not (await self.hub.ask("GET", f"/hub/api/users/{self.name}"))["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.2)
        return time.perf_counter() - begin

    async def start(self, kernel):
        """Starts a kernel; returns the seconds to the result of its first cell."""
        self.errors, self.text, self.seen = [], "", []
        begin = time.perf_counter()
        self.kernel = (await self.hub.ask("POST", self.path + "/kernels", {"name": kernel}))["id"]
        url = f"{self.hub.base}{self.path}/kernels/{self.kernel}/channels".replace("http", "ws", 1)
        self.socket = await websocket_connect(HTTPRequest(
            url, headers={"Authorization": "token " + self.hub.token}, request_timeout=600, connect_timeout=600))
        await self.run([FIRST[kernel]])
        return time.perf_counter() - begin

    async def run(self, sources):
        """Runs cells as Run All does: sends them all, waits for the last."""
        waiting = {}
        for source in sources:
            message = uuid.uuid4().hex
            waiting[message] = source
            await self.socket.write_message(json.dumps({
                "header": {"msg_id": message, "msg_type": "execute_request", "session": self.name,
                           "username": self.name, "version": "5.3", "date": ""},
                "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
                "content": {"code": source, "silent": False, "store_history": True,
                            "user_expressions": {}, "allow_stdin": False, "stop_on_error": True},
            }))
        while waiting:
            try:
                raw = await asyncio.wait_for(self.socket.read_message(), 120)
            except asyncio.TimeoutError:
                raw = None
            if raw is None:
                self.errors.append(f"no more answers, {len(waiting)} cells are waiting; the last were {self.seen[-8:]}")
                return
            self.see(json.loads(raw), waiting)

    def see(self, message, waiting):
        kind, content = message["header"]["msg_type"], message["content"]
        self.seen.append((kind, content.get("execution_state", "")))
        if kind == "stream" and content["name"] == "stdout":
            self.text += content["text"]
        elif kind == "error":
            self.errors.append(f"{content['ename']}: {content['evalue']}")
        elif kind == "status" and content["execution_state"] == "idle":
            waiting.pop(message["parent_header"].get("msg_id"), None)

    def shown(self):
        """The lines that were printed. Their order is left out: on a busy machine what a
        thread prints comes before or after the loop's next line, in Python too."""
        text = self.text
        for pattern, to in MASKS:
            text = re.sub(pattern, to, text)
        return "\n".join(sorted(text.splitlines()))

    async def stop(self):
        self.socket.close()
        await self.hub.ask("DELETE", f"{self.path}/kernels/{self.kernel}")


def difference(first, other):
    return "\n".join(difflib.unified_diff(first.splitlines(), other.splitlines(), lineterm="", n=1))


def process_of(kernel):
    """The process id of a kernel, by its connection file."""
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"kernel-{kernel}.json".encode() in (entry / "cmdline").read_bytes():
                return int(entry.name)
        except OSError:
            pass  # it has ended
    raise SystemExit(f"kernel {kernel} has no process")


def memory(pid):
    """Megabytes, with the proportional share of what processes have in common."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+) kB", text, re.M).group(1)) / 1024


def processor(pid):
    """Seconds of processor time."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def lesson(student, kernel):
    """One student takes the lesson; returns what it cost them."""
    begin = time.perf_counter()
    await student.run(cells(kernel))
    took = time.perf_counter() - begin
    pid = process_of(student.kernel)
    return {"lesson": took - SLEEPS, "memory": memory(pid), "processor": processor(pid)}


async def class_of(students, kernel):
    """All students start their kernels at once, and then take the lesson at once."""
    starts = await asyncio.gather(*[s.start(kernel) for s in students])
    rows = await asyncio.gather(*[lesson(s, kernel) for s in students])
    for row, start in zip(rows, starts):
        row["start"] = start
    wrong = [f"{s.name}: {e}" for s in students for e in s.errors]
    wrong += [f"{s.name} saw something else:\n{difference(students[0].shown(), s.shown())}"
              for s in students if s.shown() != students[0].shown()]
    await asyncio.gather(*[s.stop() for s in students])
    return {"wrong": wrong, "text": students[0].shown(), **{
        key: {"median": statistics.median(r[key] for r in rows), "most": max(r[key] for r in rows)} for key in rows[0]}}


async def main(options):
    AsyncHTTPClient.configure(None, max_clients=4 * options.users)
    async with Hub(options.program, options.transport, options.log) as hub:
        students = [Student(hub, f"student{n:02}") for n in range(1, options.users + 1)]
        door = asyncio.Semaphore(4)  # as many notebook servers start at once
        logins = await asyncio.gather(*[s.log_in(door) for s in students])
        answer = {"server": {"median": statistics.median(logins), "most": max(logins)}}
        for kernel in options.kernels:
            answer[kernel] = await class_of(students, kernel)
        if len(options.kernels) == 2 and len({answer[k].pop("text") for k in options.kernels}) != 1:
            answer[options.kernels[0]]["wrong"].append("the lesson printed something else than its counterpart")
        return answer


def table(answer, users):
    lines = [f"{users} students; a notebook server, four starting at once, was up after "
             f"{answer['server']['median']:.0f} s (most {answer['server']['most']:.0f}).", "",
             "| kernel | memory a student | start to first result | beyond the sleeps | processor time | errors |",
             "|---|---|---|---|---|---|"]
    for kernel in answer:
        row = answer[kernel]
        if kernel != "server":
            lines.append(f"| {kernel} | {row['memory']['median']:.0f} MB (most {row['memory']['most']:.0f}) "
                         f"| {row['start']['median']:.1f} s (most {row['start']['most']:.1f}) "
                         f"| {row['lesson']['median']:.2f} s (most {row['lesson']['most']:.2f}) "
                         f"| {row['processor']['median']:.2f} s | {len(row['wrong'])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--kernels", type=lambda s: s.split(","), default=["go-async", "python3"])
    parser.add_argument("--program", default=shutil.which("go-async"), help="the go-async to try")
    parser.add_argument("--transport", choices=["ipc", "tcp"], default="ipc", help="between notebook server and kernel")
    parser.add_argument("--log", help="keep the Hub's log in this file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.program:
        sys.exit("go-async is not on PATH: name it with --program")
    result = asyncio.run(main(options))
    print(json.dumps(result) if options.json else table(result, options.users))
    wrong = [w for k in options.kernels for w in result[k]["wrong"]]
    sys.exit("\n".join(wrong) if wrong else 0)
