package rt

import (
	"reflect"
	"slices"

	asyncio "goasync/asyncrt"
)

// Channel operations of cells. Those that block the loop an interrupt can end.

func (e *Env) buildChannel(h *Helper) reflect.Value {
	ch := e.lockedType(h.From)
	if fn := e.typedChannel(h.Kind, ch); fn.IsValid() {
		return fn
	}
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
	asyncio.Blocking()
	for wake := e.wake(); wake != nil; wake = e.woken() {
		all := append(slices.Clip(cases), reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(wake)})
		if i, v, ok := reflect.Select(all); i < len(cases) {
			return i, v, ok
		}
	}
	return reflect.Select(cases)
}

// typedChannel returns the operation for element types that channels often have, without reflection.
func (e *Env) typedChannel(kind HelperKind, ch reflect.Type) reflect.Value {
	var fn any
	switch ch.Elem() {
	case boolReflect:
		fn = channelOp[bool](e, kind, ch.ChanDir())
	case intReflect:
		fn = channelOp[int](e, kind, ch.ChanDir())
	case reflect.TypeFor[string]():
		fn = channelOp[string](e, kind, ch.ChanDir())
	case reflect.TypeFor[float64]():
		fn = channelOp[float64](e, kind, ch.ChanDir())
	case reflect.TypeFor[struct{}]():
		fn = channelOp[struct{}](e, kind, ch.ChanDir())
	default:
		return reflect.Value{}
	}
	return reflect.ValueOf(fn)
}

// channelOp returns an operation on channels of T that have the given direction.
func channelOp[T any](e *Env, kind HelperKind, dir reflect.ChanDir) any {
	both := dir == reflect.BothDir
	switch {
	case kind == Send && both:
		return func(ch chan T, v T) { sendTo(e, ch, v) }
	case kind == Send:
		return func(ch chan<- T, v T) { sendTo(e, ch, v) }
	case kind == Recv && both:
		return func(ch chan T) T { v, _ := receiveFrom(e, ch); return v }
	case kind == Recv:
		return func(ch <-chan T) T { v, _ := receiveFrom(e, ch); return v }
	case both:
		return func(ch chan T) (T, bool) { return receiveFrom(e, ch) }
	}
	return func(ch <-chan T) (T, bool) { return receiveFrom(e, ch) }
}

func sendTo[T any](e *Env, ch chan<- T, v T) {
	select {
	case ch <- v:
		return
	default:
		asyncio.Blocking()
	}
	for wake := e.wake(); wake != nil; wake = e.woken() {
		select {
		case ch <- v:
			return
		case <-wake:
		}
	}
	ch <- v
}

func receiveFrom[T any](e *Env, ch <-chan T) (T, bool) {
	select {
	case v, ok := <-ch:
		return v, ok
	default:
		asyncio.Blocking()
	}
	for wake := e.wake(); wake != nil; wake = e.woken() {
		select {
		case v, ok := <-ch:
			return v, ok
		case <-wake:
		}
	}
	v, ok := <-ch
	return v, ok
}

func closeChannel(ch any) { reflect.ValueOf(ch).Close() }

// A selection is how a select statement went: which case went ahead and what it received.
type selection struct {
	Case  int
	Value any
	OK    bool
}

// selectCase runs a select statement. The kinds say what each case is: r receives, s sends, d is the default. The
// operands are the channels, each followed by the value when it is sent.
func (e *Env) selectCase(kinds string, operands ...any) *selection {
	cases := make([]reflect.SelectCase, len(kinds), len(kinds)+1)
	hasDefault := false
	for i, kind := range kinds {
		if kind == 'd' {
			hasDefault = true
			cases[i] = reflect.SelectCase{Dir: reflect.SelectDefault}
			continue
		}
		ch := reflect.ValueOf(operands[0])
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: ch}
		operands = operands[1:]
		if kind == 's' {
			cases[i] = reflect.SelectCase{Dir: reflect.SelectSend, Chan: ch, Send: sent(ch, operands[0])}
			operands = operands[1:]
		}
	}
	s := &selection{}
	var v reflect.Value
	if hasDefault {
		s.Case, v, s.OK = reflect.Select(cases)
	} else {
		s.Case, v, s.OK = e.wait(cases)
	}
	if v.IsValid() {
		s.Value = v.Interface()
	}
	return s
}

// sent returns v as an element of a channel.
func sent(ch reflect.Value, v any) reflect.Value {
	value := reflect.New(ch.Type().Elem()).Elem()
	if v != nil {
		value.Set(reflect.ValueOf(v))
	}
	return value
}
