package eval_test

import (
	"flag"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"goasync/eval"
)

var pythonCommand = flag.String("python", "python3", "the Python to compare asyncio with")

// asyncioSpeed are pieces of a notebook that do the same in Go and in Python. The Python part runs in a coroutine, as
// in ipykernel.
var asyncioSpeed = []struct {
	name, golang, python string
	slower               float64 // how many times as long as Python a cell may take
}{
	{"gather", "async func nothing() int { return 1 }\n---\n" +
		"cs := make([]*asyncio.Coroutine[int], 100000)\nfor i := range cs { cs[i] = nothing() }\n_ = await asyncio.Gather(cs...)",
		"async def nothing(): return 1\nasync def main(): await asyncio.gather(*[nothing() for _ in range(100000)])", 1},
	{"sleeps", "\n---\n" +
		"ls := make([]*asyncio.Coroutine[asyncio.None], 100000)\nfor i := range ls { ls[i] = asyncio.Sleep(time.Millisecond) }\n_ = await asyncio.Gather(ls...)",
		"async def main(): await asyncio.gather(*[asyncio.sleep(0.001) for _ in range(100000)])", 1},
	{"pause", "\n---\nfor i := 0; i < 100000; i++ { await asyncio.Sleep(0) }",
		"async def main():\n  for _ in range(100000): await asyncio.sleep(0)", 1},
	{"tasks", "async func nothing() int { return 1 }\n---\n" +
		"ts := make([]*asyncio.Task[int], 100000)\nfor i := range ts { ts[i] = asyncio.CreateTask(nothing()) }\nfor _, t := range ts { await t }",
		"async def nothing(): return 1\nasync def main():\n  ts = [asyncio.create_task(nothing()) for _ in range(100000)]\n  for t in ts: await t", 1},
	{"turns", "async func turns() { for i := 0; i < 1000; i++ { await asyncio.Sleep(0) } }\n---\n" +
		"async with tg := asyncio.NewTaskGroup() { for range 50 { tg.CreateTask(turns()) } }",
		"async def turns():\n  for _ in range(1000): await asyncio.sleep(0)\nasync def main(): await asyncio.gather(*[turns() for _ in range(50)])", 1},
	{"queue", "async func echo(in, out *asyncio.Queue[int]) { for { v := await in.Get(); await out.Put(v + 1) } }\n---\n" +
		"a, b := asyncio.NewQueue[int](), asyncio.NewQueue[int]()\nt := asyncio.CreateTask(echo(a, b))\n" +
		"for i := 0; i < 20000; i++ { await a.Put(i); await b.Get() }\nt.Cancel()",
		"async def echo(a, b):\n  while True: await b.put(await a.get() + 1)\nasync def main():\n" +
			"  a, b = asyncio.Queue(), asyncio.Queue()\n  t = asyncio.create_task(echo(a, b))\n" +
			"  for i in range(20000): await a.put(i); await b.get()\n  t.cancel()", 1},
	{"lock", "var mu *asyncio.Lock\nvar n int\nasync func worker() { for i := 0; i < 1000; i++ { async with mu { n++; await asyncio.Sleep(0) } } }\n---\n" +
		"mu = asyncio.NewLock()\nawait asyncio.Gather(worker(), worker(), worker(), worker())",
		"async def worker(mu):\n  for _ in range(1000):\n    async with mu: await asyncio.sleep(0)\nasync def main():\n  mu = asyncio.Lock()\n  await asyncio.gather(*[worker(mu) for _ in range(4)])", 1},
	{"echo", "async func serve(r *asyncio.StreamReader, w *asyncio.StreamWriter) {\n\tfor { line, err := await r.ReadLine(); if err != nil || len(line) == 0 { break }; w.Write(line); await w.Drain() }\n\tw.Close()\n}\n---\n" +
		"srv := await asyncio.StartServer(serve, \"127.0.0.1\", 0)\nport := srv.Port()\nc := await asyncio.OpenConnection(\"127.0.0.1\", port)\n" +
		"for i := 0; i < 3000; i++ { c.Writer.Write([]byte(\"hello\\n\")); await c.Writer.Drain(); await c.Reader.ReadLine() }\nc.Writer.Close()\nsrv.Close()",
		"async def serve(r, w):\n  while True:\n    line = await r.readline()\n    if not line: break\n    w.write(line); await w.drain()\n  w.close()\n" +
			"async def main():\n  srv = await asyncio.start_server(serve, '127.0.0.1', 0)\n  port = srv.sockets[0].getsockname()[1]\n  r, w = await asyncio.open_connection('127.0.0.1', port)\n" +
			"  for _ in range(3000):\n    w.write(b'hello\\n'); await w.drain(); await r.readline()\n  w.close(); srv.close()", 1},
	{"await", "async func nothing() int { return 1 }\n---\nfor i := 0; i < 300000; i++ { await nothing() }",
		"async def nothing(): return 1\nasync def main():\n  for _ in range(300000): await nothing()", 5},
}

// TestAsyncioSpeed measures asyncio in cells against Python's, where there is one: the best of three.
func TestAsyncioSpeed(t *testing.T) {
	if !*measure {
		t.Skip("times are for a machine that does nothing else: -measure")
	}
	python, err := exec.LookPath(*pythonCommand)
	if err != nil {
		t.Logf("no python3 here: nothing to compare with")
	}
	for _, c := range asyncioSpeed {
		t.Run(c.name, func(t *testing.T) {
			cell := bestCell(t, c.golang)
			if python == "" {
				t.Logf("cell %v", cell)
				return
			}
			script := bestPython(t, python, c.python)
			ratio := min(cell.real.Seconds()/script.real.Seconds(), cell.processor.Seconds()/script.processor.Seconds())
			t.Logf("cell %v, Python %v: %.2f", cell, script, ratio)
			if ratio > c.slower {
				t.Errorf("more than %.1f times as long", c.slower)
			}
		})
	}
}

// spent is what something took. Time grows with what else the machine does; processor time counts what the garbage
// collector does on a processor that is idle.
type spent struct{ real, processor time.Duration }

// bestCell returns the best times of the second of two cells.
func bestCell(t *testing.T, source string) spent {
	t.Helper()
	s, err := eval.NewSession(eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	declarations, work, _ := strings.Cut(source, "\n---\n")
	best := spent{time.Hour, time.Hour}
	for i := range 3 {
		for j, text := range []string{declarations, work} {
			start, processor := time.Now(), cpuTime()
			if r := s.Execute(t.Context(), eval.Cell{Source: text, Count: 2*i + j + 1}, discard{}); r.Err != nil {
				t.Fatal(r.Err.Value)
			}
			if j == 1 {
				best = spent{min(best.real, time.Since(start)), min(best.processor, cpuTime()-processor)}
			}
		}
	}
	return best
}

func bestPython(t *testing.T, python, source string) spent {
	t.Helper()
	script := "import asyncio, time\n" + source + `
real = processor = 1e9
for _ in range(3):
    start, used = time.perf_counter(), time.process_time()
    asyncio.run(main())
    real = min(real, time.perf_counter() - start)
    processor = min(processor, time.process_time() - used)
print(real, processor)
`
	out, err := exec.CommandContext(t.Context(), python, "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	var real, processor float64
	if _, err := fmt.Sscan(string(out), &real, &processor); err != nil {
		t.Fatal(err)
	}
	return spent{time.Duration(real * float64(time.Second)), time.Duration(processor * float64(time.Second))}
}
