// Package kerneltest tests kernels and what stands around them: a toy language, a transport in memory, a scripted
// client whose conversation is written down as a transcript, and a client for kernels that run as a process.
//
// It does not use package testing, so that commands can be built from it, see toykernel.
package kerneltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"goasync/kernel"
)

// Toy is a language of one command a line, see commands. It implements all capabilities that a kernel.Language can
// have. The zero value is ready.
type Toy struct {
	mu        sync.Mutex
	variables map[string]string
	running   map[int]context.CancelCauseFunc
	next      int
	tasks     sync.WaitGroup
}

// Plain is Toy without any optional capability.
type Plain struct{ kernel.Language }

// errKeyboard is the failure of a cell that was interrupted.
var errKeyboard = errors.New("interrupted")

// cell is a cell while it runs.
type cell struct {
	toy    *Toy
	ctx    context.Context
	out    kernel.Output
	reply  kernel.ExecuteReply
	number int
}

// commands are the words of the language. rest is what follows the word on its line.
var commands = map[string]func(c *cell, rest string) error{
	"print":    func(c *cell, rest string) error { return c.write(kernel.Stdout, rest+"\n") },
	"eprint":   func(c *cell, rest string) error { return c.write(kernel.Stderr, rest+"\n") },
	"write":    writeQuoted,
	"lines":    lines,
	"big":      big,
	"value":    value,
	"fail":     fail,
	"panic":    func(_ *cell, rest string) error { panic(rest) },
	"abort":    func(c *cell, _ string) error { c.reply.Status = kernel.Aborted; return nil },
	"sleep":    sleep,
	"block":    func(c *cell, _ string) error { <-c.ctx.Done(); return context.Cause(c.ctx) },
	"after":    after,
	"display":  display,
	"update":   update,
	"clear":    func(c *cell, rest string) error { c.out.ClearOutput(rest == "wait"); return nil },
	"input":    func(c *cell, rest string) error { return c.ask(rest, false) },
	"password": func(c *cell, rest string) error { return c.ask(rest, true) },
	"comm":     openComm,
	"set":      set,
	"payload":  payload,
	"page":     page,
}

// Info implements kernel.Language.
func (*Toy) Info() kernel.LanguageInfo {
	return kernel.LanguageInfo{
		Implementation: "toy", ImplementationVersion: "1.0", Banner: "A toy", Name: "toy", Version: "1",
		MIMEType: "text/x-toy", FileExtension: ".toy", PygmentsLexer: "text",
		HelpLinks: []kernel.HelpLink{{Text: "Help", URL: "https://example.org/"}},
	}
}

// Execute implements kernel.Language: it runs the lines of a cell until one fails.
func (t *Toy) Execute(ctx context.Context, request kernel.ExecuteRequest, out kernel.Output) kernel.ExecuteReply {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	number := t.enter(cancel)
	defer t.leave(number)
	c := &cell{toy: t, ctx: ctx, out: out, number: request.ExecutionCount}
	for line := range strings.SplitSeq(request.Code, "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" {
			continue
		}
		command, known := commands[word]
		if !known {
			c.reply.Error = &kernel.Error{Name: "SyntaxError", Value: "no command " + word}
		} else if err := command(c, rest); err != nil && c.reply.Error == nil {
			c.reply.Error = &kernel.Error{Name: errorName(err), Value: err.Error(), Traceback: []string{"in " + word, err.Error()}}
		}
		if c.reply.Error != nil {
			break
		}
	}
	return c.reply
}

func errorName(err error) string {
	if errors.Is(err, errKeyboard) || errors.Is(err, kernel.ErrInterrupted) {
		return "KeyboardInterrupt"
	}
	return "Error"
}

func (t *Toy) enter(cancel context.CancelCauseFunc) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.running == nil {
		t.running = map[int]context.CancelCauseFunc{}
	}
	t.next++
	t.running[t.next] = cancel
	return t.next
}

func (t *Toy) leave(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.running, number)
}

// Interrupt implements kernel.Language.
func (t *Toy) Interrupt() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, cancel := range t.running {
		cancel(errKeyboard)
	}
}

