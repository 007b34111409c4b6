# The Python side of the benchmarks: prints one JSON object of seconds per operation, on the clock and of the processor.
import asyncio, json, sys, time, resource

results = {}

async def timed(name, n, coro):
    start, cpu = time.perf_counter(), time.process_time()
    await coro
    results[name] = [(time.perf_counter() - start) / n, (time.process_time() - cpu) / n]

async def noop(): pass

async def switch(n):
    for _ in range(n): await asyncio.sleep(0)

async def gather_noops(n): await asyncio.gather(*[noop() for _ in range(n)])

async def sleepers(n): await asyncio.gather(*[asyncio.sleep(0.1) for _ in range(n)])

async def inline(n):
    for _ in range(n): await noop()

async def player(a, b, n):
    for _ in range(n):
        await a.get()
        b.put_nowait(1)

async def ping_pong(n):
    a, b = asyncio.Queue(), asyncio.Queue()
    a.put_nowait(1)
    await asyncio.gather(player(a, b, n), player(b, a, n))

async def lock_user(lock, n):
    for _ in range(n):
        async with lock: await asyncio.sleep(0)

async def locks(n):
    lock = asyncio.Lock()
    await asyncio.gather(*[lock_user(lock, n // 10) for _ in range(10)])

async def echo(n):
    async def serve(r, w):
        while line := await r.readline():
            w.write(line)
            await w.drain()
        w.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    r, w = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(n):
        w.write(b"0123456789\n")
        await w.drain()
        await r.readline()
    w.close()
    server.close()

async def main():
    await timed("switch", 200000, switch(200000))
    await timed("inline", 500000, inline(500000))
    await timed("gather", 100000, gather_noops(100000))
    await timed("sleepers", 1, sleepers(100000))
    await timed("pingpong", 200000, ping_pong(100000))
    await timed("locks", 100000, locks(100000))
    await timed("echo", 5000, echo(5000))

asyncio.run(main())
print(json.dumps(results))
