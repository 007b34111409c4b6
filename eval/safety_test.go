package eval_test

import (
	"strings"
	"testing"

	"goasync/eval"
)

// TestAbsurdSizes runs cells that ask compiled code for more than any machine has.
func TestAbsurdSizes(t *testing.T) {
	const limited = "MemoryLimit: out of memory: the limit is 700 MB"
	tests := []struct{ cell, want string }{
		{"var b bytes.Buffer\nb.Grow(1<<40)", limited},
		{"var b strings.Builder\nb.Grow(1<<40)", limited},
		{"bufio.NewReaderSize(strings.NewReader(\"x\"), 1<<40)", limited},
		{"bufio.NewWriterSize(io.Discard, 1<<40)", limited},
		{"image.NewRGBA(image.Rect(0, 0, 1<<20, 1<<20))", limited},
		{"image.NewYCbCr(image.Rect(0, 0, 1<<20, 1<<20), image.YCbCrSubsampleRatio444)", limited},
		{"image.NewGray(image.Rect(0, 0, 7, 3)).Bounds().Dx()", "=> 7"},
		{"x := big.NewInt(1)\nx.Lsh(x, 1<<40)", limited},
		{"new(big.Int).SetBit(big.NewInt(0), 1<<40, 1)", limited},
		{"new(big.Int).Exp(big.NewInt(10), big.NewInt(1<<40), nil)", limited},
		{"new(big.Int).Exp(big.NewInt(10), big.NewInt(1<<40), big.NewInt(7))", "=> 4"},
		{"new(big.Int).MulRange(1, 1<<40)", limited},
		{"new(big.Int).MulRange(1, 5)", "=> 120"},
		{"new(big.Int).Binomial(1<<40, 1<<39)", limited},
		{"new(big.Float).SetPrec(math.MaxUint32)\nbig.NewFloat(1.5).Text('f', 1<<40)", limited},
		{"big.NewRat(1, 3).FloatString(1<<40)", limited},
		{"reflect.MakeSlice(reflect.TypeOf([]int{}), 1<<40, 1<<40)", limited},
		{"reflect.MakeSlice(reflect.TypeOf([]int{}), 1, 3).Cap()", "=> 3"},
		{"reflect.MakeChan(reflect.TypeOf(make(chan int)), 1<<40)", limited},
		{"reflect.New(reflect.ArrayOf(1<<40, reflect.TypeOf(1)))", limited},
		{"reflect.ValueOf(&[]int{}).Elem().Grow(1<<40)", limited},
		{"rand.Perm(1<<40)", limited},
		{"ring.New(1<<40)", limited},
		{"strconv.FormatFloat(1, 'f', 1<<40, 64)", limited},
		{"strings.Join(slices.Repeat([]string{strings.Repeat(\"x\", 1<<20)}, 1<<20), \"\")", limited},
		{"strings.ReplaceAll(strings.Repeat(\"a\", 100<<20), \"a\", strings.Repeat(\"b\", 1<<20))", limited},
		{"strings.ReplaceAll(\"aba\", \"a\", \"ccc\")", "=> \"cccbccc\""},
		{"make(map[string][1000]byte, 1<<31)", limited},
		{"n := 1<<31\nm := make(map[string][1000]byte, n)", limited},
		{"len(make(map[int]int, 1<<62))", "=> 0"},
		{"var a [1<<40]byte", "type [1099511627776]byte is larger than the memory: the limit is 700 MB"},
		{"type T struct{ a [1<<38]int }\np := new(T)", "is larger than the memory"},
		{"func f(p *[1<<29]byte) int { return len(p) }\nf(nil)", "=> 536870912"},
		{"f, _ := os.Open(\"/dev/zero\")\nio.ReadAll(f)", limited},
		{"os.ReadFile(\"/dev/zero\")", limited},
		{"io.Copy(&bytes.Buffer{}, rand.New(rand.NewSource(1)))", limited},
		{"f, _ := os.Open(\"/dev/zero\")\nbufio.NewReader(f).ReadString('\\n')", limited},
		{"f, _ := os.CreateTemp(\"\", \"\")\nf.Truncate(1<<40)\ndefer os.Remove(f.Name())\nos.ReadFile(f.Name())", limited},
		{"f, _ := os.CreateTemp(\"\", \"\")\nf.WriteString(\"text\")\ndefer os.Remove(f.Name())\nb, err := os.ReadFile(f.Name())\nfmt.Println(string(b), err)", "text <nil>"},
	}
	s, err := eval.NewSession(eval.Options{MemoryLimit: 700 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, test := range tests {
		out := &notes{}
		if got := execute(s, eval.Cell{Source: test.cell, Count: 2*i + 1}, out); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %s, want %s", test.cell, got, test.want)
		}
		if got := execute(s, eval.Cell{Source: "2 + 3", Count: 2*i + 2}, out); got != "=> 5\n" {
			t.Fatalf("%s: afterwards 2 + 3 is %s", test.cell, got)
		}
	}
}

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
		{"standard output set to a pipe", "r, w, _ := os.Pipe()\nold := os.Stdout\nos.Stdout = w\nfmt.Println(1)\nfmt.Fprintln(os.Stdout, 2)\nw.Close()\nos.Stdout = old\nb, _ := io.ReadAll(r)\nfmt.Printf(\"%q\", b)", "\"1\\n2\\n\""},
		{"standard output set to a file that is closed", "old := os.Stdout\nos.Stdout, _ = os.Open(os.DevNull)\nos.Stdout.Close()\nfmt.Println(\"seen\")\nos.Stdout = old", "seen"},
		{"a variable of Go's library set", "old := http.DefaultClient\nc := &http.Client{}\nhttp.DefaultClient = c\nfmt.Println(http.DefaultClient == c, http.DefaultClient == old)\nhttp.DefaultClient = old", "true false"},
		{"no standard output", "old := os.Stdout\nos.Stdout = nil\nfmt.Println(\"seen\")\nos.Stdout = old", "seen"},
		{"standard input set to a pipe", "r, w, _ := os.Pipe()\nold := os.Stdin\nos.Stdin = r\nfmt.Fprintln(w, 7)\nn := 0\nfmt.Scan(&n)\nos.Stdin = old\nn", "=> 7"},
		{"files made of numbers, closed", "for i := range uintptr(40) { if f := os.NewFile(i, \"x\"); f != nil { f.Close() } }\nkept", "=> 5"},
		{"files made of numbers, forgotten", "for i := range uintptr(40) { os.NewFile(i, \"x\") }\nruntime.GC()\nruntime.GC()\nkept", "=> 5"},
		{"a file made of another's number", "r, w, _ := os.Pipe()\ng := os.NewFile(w.Fd(), \"w\")\ng.WriteString(\"text\")\ng.Close()\nw.Close()\nb, _ := io.ReadAll(r)\nfmt.Println(string(b))", "text"},
		{"an error of Go's library set", "io.EOF = nil", "cell 2:1:1: io.EOF cannot be set: the kernel uses it, too"},
		{"the address of an error of Go's library", "p := &context.Canceled", "context.Canceled cannot be set"},
		{"the random numbers of Go's library", "import r \"crypto/rand\"\nr.Reader = strings.NewReader(\"\")", "rand.Reader cannot be set"},
		{"a log without writer", "log.SetOutput(nil)", "nil pointer dereference"},
		{"nil for an interface of another package", "bufio.NewWriter(nil).Buffered()", "=> 0"},
		{"a handler registered twice", "http.HandleFunc(\"/twice\", http.NotFound)\nhttp.HandleFunc(\"/twice\", http.NotFound)", "pattern \"/twice\" conflicts with pattern \"/twice\""},
		{"a directory that is gone", "old, _ := os.Getwd()\nd, _ := os.MkdirTemp(\"\", \"\")\nos.Chdir(d)\nos.Remove(d)\n_, err := os.Getwd()\nfmt.Println(err != nil)\nos.Chdir(old)", "true"},
		{"one processor and a busy goroutine", "n := runtime.GOMAXPROCS(1)\ndone := false\ngo func() { for !done {} }()\nawait asyncio.Sleep(time.Millisecond)\ndone = true\nruntime.GOMAXPROCS(n) > 0", "=> true"},
		{"limits of the run-time system", "debug.SetGCPercent(debug.SetGCPercent(-1))\ndebug.SetMaxThreads(1)\ndebug.SetPanicOnFault(true)\ndebug.SetMemoryLimit(debug.SetMemoryLimit(1))\nkept", "=> 5"},
		{"os.Exit deferred in a panic", "func f() { defer os.Exit(3); panic(1) }\nf()", "! ExitError"},
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

// TestMemoryOfGoroutine has a goroutine allocate without end while its cell waits for it: it is ended, and the cell goes on.
func TestMemoryOfGoroutine(t *testing.T) {
	s, err := eval.NewSession(eval.Options{MemoryLimit: 400 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const cell = "var wg sync.WaitGroup\nwg.Go(func() { var hog [][]byte; for { hog = append(hog, make([]byte, 1<<20)) } })\nwg.Wait()\n2 + 3"
	out := &notes{}
	if got := execute(s, eval.Cell{Source: cell, Count: 1}, out); !strings.Contains(got, "stderr: MemoryLimit: out of memory") || !strings.Contains(got, "=> 5") {
		t.Error(got)
	}
}
