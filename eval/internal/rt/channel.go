package rt

import (
	"reflect"
	"slices"
)

// Channel operations of cells. They can be woken by an interrupt.

func (e *Env) buildChannel(h *Helper) reflect.Value {
	ch := e.lockedType(h.From)
	switch h.Kind {
	case Send:
		return makeFunc(typesOf(ch, ch.Elem()), nil, func(args []reflect.Value) []reflect.Value {
			e.send(args[0], args[1])
			return nil
		})
	case Recv:
		return makeFunc(typesOf(ch), typesOf(ch.Elem()), func(args []reflect.Value) []reflect.Value {
			v, _ := e.recv(args[0])
			return one(v)
		})
	}
	return makeFunc(typesOf(ch), typesOf(ch.Elem(), boolReflect), func(args []reflect.Value) []reflect.Value {
		v, ok := e.recv(args[0])
		return []reflect.Value{v, reflect.ValueOf(ok)}
	})
}

func (e *Env) send(ch, v reflect.Value) {
	if !ch.IsNil() && ch.TrySend(v) {
		return
	}
	e.wait([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: ch, Send: v}})
}

func (e *Env) recv(ch reflect.Value) (reflect.Value, bool) {
	if !ch.IsNil() {
		if v, ok := ch.TryRecv(); v.IsValid() {
			return v, ok
		}
	}
	_, v, ok := e.wait([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}})
	return v, ok
}

// wait blocks until one of the cases goes ahead, or an interrupt raises.
func (e *Env) wait(cases []reflect.SelectCase) (int, reflect.Value, bool) {
	wake, done := e.interrupt.block()
	defer done()
	all := append(slices.Clip(cases), reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(wake)})
	for {
		i, v, ok := reflect.Select(all)
		if i < len(cases) {
			return i, v, ok
		}
		e.checkpoint()
	}
}

func closeChannel(ch any) { reflect.ValueOf(ch).Close() }

// A selection is one run of a select statement.
type selection struct {
	env        *Env
	cases      []reflect.SelectCase
	hasDefault bool
	// Value and OK are what a receive gave.
	Value any
	OK    bool
}

func (e *Env) newSelect() *selection { return &selection{env: e} }

// Recv adds a receive.
func (s *selection) Recv(ch any) {
	s.cases = append(s.cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ch)})
}

// Send adds a send.
func (s *selection) Send(ch, v any) {
	c := reflect.ValueOf(ch)
	value := reflect.New(c.Type().Elem()).Elem()
	if v != nil {
		value.Set(reflect.ValueOf(v))
	}
	s.cases = append(s.cases, reflect.SelectCase{Dir: reflect.SelectSend, Chan: c, Send: value})
}

// Default adds the default case.
func (s *selection) Default() {
	s.hasDefault = true
	s.cases = append(s.cases, reflect.SelectCase{Dir: reflect.SelectDefault})
}

// Wait returns the index of the case that went ahead.
func (s *selection) Wait() int {
	var i int
	var v reflect.Value
	if s.hasDefault {
		i, v, s.OK = reflect.Select(s.cases)
	} else {
		i, v, s.OK = s.env.wait(s.cases)
	}
	if v.IsValid() {
		s.Value = v.Interface()
	}
	return i
}
