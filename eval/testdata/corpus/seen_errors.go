package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
)

type E1 struct{ code int }

func (e E1) Error() string        { return fmt.Sprint("e1 ", e.code) }
func (e E1) Is(target error) bool { return target == io.EOF && e.code == 1 }

type E2 struct{ inner error }

func (e *E2) Error() string { return "e2:" + e.inner.Error() }
func (e *E2) Unwrap() error { return e.inner }

type multi []error

func (m multi) Error() string   { return fmt.Sprint(len(m), " errors") }
func (m multi) Unwrap() []error { return m }

type asErr struct{}

func (asErr) Error() string { return "as" }
func (asErr) As(t any) bool {
	switch x := t.(type) {
	case *E1:
		*x = E1{77}
		return true
	case **fs.PathError:
		*x = &fs.PathError{Op: "as", Path: "p", Err: io.EOF}
		return true
	}
	return false
}

type netErr struct{ t bool }

func (n netErr) Error() string   { return "net" }
func (n netErr) Timeout() bool   { return n.t }
func (n netErr) Temporary() bool { return true }

type coder interface{ Code() int }

func (e E1) Code() int { return e.code }

type unc struct{ s []int }

func (u unc) Error() string { return "unc" }

func main() {
	e := fmt.Errorf("w: %w", &E2{E1{1}})
	fmt.Println(errors.Is(e, io.EOF), errors.Is(e, E1{1}), errors.Is(e, E1{2}))
	var e1 E1
	var e2 *E2
	fmt.Println(errors.As(e, &e1), e1.code, errors.As(e, &e2), e2)
	fmt.Println(errors.Unwrap(&E2{io.EOF}), errors.Unwrap(multi{io.EOF}))
	m := multi{io.EOF, &E2{fs.ErrExist}, asErr{}}
	fmt.Println(errors.Is(m, io.EOF), errors.Is(m, fs.ErrExist), errors.Is(m, fs.ErrInvalid))
	fmt.Println(errors.As(m, &e1), e1)
	var pe *fs.PathError
	fmt.Println(errors.As(m, &pe), pe)
	j := errors.Join(e, nil, m)
	fmt.Println(errors.Is(j, E1{1}), j)
	var ne net.Error
	fmt.Println(errors.As(fmt.Errorf("x %w", netErr{true}), &ne), ne.Timeout())
	var c coder
	fmt.Println(errors.As(e, &c), c.Code())
	fmt.Println(os.IsTimeout(netErr{true}), os.IsTimeout(netErr{false}), os.IsNotExist(&fs.PathError{Err: fs.ErrNotExist}))
	fmt.Println(os.IsTimeout(&fs.PathError{Op: "o", Path: "p", Err: netErr{true}}))
	op := &net.OpError{Op: "dial", Net: "tcp", Err: netErr{true}}
	fmt.Println(op.Timeout(), op.Temporary(), op)
	fmt.Println(errors.Is(unc{[]int{1}}, unc{[]int{1}}))
	if x, ok := errors.AsType[E1](e); ok {
		fmt.Println("astype", x.code)
	}
	if x, ok := errors.AsType[*E2](e); ok {
		fmt.Println("astype", x)
	}
	_, ok := errors.AsType[*fs.PathError](e)
	fmt.Println(ok)
	pathErr := &fs.PathError{Op: "open", Path: "f", Err: E1{1}}
	fmt.Println(errors.Is(pathErr, E1{1}), errors.Is(pathErr, io.EOF), pathErr)
	var target error = E1{3}
	fmt.Println(target == E1{3}, target != error(E1{4}))
	fmt.Println(errors.Is(fmt.Errorf("%w and %w", E1{1}, &E2{io.ErrClosedPipe}), io.ErrClosedPipe))
	fmt.Printf("%v %+v %#v %T %s %q %d\n", E1{1}, E1{1}, E1{1}, E1{1}, E1{1}, E1{1}, E1{1})
	var nilE2 *E2
	var asIface error = nilE2
	fmt.Println(asIface == nil, nilE2 == nil)
	defer func() {
		r := recover()
		err, ok := r.(error)
		fmt.Println(ok, err, errors.Is(err, E1{1}))
	}()
	panic(fmt.Errorf("p %w", E1{1}))
}
