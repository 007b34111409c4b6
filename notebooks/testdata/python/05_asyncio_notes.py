"""Python counterpart of 05_asyncio_notes.ipynb; see record.py.

ipykernel's loop runs already, hence nest_asyncio. It does not know
asyncio.Runner, so that cell runs in a thread.
"""

# %%
import nest_asyncio

nest_asyncio.apply()

import asyncio
import time


async def count():
    print("One")
    await asyncio.sleep(1)
    print("Two")


async def main():
    await asyncio.gather(count(), count(), count())


start = time.perf_counter()
asyncio.run(main())
elapsed = time.perf_counter() - start
print(f"countasync executed in {elapsed:0.2f} seconds.")

# %%
async def main():
    print("hello")
    await asyncio.sleep(1)
    print("world")


main()

# %%
async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    print(f"started at {time.strftime('%X')}")

    await say_after(1, "hello")
    await say_after(2, "world")

    print(f"finished at {time.strftime('%X')}")


await main()

# %%
async def f():
    await asyncio.sleep(1)
    return 42


async def g():
    r = await f()
    return r

# %%
async def g(x):
    yield x

# %%
async def nested():
    return 42


async def main():
    nested()
    print(await nested())


asyncio.run(main())

# %%
async def nested():
    return 42


async def main():
    task = asyncio.create_task(nested())
    print(await task)


asyncio.run(main())

# %%
async def stuff(x):
    await asyncio.sleep(1)
    return x


def fun(x):
    return stuff(x)


print(await fun(7))

# %%
async def main():
    await asyncio.sleep(1)
    print("hello")


asyncio.run(main())

# %%
import threading


async def main():
    await asyncio.sleep(1)
    print("hello")


def run():
    with asyncio.Runner() as runner:
        runner.run(main())


thread = threading.Thread(target=run)
thread.start()
thread.join()

# %%
async def call_api(message, result, delay=3):
    print(message)
    await asyncio.sleep(delay)
    return result


async def main():
    a, b = await asyncio.gather(
        call_api("Calling API 1", 1),
        call_api("Calling API 2", 2),
    )
    print(a, b)


asyncio.run(main())

# %%
async def step(name, delay):
    await asyncio.sleep(delay)
    print(name, "done")


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(step("first", 2))
        tg.create_task(step("second", 1))
    print("Both tasks have completed now.")


await main()
