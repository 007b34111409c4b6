package rt

import (
	"os"
	"reflect"
	"sync"
	"weak"
)

// The kernel's own files and sockets are open under numbers that a cell could guess: closing one of them, or letting go of a
// file made of one, would take it from the kernel. A cell can make files of the numbers of its own files only.

// ownFiles are the files of cells whose numbers they have asked for.
var ownFiles sync.Map // uintptr → weak.Pointer[os.File]

// fileNumber is the method Fd of *os.File.
func fileNumber(f *os.File) uintptr {
	n := f.Fd()
	if f != nil && n != ^uintptr(0) {
		ownFiles.Store(n, weak.Make(f))
	}
	return n
}

// newFile is os.NewFile. It gives nil, as for a number under which nothing is open, where that is no file of a cell. The
// file has a number of its own: the other may be closed, and given anew, before it.
func newFile(n uintptr, name string) *os.File {
	switch n {
	case 0:
		return os.Stdin
	case 1:
		return os.Stdout
	case 2:
		return os.Stderr
	}
	p, ok := ownFiles.Load(n)
	if !ok {
		return nil
	}
	if f := p.(weak.Pointer[os.File]).Value(); f == nil || f.Fd() != n {
		ownFiles.Delete(n)
		return nil
	}
	return duplicate(n, name)
}

// newFileMethod returns the function for a method of *os.File that is about its number, nil for others.
func newFileMethod(recv reflect.Type, name string) any {
	if recv == reflect.TypeFor[*os.File]() && name == "Fd" {
		return fileNumber
	}
	return nil
}
