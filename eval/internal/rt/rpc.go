package rt

import (
	"fmt"
	"net/rpc"
)

// Package net/rpc calls any methods of a value by reflection, with arguments of types that it makes. It knows none of a type
// of a cell, and is not given one.

func rpcRegister(x any) error { return registerOn(rpc.DefaultServer, x) }

func rpcRegisterName(name string, x any) error { return registerNameOn(rpc.DefaultServer, name, x) }

// rpcPatch returns the function for a method of *rpc.Server.
func rpcPatch(name string) any {
	return map[string]any{"Register": registerOn, "RegisterName": registerNameOn}[name]
}

func registerOn(s *rpc.Server, x any) error {
	if v, ok := unbox(x); ok {
		return notServed(v)
	}
	return s.Register(x)
}

func registerNameOn(s *rpc.Server, name string, x any) error {
	if v, ok := unbox(x); ok {
		return notServed(v)
	}
	return s.RegisterName(name, x)
}

func notServed(v Value) error {
	return fmt.Errorf("rpc.Register: the type %s is declared in a cell, and net/rpc cannot call its methods", v.t)
}
