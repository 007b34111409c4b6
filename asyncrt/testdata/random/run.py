# Runs random programs: one a line of standard input, as JSON; prints what each logged, as a JSON list of strings, on a line.
# The counterpart of random_run_test.go. It follows testdata/corpus/prelude.py.
import json, random

class OrderedSet(dict):
    "what a TaskGroup keeps its tasks in here: Python's sets have no order"
    def add(self, x): self[x] = None
    def discard(self, x): self.pop(x, None)
    remove = discard

class OrderedTimer(asyncio.TimerHandle):
    "of equal times the first made is due first; Python's heap does not say, as its clock gives no time twice"
    made = 0
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        OrderedTimer.made += 1
        self.number = OrderedTimer.made
    def __lt__(self, other): return (self._when, self.number) < (other._when, other.number)
asyncio.events.TimerHandle = OrderedTimer

def group():
    g = TaskGroup()
    g._tasks = OrderedSet()
    return g

def show(e):
    if isinstance(e, BaseExceptionGroup):
        return type(e).__name__ + "[" + ", ".join(show(x) for x in e.exceptions) + "]"
    return en(e)

def shown(v):
    if isinstance(v, BaseException): return show(v)
    if isinstance(v, (list, tuple)): return "[" + " ".join(shown(x) for x in v) + "]"
    return str(v)

