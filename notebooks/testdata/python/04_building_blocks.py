"""Python counterpart of 04_building_blocks.ipynb; see record.py.

ipykernel's loop runs already, hence nest_asyncio.
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
async def hello():
    print("Hello ...")
    await asyncio.sleep(1)
    print("... World!")


async def main():
    await asyncio.gather(hello(), hello())


asyncio.run(main())

# %%
coroutine = main()
print(coroutine)

asyncio.run(coroutine)

task = asyncio.create_task(main())
await task

await asyncio.gather(hello(), hello());

# %%
async def say_something(delay, words):
    print(f"before {words}")
    await asyncio.sleep(delay)
    print(f"after {words}")


async def main():
    print("start")
    task1 = asyncio.create_task(say_something(1, "task1"))
    task2 = asyncio.create_task(say_something(1, "task2"))
    await task1
    await task2
    print("end")


async def main2():
    start = time.time()
    await asyncio.gather(say_something(1, "task1"), say_something(1, "task1"))
    elapsed = time.time() - start
    print(f"{elapsed:0.2f} seconds")


asyncio.run(main())

# %%
future = asyncio.Future()
future.cancel()
print(future.done())
print(future.cancelled())

# %%
async def slow_op():
    await asyncio.sleep(400)
    print("completed")


async def main():
    try:
        await asyncio.wait_for(slow_op(), timeout=1.0)
    except asyncio.TimeoutError:
        print("timeout")