// Shutdown implements kernel.Language: it waits for the tasks in the background.
func (t *Toy) Shutdown(bool) { t.tasks.Wait() }

func (c *cell) write(stream, text string) error {
	c.out.Stream(stream, text)
	return nil
}

// writeQuoted writes a Go string literal, which may hold parts of characters.
func writeQuoted(c *cell, rest string) error {
	text, err := strconv.Unquote(rest)
	if err != nil {
		return err
	}
	return c.write(kernel.Stdout, text)
}

func lines(c *cell, rest string) error {
	n, err := strconv.Atoi(rest)
	if err != nil {
		return err
	}
	for i := range n {
		if c.ctx.Err() != nil {
			return context.Cause(c.ctx)
		}
		c.out.Stream(kernel.Stdout, "line "+strconv.Itoa(i)+"\n")
	}
	return nil
}

// big writes that many lines of a million bytes.
func big(c *cell, rest string) error {
	n, err := strconv.Atoi(rest)
	if err != nil {
		return err
	}
	line := strings.Repeat("x", 999_999) + "\n"
	for range n {
		c.out.Stream(kernel.Stdout, line)
	}
	return nil
}

// value is the cell's result: that of a variable, or else the text itself.
func value(c *cell, rest string) error {
	if v, ok := c.toy.get(rest); ok {
		rest = v
	}
	c.reply.Result = text(rest)
	return nil
}

func text(s string) *kernel.MIMEBundle {
	return &kernel.MIMEBundle{Data: map[string]any{"text/plain": s}}
}

func fail(c *cell, rest string) error {
	name, message, _ := strings.Cut(rest, " ")
	c.reply.Error = &kernel.Error{Name: name, Value: message}
	return nil
}

func sleep(c *cell, rest string) error {
	d, err := time.ParseDuration(rest)
	if err != nil {
		return err
	}
	select {
	case <-time.After(d):
		return nil
	case <-c.ctx.Done():
		return context.Cause(c.ctx)
	}
}

// after starts a task that prints, or with "fail" fails, when its cell may be long done.
func after(c *cell, rest string) error {
	delay, message, _ := strings.Cut(rest, " ")
	d, err := time.ParseDuration(delay)
	if err != nil {
		return err
	}
	c.toy.tasks.Go(func() {
		time.Sleep(d)
		if message == "fail" {
			c.out.Error(kernel.Error{Name: "TaskError", Value: "in the background"})
			return
		}
		c.out.Stream(kernel.Stdout, message+"\n")
	})
	return nil
}

func display(c *cell, rest string) error {
	message, id, _ := strings.Cut(rest, " as ")
	c.out.Display(kernel.DisplayData{MIMEBundle: *text(message), DisplayID: id})
	return nil
}

func update(c *cell, rest string) error {
	id, message, _ := strings.Cut(rest, " ")
	c.out.UpdateDisplay(kernel.DisplayData{MIMEBundle: *text(message), DisplayID: id})
	return nil
}

func (c *cell) ask(prompt string, password bool) error {
	answer, err := c.out.Input(c.ctx, prompt, password)
	if err != nil {
		return err
	}
	return c.write(kernel.Stdout, "got "+answer+"\n")
}

// openComm opens a comm that sends back what it receives and prints when it is closed.
func openComm(c *cell, rest string) error {
	first := kernel.CommMessage{Data: map[string]any{"cell": c.number}}
	_, err := c.out.OpenComm(rest, first, func(comm *kernel.Comm) { Echo(comm, kernel.CommEvent{}) })
	return err
}

// Echo makes comm send back what it receives and show its closing. It serves as a target of kernel.Comms.
func Echo(comm *kernel.Comm, _ kernel.CommEvent) {
	comm.OnMessage(func(e kernel.CommEvent) {
		err := comm.With(e.Out).Send(kernel.CommMessage{Data: e.Data, Buffers: e.Buffers})
		if err != nil {
			e.Out.Stream(kernel.Stderr, err.Error())
		}
	})
	comm.OnClose(func(e kernel.CommEvent) { e.Out.Stream(kernel.Stdout, "closed\n") })
}

