package main

import (
	"errors"
	"fmt"
	"io/fs"
)

type NotFound struct{ Name string }

func (e *NotFound) Error() string        { return "no " + e.Name }
func (e *NotFound) Is(target error) bool { return target == fs.ErrNotExist }

type Code int

func (c Code) Error() string { return fmt.Sprintf("code %d", int(c)) }

type Wrapped struct {
	Op  string
	Err error
}

func (w Wrapped) Error() string { return w.Op + ": " + w.Err.Error() }
func (w Wrapped) Unwrap() error { return w.Err }

func find(name string) error {
	if name == "" {
		return Code(3)
	}
	return Wrapped{"find", &NotFound{name}}
}

func main() {
	err := find("key")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	var nf *NotFound
	fmt.Println(errors.As(err, &nf), nf.Name)
	var c Code
	fmt.Println(errors.As(err, &c), errors.As(find(""), &c), c)
	both := errors.Join(err, Code(4))
	fmt.Println(errors.As(both, &c), int(c), errors.Is(both, Code(4)), errors.Is(both, Code(5)))
	fmt.Printf("%v|%+v|%T\n", both, Code(1), both)
	w := fmt.Errorf("outer: %w and %w", err, Code(9))
	fmt.Println(w, errors.As(w, &c), int(c), errors.Unwrap(w) == nil)
	if e, ok := err.(interface{ Unwrap() error }); ok {
		fmt.Printf("%T\n", e.Unwrap())
	}
	var none error
	fmt.Println(none == nil, errors.Is(none, nil))
}
