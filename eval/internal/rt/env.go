// Package rt is the compiled run-time support of lowered code: what cells do that the interpreter does not do right,
// or that the session must own. Lowered code sees it as two packages: rt, the functions that are the same for every
// cell (Env.Symbols), and h, the helpers that lowering asks for by type (Env.Helper).
//
// It holds values in interfaces (Value), with the checker's types and methods, and what follows from them: printing,
// comparison, assertion, calls through interfaces; deferred calls, panics and recover; channel operations that an
// interrupt can end; goroutines that belong to a cell and cannot end the process; the erased side of asyncio.
//
// An Env belongs to one session. Its tables are guarded by a mutex: goroutines of cells use them at any time.
package rt

import (
	"fmt"
	"go/types"
	"io"
	"os"
	"reflect"
	"sync"
	"sync/atomic"

	asyncio "goasync/asyncrt"
	"goasync/eval/internal/typemap"
)

// An Env is the run-time support of one session.
type Env struct {
	forms   Forms
	host    HostTypes
	natives func(key string) reflect.Type // see NewEnv

	mu             sync.RWMutex
	structs        typemap.Map                    // named struct type of the session → reflect.Type
	origins        map[reflect.Type]*types.Named  // the other way round
	unnamed        map[reflect.Type]*types.Struct // struct types without a name
	incomplete     []incompleteStruct
	completing     bool
	sources        map[string]*types.Package // of generics of Go's library, by path
	byType         typemap.Map               // types.Type → *Type
	reflectedTypes typemap.Map               // types.Type → *reflectedType
	methods        map[*types.Func]*methodForms
	version        atomic.Uint64 // counts the declarations of methods
	registered     map[int]any
	helpers        map[string]reflect.Value

	stop        *bool          // the flag that checkpoints test; written without the race detector's knowledge
	signal      *chan struct{} // the variable with what an interrupt closes; written likewise
	loop        *asyncio.Loop  // of the session
	interrupt   interrupts
	limits      limits
	memoryLimit atomic.Uint64 // in bytes
	live        atomic.Int64  // goroutines of cells
	forced      atomic.Pointer[forced]
	unseen      sync.Map         // goroutine id → what unwinds it and recover does not see, while a deferred call runs
	ending      sync.Map         // contexts of abandoned goroutines that were told to end
	foreign     *asyncio.Context // of goroutines that compiled code has started

	// Interrupted is called on the loop by the code that takes an interrupt; Meant reports whether the caller's is code that
	// one is for.
	Interrupted func()
	Meant       func() bool
	// Raising is told the place of a panic or await that raises, before it does.
	Raising func(place int)
	// Raised is how many frames of panics the current task or goroutine has left; Recovered is told that all but the
	// first n of them belong to a panic that was recovered.
	Raised    func() int
	Recovered func(n int)
	// Panicked is told the panic that has ended a goroutine, and the place of the statement that started that, 0 when
	// compiled code did. The goroutine calls it.
	Panicked func(value any, place int)
	tracing  *bool // the flag that marks test; see Trace
	marking  func(place int)

	// Position tells the cell and the line of a place.
	Position func(place int) (cell string, line int)
	// At is told the range of the statement of a cell that comes next.
	At func(from, to int)
	// File gives what stands for a standard stream of the process, nil for other files.
	File func(*os.File) any
	// Method gives what stands for a method of a compiled type, receiver first; nil for most.
	Method func(recv reflect.Type, name string) any
	// Stderr is where print and println write.
	Stderr func() io.Writer
	// Result receives the values of a cell's last expression.
	Result func(values []Result)
}

// A Result is one value of a cell's last expression. Value is boxed as it would be in an any.
type Result struct {
	Type  types.Type
	Value any
}

// HostTypes finds compiled entities by package path and name: a type as a nil pointer to it, as the interpreter's
// symbol tables have them.
type HostTypes func(path, name string) (reflect.Value, bool)

// NewEnv returns the support of a new session. natives gives the compiled methods of values of cells, as package natives
// does.
func NewEnv(host HostTypes, natives func(key string) reflect.Type) *Env {
	e := &Env{
		natives: natives,
		stop:    new(bool), signal: new(chan struct{}), foreign: foreign(),
		host: host, methods: map[*types.Func]*methodForms{}, registered: map[int]any{}, sources: map[string]*types.Package{}, helpers: map[string]reflect.Value{},
		Stderr: func() io.Writer { return io.Discard }, Result: func([]Result) {}, Raising: func(int) {}, Raised: func() int { return 0 }, Interrupted: func() {}, Meant: func() bool { return true }, Recovered: func(int) {}, Panicked: func(any, int) {}, At: func(int, int) {}, Position: func(int) (string, int) { return "", 0 }, File: func(*os.File) any { return nil }, Method: func(reflect.Type, string) any { return nil },
	}
	e.renewWake()
	return e
}

// register keeps a value that lowered code gives under a number.
func (e *Env) register(n int, v any) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.registered[n] = v
	return true
}

// Registered returns and forgets the value given under a number.
func (e *Env) Registered(n int) (any, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v, ok := e.registered[n]
	delete(e.registered, n)
	return v, ok
}

// SetSource tells the package that holds the source of the generics of a package of Go's library.
func (e *Env) SetSource(path string, pkg *types.Package) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sources[path] = pkg
}

