package run_test

import (
	"go/ast"
	"go/parser"
	asyncio "goasync/asyncrt"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"goasync/eval/internal/run"
)

// machine is a Machine with a support package that keeps what files register.
type machine struct {
	*run.Machine
	t          *testing.T
	registered map[int]any
}

func newMachine(t *testing.T) *machine {
	m := &machine{t: t, registered: map[int]any{}}
	register := func(n int, v any) bool { m.registered[n] = v; return true }
	m.Machine = run.New(map[string]reflect.Value{"Register": reflect.ValueOf(register)}, func(path string, table map[string]reflect.Value) {
		if path == "strings" {
			table["ToUpper"] = reflect.ValueOf(func(string) string { return "patched" })
		}
	})
	return m
}

// load loads a file whose imports are named p_NAME.
func (m *machine) load(name, src string, imports map[string]string, helpers map[string]reflect.Value) error {
	m.t.Helper()
	return m.Load(m.parse(name, src), imports, helpers)
}

func (m *machine) parse(name, src string) *ast.File {
	m.t.Helper()
	file, err := parser.ParseFile(m.FileSet(), name+run.FileSuffix, "package main\n"+src, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	return file
}

func TestLoad(t *testing.T) {
	m := newMachine(t)
	imports := map[string]string{"p_strings": "strings", "rt": "rt", "h": "h"}
	helpers := map[string]reflect.Value{"Double": reflect.ValueOf(func(n int) int { return 2 * n })}
	// Two files with the same imports, the second uses what the first declares.
	if err := m.load("cell 1", "var x_1 int = 20\nfunc f_2() int { return h.Double(x_1) + 2 }\nvar _ = rt.Register(1, f_2)", imports, helpers); err != nil {
		t.Fatal(err)
	}
	if err := m.load("cell 2", "func g_3() string { return p_strings.ToUpper(p_strings.Repeat(\"a\", f_2())) }\nvar _ = rt.Register(2, g_3)", imports, nil); err != nil {
		t.Fatal(err)
	}
	if got := m.registered[1].(func() int)(); got != 42 {
		t.Errorf("f() = %d", got)
	}
	if got := m.registered[2].(func() string)(); got != "patched" {
		t.Errorf("g() = %q", got)
	}
}

func TestLoadFails(t *testing.T) {
	m := newMachine(t)
	for name, src := range map[string]string{"undefined name": "var x_1 = undefined_2", "unknown package": "var y_1 = 1"} {
		imports := map[string]string{}
		if name == "unknown package" {
			imports["p_x"] = "no/such/package"
		}
		if err := m.load(name, src, imports, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := m.load("after", "var z_1 = 3", nil, nil); err != nil {
		t.Error(err)
	}
}

// TestLoadWhileRunning loads files from several goroutines while loaded code waits in a compiled call.
func TestLoadWhileRunning(t *testing.T) {
	m := newMachine(t)
	entered, leave := make(chan bool), make(chan bool)
	wait := func() int { entered <- true; <-leave; return 1 }
	if err := m.load("waiter", "func w_1() int { a := h.Wait(); return a + 1 }\nvar _ = rt.Register(1, w_1)",
		map[string]string{"rt": "rt", "h": "h"}, map[string]reflect.Value{"Wait": reflect.ValueOf(wait)}); err != nil {
		t.Fatal(err)
	}
	result := make(chan int)
	go func() { result <- m.registered[1].(func() int)() }()
	<-entered
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			name := "v_" + strings.Repeat("x", i+1)
			if err := m.load(name, "var "+name+" = 1", nil, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	leave <- true
	if got := <-result; got != 2 {
		t.Errorf("the code that waited returned %d", got)
	}
}

// TestTrace checks the notes of a panic: the places that raise and the functions that unwind, innermost first.
func TestTrace(t *testing.T) {
	m := newMachine(t)
	raise := func() { m.Trace().Raising(7); panic("boom") }
	if err := m.load("cell 1", "func inner_1() { h.Raise() }\nfunc outer_2() { inner_1() }\nvar _ = rt.Register(1, outer_2)",
		map[string]string{"rt": "rt", "h": "h"}, map[string]reflect.Value{"Raise": reflect.ValueOf(raise)}); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { recover() }()
		m.registered[1].(func())()
	}()
	want := []run.Frame{{Place: 7}, {Function: "inner_1"}, {Function: "outer_2"}}
	if got := m.Trace().Take(asyncio.CurrentContext()); !slices.Equal(got, want) {
		t.Errorf("frames %v, want %v", got, want)
	}
	if got := m.Trace().Take(asyncio.CurrentContext()); len(got) != 0 {
		t.Errorf("frames %v were kept", got)
	}
}

func TestFlag(t *testing.T) {
	m := newMachine(t)
	flag, err := m.Flag("stop")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.load("cell 1", "func f_1() int { if stop { return 1 }; return 0 }\nvar _ = rt.Register(1, f_1)", map[string]string{"rt": "rt"}, nil); err != nil {
		t.Fatal(err)
	}
	f := m.registered[1].(func() int)
	before := f()
	*flag = true
	if after := f(); before != 0 || after != 1 {
		t.Errorf("the code saw %d, then %d", before, after)
	}
}

// TestLoadForgets checks that nothing is left of functions that are called once, and that their names are free.
func TestLoadForgets(t *testing.T) {
	m := newMachine(t)
	load := func(n int) {
		src := "func once_1() int { n := 0; " + strings.Repeat("if n > 3 { n = n * 2 }; ", 50) + "return n }\nfunc init() { rt.Register(1, once_1) }"
		if err := m.Load(m.parse("cell", src), map[string]string{"rt": "rt"}, nil, "once_1"); err != nil {
			t.Fatal(n, err)
		}
		delete(m.registered, 1)
	}
	heap := func() int64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	for n := range 10 {
		load(n)
	}
	before := heap()
	const files = 200
	for n := range files {
		load(n)
	}
	if kept := (heap() - before) / files; kept > 2<<10 {
		t.Errorf("a file keeps %d bytes", kept)
	}
	if err := m.load("later", "var x_2 = once_1()", nil, nil); err == nil {
		t.Error("the name is still known")
	}
}

// TestVariablesStay checks that variables keep their place while the table of them grows.
func TestVariablesStay(t *testing.T) {
	m := newMachine(t)
	imports := map[string]string{"rt": "rt"}
	if err := m.load("first", "var x_1 int\nfunc add_2() int { x_1++; return x_1 }\nfunc init() { rt.Register(1, add_2) }", imports, nil); err != nil {
		t.Fatal(err)
	}
	add := m.registered[1].(func() int)
	for i := range 100 {
		add()
		name := "y_" + strconv.Itoa(i)
		if err := m.load(name, "var "+name+" int\nfunc init() { "+name+" = x_1 }", nil, nil); err != nil {
			t.Fatal(err)
		}
		if got := m.Variables()[name].Int(); got != int64(i+1) {
			t.Fatalf("file %d saw %d", i, got)
		}
	}
}
