package main_test

import (
	"strings"
	"testing"
)

// TestDeadlock runs cells that wait for ever in a kernel, and others that only look like it: a timer, a goroutine, a
// thread, a child process or a server may end their wait.
func TestDeadlock(t *testing.T) {
	const asleep = "all goroutines are asleep - deadlock!"
	tests := []struct{ name, cell, want string }{
		{"a channel", "ch := make(chan int)\nch <- 1", asleep},
		{"a channel of structs", "type T struct{ n int }\n<-make(chan T)", asleep},
		{"a group", "var wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()", asleep},
		{"two goroutines", `var a, b sync.Mutex
var both sync.WaitGroup
aHeld, bHeld := make(chan bool), make(chan bool)
both.Go(func() { a.Lock(); close(aHeld); <-bHeld; b.Lock() })
both.Go(func() { b.Lock(); close(bHeld); <-aHeld; a.Lock() })
both.Wait()`, asleep},
		{"a task that cannot run", `c := make(chan int)
async func send() { await asyncio.Send(c, 1) }
t := asyncio.CreateTask(send())
<-c`, "the cell blocked the event loop, and the tasks on it (1)"},
		{"the task afterwards", "await asyncio.Receive(c)", `"1"`},
		{"recover", "func() { defer func() { fmt.Println(`recovered`, recover()) }(); select {} }()", asleep},
		{"a goroutine that sleeps", "s := make(chan string)\ngo func() { time.Sleep(1500 * time.Millisecond); s <- `slept` }()\n<-s", "slept"},
		{"a loop in a thread", `async func later() { await asyncio.Sleep(1500 * time.Millisecond); s <- "thread" }
job := asyncio.GetRunningLoop().RunInExecutor(nil, func() any { asyncio.Run(later()); return nil })
<-s`, "thread"},
		{"a child process", "go func() { exec.Command(`sleep`, `1.5`).Run(); s <- `child` }()\n<-s", "child"},
		{"a context", "ctx, _ := context.WithTimeout(context.Background(), 1500*time.Millisecond)\n<-ctx.Done()\nctx.Err()", "deadline exceeded"},
		{"a timer", "time.AfterFunc(1500*time.Millisecond, func() { s <- `timer` })\n<-s", "timer"},
	}
	file, connection := connectionFile(t)
	p := startProcess(t, build(t), file, connection, nil, nil)
	for _, test := range tests {
		if said := p.run(test.cell); !strings.Contains(said, test.want) {
			t.Errorf("%s: %q is not in %s", test.name, test.want, said)
		}
	}
	p.shutdown()
}
