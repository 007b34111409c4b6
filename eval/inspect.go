package eval

import (
	"context"
	"errors"
	"go/ast"
	"go/types"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"goasync/eval/inspect"
	"goasync/eval/internal/rt"
	"goasync/eval/internal/run"
	"goasync/eval/syntax"
)

// What follows may be called at any time and from any goroutine. None of it waits for a cell that runs, runs code of
// cells or changes the session, Evaluate apart.

// Complete proposes what may stand in place of the word before the cursor. The cursor and the positions of the answer
// count code points.
func (s *Session) Complete(code string, cursor int) inspect.Completions {
	var out inspect.Completions
	s.inspect(func(i *inspect.Inspector) { out = i.Complete(code, cursor) })
	return out
}

// Describe tells of the name at the cursor, or of the function whose call the cursor is in: its declaration, its
// comment, and where a cell declares it. It is false when there is nothing to say.
func (s *Session) Describe(code string, cursor int) (d inspect.Description, ok bool) {
	s.inspect(func(i *inspect.Inspector) { d, ok = i.Describe(code, cursor) })
	if value := s.value(d); value != "" {
		d.Head += " = " + value
	}
	return d, ok
}

// value glances at the variable of the session that is described; "" when there is none, or it cannot be told now.
func (s *Session) value(d inspect.Description) (value string) {
	if d.Kind != inspect.Variable || d.Place.Cell == "" {
		return ""
	}
	for _, v := range s.variables() {
		if v.name == d.Name {
			s.onLoop(func() {
				if stored := s.machine.Variables()[v.lowered]; stored.IsValid() {
					value = s.glance(v, stored).Value
				}
			})
		}
	}
	if value == unknownValue || strings.HasPrefix(value, "func(") { // its type says as much
		return ""
	}
	return value
}

// SignatureHelp tells of the function whose call the cursor is in, and of which argument.
func (s *Session) SignatureHelp(code string, cursor int) (help inspect.Signature, ok bool) {
	s.inspect(func(i *inspect.Inspector) { help, ok = i.SignatureHelp(code, cursor) })
	return help, ok
}

// Definition returns where the name at the cursor is declared in a cell.
func (s *Session) Definition(code string, cursor int) (p inspect.Place, ok bool) {
	s.inspect(func(i *inspect.Inspector) { p, ok = i.Definition(code, cursor) })
	return p, ok
}

// inspect asks a question. A cell on its way through the passes is waited for, some milliseconds.
func (s *Session) inspect(ask func(*inspect.Inspector)) {
	s.compile.Lock()
	defer s.compile.Unlock()
	ask(&inspect.Inspector{World: s.world, FileSet: s.machine.FileSet(), Suffix: run.FileSuffix, Source: s.sources.get})
}

func (s *sources) get(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text[name]
}

// A Variable is a variable of the session, a field or an element. Value is on one line and bounded in length.
type Variable struct {
	Name, Type, Value string
	// Children returns the fields or elements; it is nil when there are none.
	Children func() []Variable
}

// busyValue stands for values that cannot be read because a cell computes.
const busyValue = "(a cell is running)"

// unknownValue stands for values that cannot be read at all.
const unknownValue = "(cannot be shown)"

// Variables lists the variables of the session by name. While a cell computes, their values are not known.
func (s *Session) Variables() []Variable {
	vars := s.variables()
	var list []Variable
	if s.onLoop(func() {
		stored := s.machine.Variables()
		for _, v := range vars {
			if value := stored[v.lowered]; value.IsValid() {
				list = append(list, s.glance(v, value))
			}
		}
	}) {
		return list
	}
	list = nil
	for _, v := range vars {
		list = append(list, Variable{Name: v.name, Type: v.typeName, Value: busyValue})
	}
	return list
}

// A sessionVar is a variable as the passes know it.
type sessionVar struct {
	name, lowered, typeName string
	t                       types.Type
}

func (s *Session) variables() []sessionVar {
	s.compile.Lock()
	defer s.compile.Unlock()
	var list []sessionVar
	for _, name := range s.world.Names() {
		v, ok := s.world.Lookup(name).(*types.Var)
		if !ok {
			continue
		}
		if lowered, ok := s.lowerer.Name(v); ok {
			typeName := types.TypeString(v.Type(), types.RelativeTo(s.world.Package()))
			list = append(list, sessionVar{name, lowered, typeName, v.Type()})
		}
	}
	return list
}

// glance lists one variable. What cannot be looked at does not keep the others from being listed.
func (s *Session) glance(v sessionVar, value reflect.Value) (shown Variable) {
	defer func() {
		if recover() != nil {
			shown = Variable{Name: v.name, Type: v.typeName, Value: unknownValue}
		}
	}()
	return s.variable(s.env.Peek(v.name, value, v.t, s.shared()))
}

// shared reports whether code of cells may run beside the loop.
func (s *Session) shared() bool { return s.env.Goroutines() > 0 }

func (s *Session) variable(p rt.Peek) Variable {
	v := Variable{Name: p.Name, Type: p.Type, Value: p.Text}
	if p.Parts != nil {
		v.Children = func() []Variable {
			var list []Variable
			s.onLoop(func() {
				for _, part := range p.Parts() {
					list = append(list, s.variable(part))
				}
			})
			return list
		}
	}
	return v
}

// patience is how long the loop may take to come to a question.
const patience = 200 * time.Millisecond

// onLoop runs f on the loop and reports whether it did: it does not wait for a cell that computes.
func (s *Session) onLoop(f func()) bool {
	var taken atomic.Bool
	done := make(chan struct{})
	_, err := s.loop.CallSoonThreadsafe(func() {
		if taken.CompareAndSwap(false, true) {
			defer close(done)
			f()
		}
	})
	if err != nil {
		return false
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	case <-s.ended:
	}
	if taken.CompareAndSwap(false, true) {
		return false
	}
	<-done
	return true
}

// Evaluate runs an expression and returns its value as a cell would show it (user_expressions of an execute_request).
// Anything but an expression is refused.
func (s *Session) Evaluate(ctx context.Context, expression string) Result {
	cell, errs := syntax.Parse(s.machine.FileSet(), evaluationName+run.FileSuffix, expression)
	s.machine.FileSet().RemoveFile(cell.Tok)
	if len(errs) > 0 {
		plainNames(errs)
		return Result{Err: compileFailure(errs)}
	}
	isExpr := len(cell.Stmts) == 1 && len(cell.Decls) == 0 && len(cell.Imports) == 0
	if isExpr {
		_, isExpr = cell.Stmts[0].(*ast.ExprStmt)
	}
	if !isExpr {
		return Result{Err: &Failure{Name: "CompileError", Value: "not an expression: " + expression}}
	}
	s.mu.Lock()
	latest := s.latest
	s.mu.Unlock()
	defer s.setLatest(latest)
	return s.Execute(ctx, Cell{Source: expression, Name: evaluationName}, nowhere{})
}

const evaluationName = "expression"

// nowhere is the output of what nobody looks at.
type nowhere struct{}

func (nowhere) Stream(name, text string) {}
func (nowhere) Display(d Display)        {}
func (nowhere) Clear(wait bool)          {}
func (nowhere) Input(prompt string, password bool) (string, error) {
	return "", errors.New("an expression cannot ask for input")
}
