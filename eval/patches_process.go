package eval

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"reflect"
	"slices"

	"goasync/eval/internal/rt"
)

// What in Go's library would end the process, or take its signals away, does so to the cell at most.

// methodPatch returns what stands for a method of a compiled type, receiver first; nil for most.
func (s *Session) methodPatch(recv reflect.Type, name string) any {
	switch recv {
	case reflect.TypeFor[*log.Logger]():
		return s.loggerPatch(name)
	case reflect.TypeFor[*flag.FlagSet]():
		if name == "Parse" {
			return s.parseFlagSet
		}
	case reflect.TypeFor[*os.Process]():
		switch name {
		case "Kill":
			return func(p *os.Process) error { return signalProcess(p, os.Kill) }
		case "Signal":
			return signalProcess
		}
	}
	return nil
}

// logPatches keep log.Fatal from ending the process, and let formats know boxed values.
func (s *Session) logPatches(to func() *log.Logger) map[string]any {
	verbs := func(f string, a []any) string { f, a = s.env.Verbs(f, a); return fmt.Sprintf(f, a...) }
	operands := func(a []any) string { return fmt.Sprintln(s.env.Operands(a)...) }
	spaced := func(a []any) string { return fmt.Sprint(s.env.Spaced(a)...) }
	print := func(text string) { _ = s.env.Log(to(), text) } // as package log, which does not tell either
	fatal := func(text string) { print(text); exit(1) }
	failing := func(text string) { print(text); panic(text) }
	return map[string]any{
		"Print":   func(a ...any) { print(spaced(a)) },
		"Println": func(a ...any) { print(operands(a)) },
		"Printf":  func(f string, a ...any) { print(verbs(f, a)) },
		"Panic":   func(a ...any) { failing(spaced(a)) },
		"Panicln": func(a ...any) { failing(operands(a)) },
		"Panicf":  func(f string, a ...any) { failing(verbs(f, a)) },
		"Fatal":   func(a ...any) { fatal(spaced(a)) },
		"Fatalln": func(a ...any) { fatal(operands(a)) },
		"Fatalf":  func(f string, a ...any) { fatal(verbs(f, a)) },
		"Output":  func(_ int, text string) error { return s.env.Log(to(), text) },
	}
}

// withSetOutput adds log.SetOutput: packages of the kernel log, too, and without a writer they would panic.
func withSetOutput(table map[string]any) map[string]any {
	table["SetOutput"] = func(w io.Writer) {
		if w == nil {
			panic(rt.ErrNilDereference)
		}
		log.SetOutput(w)
	}
	return table
}

// setDefaultLogger is slog.SetDefault, which notices that there is no logger when it has set it.
func setDefaultLogger(l *slog.Logger) {
	_ = l.Handler()
	slog.SetDefault(l)
}

// loggerPatch returns the same for the methods of a logger.
func (s *Session) loggerPatch(name string) any {
	f, ok := s.logPatches(nil)[name]
	if !ok {
		return nil
	}
	t := reflect.TypeOf(f)
	in := []reflect.Type{reflect.TypeFor[*log.Logger]()}
	for i := range t.NumIn() {
		in = append(in, t.In(i))
	}
	out := make([]reflect.Type, t.NumOut())
	for i := range out {
		out[i] = t.Out(i)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, t.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		logger := args[0].Interface().(*log.Logger)
		own := s.logPatches(func() *log.Logger { return logger })[name]
		if f := reflect.ValueOf(own); t.IsVariadic() {
			return f.CallSlice(args[1:])
		} else {
			return f.Call(args[1:])
		}
	}).Interface()
}

// parseFlagSet is the method Parse of *flag.FlagSet.
func (s *Session) parseFlagSet(set *flag.FlagSet, args []string) error {
	return s.parseFlags(set, args)
}

// parseFlags parses flags as a set does that is made with flag.ExitOnError, which ends the program. Of the program's own
// arguments, which are the kernel's, cells see none.
func (s *Session) parseFlags(set *flag.FlagSet, args []string) error {
	handling := set.ErrorHandling()
	if handling != flag.ExitOnError {
		return set.Parse(args)
	}
	if set.Output() == os.Stderr {
		set.SetOutput(s.stream("stderr"))
	}
	set.Init(set.Name(), flag.ContinueOnError)
	defer set.Init(set.Name(), handling)
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		exit(0)
	} else if err != nil {
		exit(2)
	}
	return nil
}

var errOwnProcess = errors.New("os: a cell cannot kill the process that runs it")

// signalProcess is the method Signal of *os.Process. An interrupt may be sent to the kernel's own process too.
func signalProcess(p *os.Process, sig os.Signal) error {
	if p.Pid == os.Getpid() && sig != os.Interrupt {
		return errOwnProcess
	}
	return p.Signal(sig)
}

// without calls f for the signals in a list that the kernel does not need. An empty list stands for all there are, so
// f gets none.
func without(list []os.Signal, f func(...os.Signal)) {
	list = slices.DeleteFunc(slices.Clone(list), func(sig os.Signal) bool { return sig == os.Interrupt || sig == os.Kill })
	if len(list) > 0 {
		f(list...)
	}
}
