package rt

import "go/types"

// A HelperKind says what a compiled helper does.
type HelperKind string

// The helpers. From and To are the types of Helper; a value of an interface type comes and goes in its lowered form.
const (
	Box      HelperKind = "box"      // func(From) To: a concrete value into an interface
	Iface    HelperKind = "iface"    // func(From) To: an interface value into another interface
	Assert   HelperKind = "assert"   // func(From) To: x.(To), panics as Go does
	AssertOK HelperKind = "assertok" // func(From) (To, bool)
	Unerase  HelperKind = "unerase"  // func(any) To: a value out of an erased slot
	Switch   HelperKind = "switch"   // func(From) int: index of the first of Cases that matches, -1 for none
	Invoke   HelperKind = "invoke"   // func(From, args…) results: calls method Method of an interface value
	Method   HelperKind = "method"   // func(From, args…) results: the method Method of a compiled type
	Equal    HelperKind = "equal"    // func(From, From) bool: == on interfaces
	Repr     HelperKind = "repr"     // func(From erased) To: between the erased and the real form of a type
	Recv     HelperKind = "recv"     // func(chan) T
	RecvOK   HelperKind = "recvok"   // func(chan) (T, bool)
	Send     HelperKind = "send"     // func(chan, T)
	Await    HelperKind = "await"    // func(awaitable) To: raises
	AwaitOK  HelperKind = "awaitok"  // func(awaitable) (To, error)
	ResultOf HelperKind = "result"   // func(From): the value of a cell's last expression
	Zero     HelperKind = "zero"     // func(any) To: a raw value as received, the zero value for nil
)

// Bound is func(From) To: the method Method of a session type as a function value.
const Bound HelperKind = "bound"

// HostVar is func() *From: the address of the variable Var of a compiled package.
const HostVar HelperKind = "hostvar"

// HostFunc is the compiled function Method, with parameters in the form that lowered code gives them. It stands for a function
// that takes functions of fixed instances, such as the *Coroutine[None] of a server's handler.
const HostFunc HelperKind = "hostfunc"

// Placed is the compiled function Method, or the method of that name of From, with the place of the call before its arguments.
const Placed HelperKind = "placed"

// A Helper is a compiled function that lowered code calls as h.Name. Its Go type follows from Kind and the types.
type Helper struct {
	Name     string
	Kind     HelperKind
	From, To types.Type
	Cases    []types.Type // of Switch; nil stands for the nil case
	Var      *types.Var   // of HostVar
	Method   *types.Func  // of Invoke, Method and HostFunc
	Erased   bool         // of Repr: From is an erased form of To (else To is an erased form of From)
}

// String describes the helper in one line.
func (h *Helper) String() string {
	s := "h." + h.Name + ": " + string(h.Kind)
	if h.From != nil {
		s += " " + h.From.String()
	}
	if h.To != nil {
		s += " → " + h.To.String()
	}
	for _, c := range h.Cases {
		if c == nil {
			s += " | nil"
		} else {
			s += " | " + c.String()
		}
	}
	if h.Method != nil {
		s += " ." + h.Method.Name()
	}
	return s
}
