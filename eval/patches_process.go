package eval

import (
	"errors"
	"flag"
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
	verbs, operands, spaced := s.env.Verbs, s.env.Operands, s.env.Spaced
	return map[string]any{
		"Print":   func(a ...any) { to().Print(spaced(a)...) },
		"Println": func(a ...any) { to().Println(operands(a)...) },
		"Printf":  func(f string, a ...any) { f, a = verbs(f, a); to().Printf(f, a...) },
		"Panic":   func(a ...any) { to().Panic(spaced(a)...) },
		"Panicln": func(a ...any) { to().Panicln(operands(a)...) },
		"Panicf":  func(f string, a ...any) { f, a = verbs(f, a); to().Panicf(f, a...) },
		"Fatal":   func(a ...any) { to().Print(spaced(a)...); exit(1) },
		"Fatalln": func(a ...any) { to().Println(operands(a)...); exit(1) },
		"Fatalf":  func(f string, a ...any) { f, a = verbs(f, a); to().Printf(f, a...); exit(1) },
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
	return reflect.MakeFunc(reflect.FuncOf(in, nil, true), func(args []reflect.Value) []reflect.Value {
		logger := args[0].Interface().(*log.Logger)
		own := s.logPatches(func() *log.Logger { return logger })[name]
		return reflect.ValueOf(own).CallSlice(args[1:])
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
