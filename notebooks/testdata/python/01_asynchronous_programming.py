"""Python counterpart of 01_asynchronous_programming.ipynb; see record.py."""

# %%
import asyncio
import time

# %%
async def main():
    print("Hello")
    await asyncio.sleep(5)
    print("World")


await main()

# %%
# In a program of its own, outside Jupyter, this takes the place of await:
#
# asyncio.run(main())

# %%
async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    task1 = asyncio.create_task(say_after(2, "Hello"))
    task2 = asyncio.create_task(say_after(5, "World"))

    print("Started tasks")
    await task1
    await task2
    print("Finished tasks")

# %%
await main()

# %%
async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({i})...")
        await asyncio.sleep(1)
        f *= i
    print(f"Task {name}: factorial({number}) = {f}")


async def main():
    await asyncio.gather(
        factorial("A", 2),
        factorial("B", 3),
        factorial("C", 4),
    )

# %%
await main()

# %%
def blocking_io():
    print(f"start blocking_io at {time.strftime('%X')}")
    time.sleep(5)
    print(f"blocking_io complete at {time.strftime('%X')}")


async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({i})...")
        await asyncio.sleep(2)
        f *= i
    print(f"Task {name}: factorial({number}) = {f}")


async def main():
    print(f"started main at {time.strftime('%X')}")

    await asyncio.gather(
        asyncio.to_thread(blocking_io),
        factorial("A", 3),
    )

    print(f"finished main at {time.strftime('%X')}")

# %%
await main()

# %%
async def long_running_task():
    await asyncio.sleep(10)
    return "Task completed"


async def main():
    start = time.perf_counter()

    try:
        result = await asyncio.wait_for(long_running_task(), timeout=5)
        print(result)
    except asyncio.TimeoutError:
        print("The task did not complete within the timeout period.")

    print(f"Total time taken: {time.perf_counter() - start}")


await main()