// Symbols returns what lowered code calls as rt.NAME.
func (e *Env) Symbols() map[string]reflect.Value {
	funcs := map[string]any{
		"NilDereference": raiseNilDereference, "Reserve": e.reserve, "ReserveMap": e.reserveMap, "Register": e.register, "Checkpoint": e.checkpoint, "Panic": e.panicWith, "At": e.at, "Mark": e.Mark, "Raise": e.raise, "RaiseAnew": e.raiseAnew, "Recover": recoverCurrent,
		"CheckIndex": checkIndex, "CheckSlice": checkSlice, "RangeOver": rangeOver, "NewFrame": e.newFrame, "Go": e.goroutine, "GoCall": e.goroutineOf, "Making": making, "Try": e.try, "ShiftCount": shiftCount,
		"Print": e.print, "Println": e.println, "Words": words, "Runes": runes, "RunesAt": runesAt, "Offsets": offsets, "Clear": clearValue, "MinFloat": minFloat, "MaxFloat": maxFloat,
		"Close": closeChannel, "Where": e.where, "Caught": e.caughtPanic, "Resume": e.resume, "Select": e.selectCase,
		"NewCoroutine": newCoroutine, "NewCoroutineValue": newCoroutineValue, "NewCoroutineOf": newCoroutineOf, "CreateTask": createTask, "NewCoroutineErr": newCoroutineErr,
		"NewCoroutineVoid": newCoroutineVoid, "Await": e.awaitStmt, "AwaitSleep": e.awaitSleep, "AwaitErr": e.awaitErr, "Spread": spread, "NewPriorityQueue": newPriorityQueue,
		"Gather": e.gather, "GatherResults": e.gatherResults, "With": e.with, "Each": e.each, "Dropped": dropped,
		"Receive": receive, "Send": send, "WrapFuture": wrapFuture,
		"Wait": e.waitFutures, "AsCompleted": e.asCompleted, "AsCompletedWithin": e.asCompletedWithin,
	}
	out := map[string]reflect.Value{}
	for name, f := range funcs {
		out[name] = reflect.ValueOf(f)
	}
	return out
}

// reflectType returns the type that values of t have in lowered code. The caller holds e.mu, or is sure to be alone.
func (e *Env) reflectType(t types.Type) reflect.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return basicTypes[types.Default(t).(*types.Basic).Kind()]
	case *types.Named:
		return e.namedType(t)
	case *types.Pointer:
		return reflect.PointerTo(e.reflectType(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(e.reflectType(t.Elem()))
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), e.reflectType(t.Elem()))
	case *types.Map:
		return reflect.MapOf(e.reflectType(t.Key()), e.reflectType(t.Elem()))
	case *types.Chan:
		return reflect.ChanOf(chanDirs[t.Dir()], e.reflectType(t.Elem()))
	case *types.Signature:
		return reflect.FuncOf(e.tupleTypes(t.Params()), e.tupleTypes(t.Results()), t.Variadic())
	case *types.Struct:
		return e.structType(t)
	case *types.Interface:
		return anyReflect
	}
	panic(fmt.Sprintf("rt: no representation of %s", t))
}

var chanDirs = map[types.ChanDir]reflect.ChanDir{
	types.SendRecv: reflect.BothDir, types.SendOnly: reflect.SendDir, types.RecvOnly: reflect.RecvDir,
}

func (e *Env) tupleTypes(t *types.Tuple) []reflect.Type {
	out := make([]reflect.Type, t.Len())
	for i := range out {
		out[i] = e.reflectType(t.At(i).Type())
	}
	return out
}

func (e *Env) namedType(t *types.Named) reflect.Type {
	if types.IsInterface(t) {
		n := NativeInterface(t)
		switch {
		case n == nil:
			return anyReflect
		case n.Obj().Pkg() == nil:
			return errorReflect
		}
		return e.hostType(n)
	}
	if s := InSource(t, func(path string) *types.Package { return e.sources[path] }); s != nil {
		return e.structOf(s)
	}
	if !IsSession(t.Obj()) {
		if t.TypeArgs().Len() > 0 && !Erased(t.Obj().Pkg()) {
			return e.reflectType(t.Underlying())
		}
		return e.hostType(t)
	}
	if !e.forms.OwnStruct(t) {
		return e.reflectType(t.Underlying())
	}
	return e.structOf(t)
}

func (e *Env) hostType(t *types.Named) reflect.Type {
	v, ok := e.host(t.Obj().Pkg().Path(), t.Obj().Name())
	if !ok || v.Kind() != reflect.Pointer {
		panic(fmt.Sprintf("rt: no compiled type %s", t))
	}
	return v.Type().Elem()
}

func (e *Env) structType(t *types.Struct) reflect.Type {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		fields[i] = reflect.StructField{
			Name: FieldName(t, i), Type: e.reflectType(t.Field(i).Type()), Tag: reflect.StructTag(t.Tag(i)),
		}
	}
	r := reflect.StructOf(fields)
	if e.unnamed == nil {
		e.unnamed = map[reflect.Type]*types.Struct{}
	}
	if e.unnamed[r] == nil {
		e.unnamed[r] = t
	}
	return r
}

var (
	anyReflect   = reflect.TypeFor[any]()
	errorReflect = reflect.TypeFor[error]()
	boolReflect  = reflect.TypeFor[bool]()
	intReflect   = reflect.TypeFor[int]()
)

var basicTypes = map[types.BasicKind]reflect.Type{
	types.Bool: boolReflect, types.String: reflect.TypeFor[string](),
	types.Int: intReflect, types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.UntypedNil: anyReflect,
}
