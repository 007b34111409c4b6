"""Python counterpart of 02_asyncio_concepts.ipynb; see record.py."""

# %%
import asyncio
import http.server
import os
import tempfile
import threading
import time

import aiofiles
import aiohttp
import nest_asyncio
import requests

nest_asyncio.apply()


class Site(http.server.BaseHTTPRequestHandler):
    """Answers after 0.1 s, as a site far away would."""

    def do_GET(self):
        time.sleep(0.1)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<h1>{self.path}</h1>".encode())

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=server.serve_forever, daemon=True).start()
site = f"http://127.0.0.1:{server.server_port}"
folder = tempfile.mkdtemp()
with open(os.path.join(folder, "large_log_file.txt"), "w") as f:
    f.write("12:00 start\n12:01 error 7\n")
with open(os.path.join(folder, "processed_errors.txt"), "w") as f:
    f.write("error 7\n")

# %%
async def say_hello():
    await asyncio.sleep(2)
    print("Hello, Async World!")


await say_hello()

# %%
async def say_hello():
    await asyncio.sleep(2)
    print("Hello, Async World!")


async def do_something_else():
    print("Doing something else...")
    await asyncio.sleep(1)
    print("Finished something else.")


await asyncio.gather(say_hello(), do_something_else())

# %%
def fetch_sync(url):
    return requests.get(url).text


start = time.time()
page1 = fetch_sync(site + "/one")
page2 = fetch_sync(site + "/two")
print(f"Done in {time.time() - start} seconds")

# %%
async def fetch_async(url, session):
    async with session.get(url) as response:
        return await response.text()


async def main():
    async with aiohttp.ClientSession() as session:
        page1 = asyncio.create_task(fetch_async(site + "/one", session))
        page2 = asyncio.create_task(fetch_async(site + "/two", session))
        await asyncio.gather(page1, page2)


start = time.time()
await main()
print(f"Done in {time.time() - start} seconds")

# %%
async def read_file(path):
    async with aiofiles.open(path, "r") as file:
        return await file.read()


async def read_all(paths):
    tasks = [read_file(path) for path in paths]
    return await asyncio.gather(*tasks)


paths = [os.path.join(folder, name) for name in ("large_log_file.txt", "processed_errors.txt")]
data = await read_all(paths)
print(data)

# %%
def sync_task():
    print("Starting a long sync task...")
    time.sleep(5)
    print("Finished the sync task.")


async def async_wrapper():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sync_task)


await async_wrapper()

# %%
async def async_operation(future, data):
    await asyncio.sleep(1)
    if data == "success":
        future.set_result("Operation succeeded")
    else:
        future.set_exception(RuntimeError("Operation failed"))


future = asyncio.Future()
await async_operation(future, "success")
if future.done():
    print(future.result())