func set(c *cell, rest string) error {
	name, v, _ := strings.Cut(rest, " ")
	c.toy.mu.Lock()
	defer c.toy.mu.Unlock()
	if c.toy.variables == nil {
		c.toy.variables = map[string]string{}
	}
	c.toy.variables[name] = v
	return nil
}

func (t *Toy) get(name string) (v string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok = t.variables[name]
	return v, ok
}

// names returns the variables in order.
func (t *Toy) names() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.variables))
}

func payload(c *cell, rest string) error {
	c.reply.Payload = []map[string]any{{"source": "set_next_input", "text": rest, "replace": false}}
	return nil
}

func page(c *cell, rest string) error {
	c.reply.Payload = []map[string]any{{"source": "page", "data": text(rest).Data, "start": 0}}
	return nil
}

// word finds the word around the cursor, in code points.
func word(code string, cursor int) (prefix string, start int) {
	before := string([]rune(code)[:cursor])
	at := strings.LastIndexAny(before, " \n") + 1
	return before[at:], utf8.RuneCountInString(before[:at])
}

// Complete implements kernel.Completer: commands and variables.
func (t *Toy) Complete(_ context.Context, code string, cursor int) kernel.CompleteReply {
	prefix, start := word(code, cursor)
	reply := kernel.CompleteReply{Start: start, End: cursor}
	add := func(names []string, kind, signature string) {
		for _, name := range names {
			if strings.HasPrefix(name, prefix) {
				reply.Matches = append(reply.Matches, name)
				reply.Types = append(reply.Types, kernel.CompletionType{Text: name, Kind: kind, Signature: signature})
			}
		}
	}
	add(slices.Sorted(maps.Keys(commands)), "function", "TEXT")
	add(t.names(), "instance", "")
	return reply
}

// Inspect implements kernel.Inspector: variables, and the word toy.
func (t *Toy) Inspect(_ context.Context, code string, cursor, detail int) (kernel.MIMEBundle, bool) {
	prefix, _ := word(code, cursor)
	if prefix == "toy" {
		return *text("a language for tests"), true
	}
	v, ok := t.get(prefix)
	if !ok {
		return kernel.MIMEBundle{}, false
	}
	if detail > 0 {
		v = fmt.Sprintf("%s, of %d bytes", v, len(v))
	}
	return *text(v), true
}

// IsComplete implements kernel.CompletenessChecker: a backslash at the end of the code continues it, a bracket is wrong.
func (*Toy) IsComplete(_ context.Context, code string) (kernel.Completeness, string) {
	switch {
	case strings.HasSuffix(code, "\\"):
		return kernel.Incomplete, "  "
	case strings.Contains(code, ")"):
		return kernel.Invalid, ""
	}
	return kernel.Complete, ""
}

// Evaluate implements kernel.Evaluator: variables.
func (t *Toy) Evaluate(_ context.Context, expression string) (kernel.MIMEBundle, *kernel.Error) {
	v, ok := t.get(expression)
	if !ok {
		return kernel.MIMEBundle{}, &kernel.Error{Name: "NameError", Value: expression}
	}
	return *text(v), nil
}

// Variables implements kernel.VariablesInspector. The letters of a variable are its children.
func (t *Toy) Variables(context.Context) []kernel.Variable {
	var all []kernel.Variable
	for _, name := range t.names() {
		v, _ := t.get(name)
		all = append(all, kernel.Variable{Name: name, Type: "text", Value: v, Children: func() []kernel.Variable {
			var letters []kernel.Variable
			for i, letter := range v {
				letters = append(letters, kernel.Variable{Name: strconv.Itoa(i), Type: "letter", Value: string(letter)})
			}
			return letters
		}})
	}
	return all
}

// Variable implements kernel.VariablesInspector.
func (t *Toy) Variable(_ context.Context, name string) (kernel.MIMEBundle, bool) {
	v, ok := t.get(name)
	if !ok {
		return kernel.MIMEBundle{}, false
	}
	return kernel.MIMEBundle{Data: map[string]any{"text/plain": v, "text/html": "<b>" + v + "</b>"}}, true
}
