"""Python counterpart of 03_asyncio_in_short.ipynb; see record.py.

ipykernel's loop runs already, hence nest_asyncio.
"""

# %%
import nest_asyncio

nest_asyncio.apply()

import asyncio


async def hello_world():
    print("Hello")
    await asyncio.sleep(1)
    print("World")


asyncio.run(hello_world())

# %%
import asyncio


async def fetch_data():
    print("Fetching data...")
    await asyncio.sleep(2)
    print("Data fetched")
    return {"data": 1}


async def print_numbers():
    for i in range(10):
        print(i)
        await asyncio.sleep(0.5)


async def main():
    task1 = asyncio.create_task(fetch_data())
    task2 = asyncio.create_task(print_numbers())

    await task1
    await task2


asyncio.run(main())

# %%
import asyncio


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    loop = asyncio.get_event_loop()
    task = loop.create_task(say_after(1, "hello"))
    await task


loop = asyncio.get_event_loop()
loop.run_until_complete(main())
loop.close()
