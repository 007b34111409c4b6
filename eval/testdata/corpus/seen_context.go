package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type key string
type skey struct{ n int }

func (s skey) String() string { return fmt.Sprint("skey ", s.n) }

type custom struct {
	context.Context
	done  chan struct{}
	err   error
	after *[]string
}

func (c *custom) Done() <-chan struct{} { return c.done }
func (c *custom) Err() error            { return c.err }
func (c *custom) Value(k any) any {
	if k == key("own") {
		return "custom value"
	}
	return c.Context.Value(k)
}

type afterFuncer struct{ custom }

func (a *afterFuncer) AfterFunc(f func()) func() bool {
	*a.after = append(*a.after, "AfterFunc called")
	return func() bool { *a.after = append(*a.after, "stopped"); return true }
}
func (c *custom) String() string { return "custom ctx" }

type cause string

func (c cause) Error() string { return string(c) }

func main() {
	ctx := context.WithValue(context.Background(), key("a"), 1)
	ctx = context.WithValue(ctx, skey{3}, skey{4})
	fmt.Println(ctx)
	fmt.Println(ctx.Value(key("a")), ctx.Value("a"), ctx.Value(skey{3}))
	v, ok := ctx.Value(skey{3}).(skey)
	fmt.Println(v.n, ok)
	var log []string
	c := &custom{ctx, make(chan struct{}), nil, &log}
	child, cancel := context.WithCancel(c)
	fmt.Println(child.Value(key("own")), child.Value(key("a")), child)
	c.err = cause("gone")
	close(c.done)
	<-child.Done()
	fmt.Println(child.Err(), child.Err() == cause("gone"))
	cancel()
	a := &afterFuncer{custom{context.Background(), make(chan struct{}), nil, &log}}
	child, cancel = context.WithCancel(a)
	fmt.Println(log)
	cancel()
	fmt.Println(log, child.Err())
	cc, cf := context.WithCancelCause(context.Background())
	cf(cause("because"))
	fmt.Println(context.Cause(cc), context.Cause(cc) == cause("because"), errors.Is(context.Cause(cc), cause("because")))
	var ce cause
	fmt.Println(errors.As(context.Cause(cc), &ce), ce)
	td, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Hour)
	_, has := td.Deadline()
	fmt.Println(has, td.Value(key("a")))
	stop()
	fmt.Println(td.Err())
	func() {
		defer func() { fmt.Println(recover()) }()
		context.WithValue(ctx, []int{}, 1)
	}()
	type bad struct{ f []int }
	func() {
		defer func() { fmt.Println(recover()) }()
		context.WithValue(ctx, bad{}, 1)
	}()
	var parent context.Context = c
	fmt.Println(parent == context.Context(c))
}