class Program:
    def __init__(self, code):
        self.code, self.log, self.tasks, self.timeouts = code, [], [], []
        self.var = contextvars.ContextVar("var", default=0)

    async def main(self):
        get_running_loop().set_exception_handler(lambda loop, c: None)
        self.event = [Event() for _ in range(2)]
        self.lock = [Lock() for _ in range(2)] + [Semaphore(1), BoundedSemaphore(2)]
        self.cond = Condition()
        self.queue = [Queue(), Queue(1), PriorityQueue(2), LifoQueue()]
        self.barrier = Barrier(2)
        self.future = [get_running_loop().create_future() for _ in range(2)]
        self.reader, self.handles, self.groups, self.count = StreamReader(limit=4), [], [], 0
        for body in self.code: create_task(self.run(body))
        await sl(100)
        for round in range(5):
            for t in list(self.tasks): t.cancel("end")
            await sl(100)
        self.note("tasks", [shown(self.outcome(t)) for t in self.tasks])

    def outcome(self, t):
        if not t.done(): return "pending"
        return "cancelled" if t.cancelled() else t.exception() or t.result()

    def note(self, *words):
        self.log.append(" ".join(shown(w) for w in words) + " @" + now())

    async def run(self, body):
        name, code = body
        t = current_task()
        if t not in self.tasks: self.tasks.append(t)
        for i, (op, *args) in enumerate(code):
            try: r = await getattr(self, op)(*args)
            except BaseException as e:
                self.note(f"{name}.{i} {op} failed", e, t.cancelling())
                raise
            self.note(f"{name}.{i} {op}", r)
        return name

    async def sleep(self, d): await sl(d)
    async def set(self, i): self.event[i].set()
    async def clear(self, i): self.event[i].clear()
    async def wait_event(self, i): return await self.event[i].wait()
    async def acquire(self, i): return await self.lock[i].acquire()
    async def release(self, i): self.lock[i].release()
    async def locked(self, i): return self.lock[i].locked()
    async def holding(self, i, body):
        async with self.lock[i]: return await self.run(body)
    async def cond_wait(self):
        async with self.cond: return await self.cond.wait()
    async def cond_notify(self, n):
        async with self.cond: self.cond.notify(n)
    async def cond_wait_for(self, n):
        async with self.cond: return await self.cond.wait_for(lambda: self.count >= n)
    async def cond_count(self):
        async with self.cond:
            self.count += 1
            self.cond.notify_all()
    async def feed(self, i): self.reader.feed_data([b"a", b"b\n", b"c\nd", b"efghi", b"\n"][i])
    async def feed_eof(self): self.reader.feed_eof()
    async def read(self, n): return (await self.reader.read(n)).decode().replace("\n", "/")
    async def read_line(self): return (await self.reader.readline()).decode().replace("\n", "/")
    async def read_exactly(self, n): return (await self.reader.readexactly(n)).decode().replace("\n", "/")
    async def read_until(self): return (await self.reader.readuntil(b"\nd")).decode().replace("\n", "/")
    async def when_done(self, i):
        t = self.tasks[i % len(self.tasks)]
        t.add_done_callback(lambda t: self.note("done", i, self.outcome(t), self.var.get()))
    async def handle_later(self, d, i):
        self.handles.append(get_running_loop().call_later(d, lambda: self.note("handle", i)))
    async def handle_cancel(self, i):
        if self.handles: self.handles[i % len(self.handles)].cancel()
    async def group_spawn(self, i, body):
        if not self.groups: return None
        c = self.run(body)
        try: self.groups[i % len(self.groups)].create_task(c)
        except RuntimeError as e:
            c.close()
            return show(e).split("<")[0] + show(e).split(">")[-1]
    async def barrier_with(self, body):
        async with self.barrier as i: return [i, await self.run(body)]
    async def timeout_at(self, d, body):
        async with timeout_at(d * 2): return await self.run(body)
    async def put(self, i, v): await self.queue[i].put(v)
    async def get(self, i): return await self.queue[i].get()
    async def put_nowait(self, i, v): self.queue[i].put_nowait(v)
    async def get_nowait(self, i): return self.queue[i].get_nowait()
    async def task_done(self, i): self.queue[i].task_done()
    async def join(self, i): await self.queue[i].join()
    async def shutdown(self, i, immediate): self.queue[i].shutdown(immediate)
    async def barrier_wait(self): return await self.barrier.wait()
    async def barrier_reset(self): await self.barrier.reset()
    async def barrier_abort(self): await self.barrier.abort()
    async def set_result(self, i, v): self.future[i].set_result(v)
    async def set_exception(self, i, v): self.future[i].set_exception(ValueError(v))
    async def await_future(self, i): return await self.future[i]
    async def cancel_future(self, i): return self.future[i].cancel("future")
    async def shield_future(self, i): return await shield(self.future[i])
    async def spawn(self, body): create_task(self.run(body))
    async def spawn_eagerly(self, body):
        asyncio.Task(self.run(body), loop=get_running_loop(), eager_start=True)
    async def await_task(self, i):
        later = self.tasks[self.tasks.index(current_task()) + 1:]
        if later: return await later[i % len(later)]
    async def cancel(self, i, msg): return self.tasks[i % len(self.tasks)].cancel(msg or None)
    async def uncancel(self): return current_task().uncancel()
    async def cancelling(self): return current_task().cancelling()
    async def gather(self, keep, bodies):
        return await gather(*[self.run(b) for b in bodies], return_exceptions=keep)
    async def gather_cancelled(self, bodies):
        g = gather(*[self.run(b) for b in bodies])
        get_running_loop().call_later(1, g.cancel, "gather")
        return await g
    async def wait_for(self, d, body): return await wait_for(self.run(body), d)
    async def wait_for_future(self, d, i): return await wait_for(self.future[i], d)
    async def wait_for_shield(self, d, body): return await wait_for(shield(self.run(body)), d)
    async def timeout(self, d, body):
        async with timeout(d) as t:
            self.timeouts.append(t)
            return await self.run(body)
    async def reschedule(self, i, d):
        t = self.timeouts[i % len(self.timeouts)] if self.timeouts else None
        if t: t.reschedule(get_running_loop().time() + d)
    async def expired(self): return [t.expired() for t in self.timeouts]
    async def group(self, bodies, body):
        async with group() as g:
            self.groups.append(g)
            for b in bodies: g.create_task(self.run(b))
            return await self.run(body)
    async def shield(self, body): return await shield(self.run(body))
    async def wait(self, when, d, bodies):
        ts = [create_task(self.run(b)) for b in bodies]
        done, pending = await wait(ts, timeout=d or None, return_when=[ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION][when])
        return [shown(self.outcome(t)) for t in ts]
    async def as_completed(self, d, bodies):
        out = []
        for c in as_completed([create_task(self.run(b)) for b in bodies], timeout=d or None):
            try: out.append(await c)
            except Exception as e: out.append(show(e))
        return out
    async def attempt(self, body):
        try: return await self.run(body)
        except BaseException as e: return "caught " + show(e)
    async def lastly(self, body, cleanup):
        try: return await self.run(body)
        finally: await self.run(cleanup)
    async def fail(self, v): raise ValueError(v)
    async def call_soon(self, i): get_running_loop().call_soon(lambda: self.note("called", i, self.var.get()))
    async def call_later(self, d, i): get_running_loop().call_later(d, lambda: self.note("called", i, self.var.get()))
    async def set_var(self, v): self.var.set(v)
    async def get_var(self): return self.var.get()
    async def generate(self, n, stop, body):
        async def g():
            try:
                for i in range(n):
                    await self.run(body)
                    yield i
            finally: self.note("generator ends")
        out = []
        agen = g()
        try:
            async for v in agen:
                out.append(v)
                if v == stop: break
        finally: await agen.aclose()
        return out

for line in sys.stdin:
    p = Program(json.loads(line))
    try: run(p.main())
    except BaseException as e: p.log.append("run failed " + show(e))
    print(json.dumps(p.log), flush=True)
