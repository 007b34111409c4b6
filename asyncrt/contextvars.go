package asyncio

import (
	"sync"
	"sync/atomic"

	"goasync/asyncrt/goroutine"
)

// Context is contextvars.Context: the values of context variables that a task, a
// callback or a goroutine made by Go sees. Its zero value is an empty context.
// A Context may be read from any goroutine and is written by the one running in it.
type Context struct {
	vars      atomic.Pointer[varNode]
	abandoned bool
}

// Abandoned reports whether the context is that of a goroutine which the loop was taken away from, see Loop.Abandon.
func (c *Context) Abandoned() bool { return c.abandoned }

// varNode is an immutable list of bindings, each variable at most once.
type varNode struct {
	key   *varKey
	value any
	next  *varNode
}

// varKey identifies a context variable.
type varKey struct{ name string }

func (n *varNode) find(k *varKey) *varNode {
	for ; n != nil; n = n.next {
		if n.key == k {
			return n
		}
	}
	return nil
}

// without gives the list with no binding of k, sharing the nodes behind it.
func (n *varNode) without(k *varKey) *varNode {
	if n == nil {
		return nil
	}
	if n.key == k {
		return n.next
	}
	return &varNode{n.key, n.value, n.next.without(k)}
}

func (c *Context) set(k *varKey, v any) {
	old := c.vars.Load()
	if old.find(k) != nil {
		old = old.without(k)
	}
	c.vars.Store(&varNode{k, v, old})
}

// Copy gives a context with the same bindings, in constant time; nil has none.
func (c *Context) Copy() *Context {
	n := &Context{}
	if c == nil {
		return n
	}
	n.vars.Store(c.vars.Load())
	return n
}

// Run calls f with c as the current context (Context.run).
func (c *Context) Run(f func()) {
	if l := runningLoop(); l != nil {
		previous := l.ctx
		l.ctx = c
		defer func() { l.ctx = previous }()
		f()
		return
	}
	defer enterGoroutineContext(c)()
	f()
}

// ContextVar is contextvars.ContextVar.
type ContextVar[T any] struct {
	key *varKey
	def any
}

// NewContextVar makes a variable whose value is def where it was not set.
func NewContextVar[T any](name string, def T) *ContextVar[T] {
	return &ContextVar[T]{key: &varKey{name}, def: def}
}

// Name gives the variable's name.
func (v *ContextVar[T]) Name() string { return v.key.name }

// Get gives the value in the current context, or the default.
func (v *ContextVar[T]) Get() T { return v.GetIn(currentContext()) }

// GetIn gives the value in the context c, or the default (Context.get).
func (v *ContextVar[T]) GetIn(c *Context) T {
	if n := c.vars.Load().find(v.key); n != nil {
		return valueAs[T](n.value)
	}
	return valueAs[T](v.def)
}

// Lookup gives the value in the current context and whether it was set there.
func (v *ContextVar[T]) Lookup() (T, bool) {
	n := currentContext().vars.Load().find(v.key)
	if n == nil {
		return valueAs[T](v.def), false
	}
	return valueAs[T](n.value), true
}

// Set sets the variable in the current context and gives the token that undoes it.
func (v *ContextVar[T]) Set(value T) *ContextToken {
	c := currentContext()
	token := &ContextToken{key: v.key, ctx: c, old: c.vars.Load().find(v.key)}
	c.set(v.key, value)
	return token
}

// Reset restores the value from before the Set that gave token. It fails with
// a *ValueError for a token of another variable or context, with a *RuntimeError for a used one.
func (v *ContextVar[T]) Reset(token *ContextToken) error {
	c := currentContext()
	switch {
	case token.used:
		return runtimeErrorf("<Token var=%s> has already been used once", v.key.name)
	case token.key != v.key:
		return valueErrorf("<Token var=%s> was created by a different ContextVar", token.key.name)
	case token.ctx != c:
		return valueErrorf("<Token var=%s> was created in a different Context", v.key.name)
	}
	token.used = true
	if token.old == nil {
		c.vars.Store(c.vars.Load().without(v.key))
	} else {
		c.set(v.key, token.old.value)
	}
	return nil
}

// ContextToken is contextvars.Token: what Set gives and Reset takes.
type ContextToken struct {
	key  *varKey
	ctx  *Context
	old  *varNode
	used bool
}

// CopyContext gives a copy of the current context (contextvars.copy_context).
func CopyContext() *Context { return currentContext().Copy() }

// CurrentContext gives the context that the caller runs in: the task's or callback's on a
// loop, that of its maker on an executor's thread and in a goroutine made by Go, and one
// which all other goroutines share.
func CurrentContext() *Context { return currentContext() }

func currentContext() *Context {
	if l := runningLoop(); l != nil && l.ctx != nil {
		return l.ctx
	}
	if c, ok := goroutineContexts.Load(goroutine.ID()); ok {
		return c.(*Context)
	}
	return &rootContext
}

// rootContext is the context of goroutines that have none of their own.
var rootContext Context

// goroutineContexts maps ids of goroutines outside of loops to their contexts.
var goroutineContexts sync.Map // int64 → *Context

// enterGoroutineContext makes c the calling goroutine's context until the function
// returned is called.
func enterGoroutineContext(c *Context) (leave func()) {
	id := goroutine.ID()
	previous, had := goroutineContexts.Swap(id, c)
	return func() {
		if had {
			goroutineContexts.Store(id, previous)
		} else {
			goroutineContexts.Delete(id)
		}
	}
}

// Go runs f in a new goroutine with a copy of the current context. A panic in f is
// reported to the loop's exception handler instead of ending the program.
func Go(f func()) {
	l := runningLoop()
	run := owned(f)
	if l == nil {
		go run()
		return
	}
	l.expecting.Add(1)
	go func() {
		defer func() {
			l.expecting.Add(-1)
			l.signal()
		}()
		run()
	}()
}

// owned gives f for another goroutine: there it has a copy of the current context, and its panic is reported to the loop
// that runs here.
func owned(f func()) func() {
	c, l := CopyContext(), runningLoop()
	return func() {
		defer enterGoroutineContext(c)()
		defer func() {
			if p := recover(); p != nil {
				reportGoroutinePanic(l, panicToError(p))
			}
		}()
		f()
	}
}

func reportGoroutinePanic(l *Loop, err error) {
	c := ExceptionContext{Message: "Unhandled panic in a goroutine", Exception: err}
	if l == nil {
		defaultReport(c.report(currentContext()))
		return
	}
	l.reportFromOutside(c)
}
