package eval_test

import (
	"strings"
	"testing"

	"goasync/eval"
)

// TestNothingEndsTheKernel runs cells that would end a Go program, or take from it what it lives on: each fails by itself at
// most, and the session goes on.
func TestNothingEndsTheKernel(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"a String method that prints its value", "type R struct{ n int }\nfunc (r R) String() string { return fmt.Sprintf(\"%v\", r) }\nfmt.Println(R{1})", "! StackOverflow"},
		{"a map in itself, printed", "m := map[string]any{}\nm[\"m\"] = m\nfmt.Println(m)", "! StackOverflow\nStackOverflow: stack overflow: the value contains itself"},
		{"a list in itself, logged", "type L []any\nl := L{nil}\nl[0] = l\nlog.Printf(\"%v\", l)", "! StackOverflow"},
		{"a map in itself as JSON", "m := map[string]any{}\nm[\"m\"] = m\n_, err := json.Marshal(m)\nfmt.Println(err)", "encountered a cycle"},
		{"a map in itself, shown", "m := map[string]any{}\nm[\"m\"] = m\nm", "=> {"},
		{"a slice that fits nowhere", "make([]byte, 1<<40)", "! MemoryLimit"},
		{"a slice of a size known late", "n := kept << 40\nb := make([]int, n)", "! MemoryLimit"},
		{"a negative size", "make([]int, kept-6)", "makeslice: len out of range"},
		{"a channel that fits nowhere", "make(chan [1024]byte, 1<<30)", "! MemoryLimit"},
		{"a text that fits nowhere", "strings.Repeat(\"abcdefgh\", 1<<40)", "! MemoryLimit"},
		{"an endless reader", "type R struct{}\nfunc (R) Read(p []byte) (int, error) { return len(p), nil }\nio.ReadAll(R{})", "! MemoryLimit"},
		{"a mutex that nobody holds", "var mu sync.Mutex\nmu.Unlock()", "fatal error: sync: unlock of unlocked mutex"},
		{"a read lock that nobody holds", "var mu sync.RWMutex\nmu.RUnlock()", "fatal error: sync: RUnlock of unlocked RWMutex"},
		{"a read lock given back by the writer", "var mu sync.RWMutex\nmu.Lock()\nmu.RUnlock()", "fatal error: sync: RUnlock of unlocked RWMutex"},
		{"a write lock that nobody holds", "var mu sync.RWMutex\nmu.Unlock()", "fatal error: sync: Unlock of unlocked RWMutex"},
		{"locks used well", "var mu sync.RWMutex\nmu.RLock(); mu.RUnlock(); mu.Lock(); mu.Unlock()\nvar m sync.Mutex\nm.Lock(); m.Unlock()\nkept", "=> 5"},
		{"os.Exit", "os.Exit(3)", "! ExitError\nExitError: exit status 3"},
		{"os.Exit in a goroutine", "done := make(chan bool)\ngo func() { defer close(done); os.Exit(4) }()\n<-done\nawait asyncio.Sleep(time.Millisecond)", "stderr: ExitError: exit status 4\nin a goroutine, started at cell 2 line 2"},
		{"log.Fatal", "log.SetFlags(0)\nlog.Fatal(\"bye\")", "stderr: bye\n! ExitError"},
		{"a logger's Fatal", "log.New(os.Stdout, \"p: \", 0).Fatalf(\"%T\", kept)", "p: int\n! ExitError"},
		{"flags that exit", "fs := flag.NewFlagSet(\"x\", flag.ExitOnError)\nfs.Parse([]string{\"-y\"})", "flag provided but not defined: -y"},
		{"a timer that panics", "done := make(chan bool)\ntime.AfterFunc(time.Millisecond, func() { defer close(done); panic(\"late\") })\n<-done\nawait asyncio.Sleep(time.Millisecond)", "stderr: panic: late\nin a goroutine\ncell 2 line 2"},
		{"a WaitGroup's goroutine that panics", "var wg sync.WaitGroup\nwg.Go(func() { panic(\"in Go\") })\nwg.Wait()", "stderr: panic: in Go"},
		{"a context's function that panics", "ctx, cancel := context.WithCancel(context.Background())\ndone := make(chan bool)\ncontext.AfterFunc(ctx, func() { defer close(done); panic(\"after\") })\ncancel()\n<-done\nawait asyncio.Sleep(time.Millisecond)", "stderr: panic: after"},
		{"a writer that panics under a command", "type W struct{}\nfunc (W) Write(p []byte) (int, error) { panic(\"in Write\") }\ncmd := exec.Command(\"echo\", \"hi\")\ncmd.Stdout = W{}\nfmt.Println(cmd.Run())", "panic: in Write"},
		{"a handler that panics", "log.SetFlags(0)\nsrv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(\"oops\") }))\n_, err := http.Get(srv.URL)\nsrv.Close()\nfmt.Println(err != nil)", ": oops\ncell 2 line 2"},
		{"a handler of the cell's own type that panics", "type H struct{}\nfunc (H) ServeHTTP(http.ResponseWriter, *http.Request) { panic(\"oops\") }\nsrv := httptest.NewServer(H{})\n_, err := http.Get(srv.URL)\nsrv.Close()\nfmt.Println(err != nil)", "in H.ServeHTTP"},
		{"a goroutine locked to its thread", "runtime.LockOSThread()\nawait asyncio.Sleep(0)\nkept", "=> 5"},
		{"a breakpoint", "runtime.Breakpoint()", "runtime.Breakpoint called without a debugger"},
		{"a small stack", "debug.SetMaxStack(1000)", "=> 1073741824"},
		{"no signals", "signal.Reset()\nsignal.Ignore(os.Interrupt)\nkept", "=> 5"},
		{"its own process killed", "p, _ := os.FindProcess(os.Getpid())\np.Kill()", "a cell cannot kill the process that runs it"},
		{"streams closed", "os.Stdout.Close(); os.Stderr.Close(); os.Stdin.Close()\nfmt.Println(kept)\nfmt.Fprintln(os.Stderr, kept)", "5\nstderr: 5"},
		{"runtime.Goexit", "runtime.Goexit()", "! RuntimeError"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := eval.NewSession(eval.Options{MemoryLimit: 700 << 20})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			out := &notes{}
			execute(s, eval.Cell{Source: "kept := 5", Count: 1}, out)
			if got := execute(s, eval.Cell{Source: test.cell, Count: 2}, out); !strings.Contains(got, test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if got := execute(s, eval.Cell{Source: "kept", Count: 3}, out); got != "=> 5\n" {
				t.Errorf("afterwards kept is %s", got)
			}
		})
	}
}
