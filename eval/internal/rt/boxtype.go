package rt

import (
	"fmt"
	"go/types"
	"hash/fnv"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// Compiled code asks what an interface holds for methods: io.Copy for WriteTo, database/sql for Value, errors.Is for Is.
// Package reflect makes no types with methods, so those of boxes are made here. Each type of a cell has one: the memory is
// that of a Value, the name the type's, and the methods are those of Value and a compiled one for each method of the type
// that some interface of Go's library has (package natives). A method that a later cell declares is added to the type in
// place: boxes made before are equal to boxes made after. But what compiled code has asked for before, and not found, it
// goes on without, unless the value is converted to that interface.

// MethodKey names a method by its name and signature.
func MethodKey(m *types.Func) string { return m.Name() + " " + ArgumentString(m.Signature()) }

// A boxType is the type of the boxes of a type of a cell.
type boxType struct {
	mu      sync.Mutex
	version uint64 // of the Env, when the methods were looked for
	memory  []byte
	free    int // bytes of memory in use
	keys    []string
}

// The memory of a struct type with methods, as package internal/abi describes it.
type (
	typeHead struct {
		size, pointers           uintptr
		hash                     uint32
		flags, align, fieldAlign uint8
		kind                     uint8
		equal                    unsafe.Pointer
		gcData                   unsafe.Pointer
		str, pointerTo           int32
	}
	structMemory struct {
		typeHead
		pkgPath unsafe.Pointer
		fields  unsafe.Pointer
		numbers [2]int
	}
	uncommonMemory struct {
		pkgPath           int32
		methods, exported uint16
		offset            uint32
		_                 uint32
	}
	methodMemory struct{ name, typ, ifn, tfn int32 }
)

const (
	flagUncommon  = 1 << 0
	flagExtraStar = 1 << 1
	flagNamed     = 1 << 2
)

const (
	structSize   = int(unsafe.Sizeof(structMemory{}))
	uncommonSize = int(unsafe.Sizeof(uncommonMemory{}))
	methodSize   = int(unsafe.Sizeof(methodMemory{}))
)

//go:linkname addReflectOff reflect.addReflectOff
//go:noescape
func addReflectOff(unsafe.Pointer) int32

// CheckLayout returns an error when Go's types are not laid out as this file has it: it knows one version of Go, and another may
// build it.
var CheckLayout = sync.OnceValue(func() error {
	t := reflect.TypeFor[Value]()
	s := (*structMemory)(typePointer(t))
	u := (*uncommonMemory)(unsafe.Add(unsafe.Pointer(s), structSize))
	hidden := reflect.ValueOf(struct{ x int }{1}).Field(0)
	switch {
	case s.size != t.Size(), s.align != uint8(t.Align()), s.kind&31 != uint8(reflect.Struct), s.numbers != [2]int{t.NumField(), t.NumField()},
		s.flags&(flagNamed|flagUncommon) != flagNamed|flagUncommon, int(u.exported) != t.NumMethod(),
		hidden.CanInterface(), !readable(hidden).CanInterface(), unexported(readable(hidden), false).CanInterface():
		return fmt.Errorf("built with %s, whose types have another layout in memory: build go-async with Go 1.26", runtime.Version())
	}
	return nil
})

// emptyInterface is the memory of an any.
type emptyInterface struct {
	typ  unsafe.Pointer
	data unsafe.Pointer
}

// valueFields tells the types of boxes: all have the fields of Value.
var valueFields = (*structMemory)(typePointer(reflect.TypeFor[Value]())).fields

func isBoxPointer(t unsafe.Pointer) bool {
	head := (*typeHead)(t)
	return head.kind&31 == uint8(reflect.Struct) && (*structMemory)(t).fields == valueFields
}

// isBoxType reports whether a type is that of boxes.
func isBoxType(t reflect.Type) bool { return t != nil && isBoxPointer(typePointer(t)) }

// boxIn returns the Value in a box that may come from an unexported field.
func boxIn(v reflect.Value) Value {
	b, _ := unbox(readable(v).Interface())
	return b
}

// readable returns a value that may come from an unexported field, which reflection does not give away, as one that does
// not.
func readable(v reflect.Value) reflect.Value {
	*flagsOf(&v) &^= stickyReadOnly | embedReadOnly
	return v
}

// unexported returns a value as one that comes from an unexported field.
func unexported(v reflect.Value, embedded bool) reflect.Value {
	if embedded {
		*flagsOf(&v) |= embedReadOnly
	} else {
		*flagsOf(&v) |= stickyReadOnly
	}
	return v
}

// The flags of a reflect.Value that say that it comes from an unexported field.
const (
	stickyReadOnly uintptr = 1 << 5
	embedReadOnly  uintptr = 1 << 6
)

func flagsOf(v *reflect.Value) *uintptr {
	return (*uintptr)(unsafe.Add(unsafe.Pointer(v), 2*unsafe.Sizeof(uintptr(0))))
}

// put returns b as an any whose type is that of the boxes of its type.
func (t *Type) put(b Value) any {
	x := any(b)
	(*emptyInterface)(unsafe.Pointer(&x)).typ = t.boxes()
	return x
}

// boxes returns the type of boxes of t, with the methods that t has by now.
func (t *Type) boxes() unsafe.Pointer {
	version := t.env.version.Load()
	b := &t.box
	if p := t.boxPointer.Load(); p != nil && p.version == version {
		return p.typ
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.memory == nil {
		b.create(t)
	}
	if b.version != version {
		b.version = version
		b.extend(t)
	}
	p := &boxPointer{unsafe.Pointer(&b.memory[0]), version}
	t.boxPointer.Store(p)
	return p.typ
}

// set sets a variable of an interface type that t implements to a box. Where compiled code has asked for the interface
// before a cell declared the methods, the run-time system remembers that there were none: the type is made anew.
func (t *Type) set(to reflect.Value, b Value) {
	if !t.trySet(to, b) {
		t.box.mu.Lock()
		t.box.memory = nil
		t.boxPointer.Store(nil)
		t.box.mu.Unlock()
		to.Set(reflect.ValueOf(t.put(b)))
	}
}

func (t *Type) trySet(to reflect.Value, b Value) (done bool) {
	defer func() { recover() }()
	to.Set(reflect.ValueOf(t.put(b)))
	return true
}

// boxPointer is the type of boxes at a version of the Env.
type boxPointer struct {
	typ     unsafe.Pointer
	version uint64
}

// room is for how many methods, of all versions of a type that can have some, there is memory.
const room = 96

// create makes the type. It lives for as long as the process, as the tables of the run-time system refer to it.
func (b *boxType) create(t *Type) {
	size := structSize + uncommonSize + methodSize*len(valueMethods())
	if types.NewMethodSet(t.T).Len() > 0 || canHaveMethods(t.T) {
		size += methodSize * room
	}
	words := make([]uint64, (size+7)/8)
	b.memory = unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), size)
	addReflectOff(unsafe.Pointer(&words[0]))
	s := (*structMemory)(unsafe.Pointer(&b.memory[0]))
	*s = *(*structMemory)(typePointer(reflect.TypeFor[Value]()))
	hash := fnv.New32a()
	hash.Write([]byte(TypeString(t.T)))
	s.hash ^= hash.Sum32()
	s.flags = s.flags&^(flagExtraStar|flagNamed) | flagUncommon
	if _, ok := types.Unalias(t.T).(*types.Named); ok {
		s.flags |= flagNamed
	}
	s.str, s.pointerTo = nameOffset(TypeString(t.T), true), 0
	if !types.Comparable(t.T) {
		s.equal = nil
	}
	u := b.uncommon()
	*u = uncommonMemory{pkgPath: nameOffset(SessionPath, false)}
	b.free, b.keys = structSize+uncommonSize, nil
	b.version = t.env.version.Load()
	b.extend(t)
}

func canHaveMethods(t types.Type) bool {
	_, ok := namedOf(t)
	return ok
}

func (b *boxType) uncommon() *uncommonMemory {
	return (*uncommonMemory)(unsafe.Pointer(&b.memory[structSize]))
}

// extend gives the type the methods that t has. The list is written beside the one in use.
func (b *boxType) extend(t *Type) {
	var list []boxMethod
	var keys []string
	set := types.NewMethodSet(t.T)
	for i := range set.Len() {
		f := set.At(i).Obj().(*types.Func)
		if !f.Exported() || t.env.isBoxed(f.Signature()) {
			continue
		}
		key := MethodKey(f)
		if stub := t.env.natives(key); stub != nil {
			list = append(list, boxMethod{f.Name(), memoryOf(stub, 0)})
			keys = append(keys, key)
		}
	}
	for _, m := range valueMethods() {
		own := slices.ContainsFunc(list, func(own boxMethod) bool { return own.name == m.name })
		if !own && (m.name != "MarshalJSON" || !t.isError || hasMethod(t.T, m.name)) {
			list = append(list, m) // package slog asks errors whether they have no form in JSON of their own
		}
	}
	if b.free > structSize+uncommonSize && slices.Equal(keys, b.keys) || b.free+len(list)*methodSize > len(b.memory) {
		return
	}
	b.keys = keys
	slices.SortFunc(list, func(a, b boxMethod) int { return strings.Compare(a.name, b.name) })
	for i, m := range list {
		*(*methodMemory)(unsafe.Pointer(&b.memory[b.free+i*methodSize])) = m.memory
	}
	u := b.uncommon()
	u.offset = uint32(b.free - structSize)
	u.methods, u.exported = uint16(len(list)), uint16(len(list))
	b.free += len(list) * methodSize
}

// A boxMethod is a method of a type of boxes.
type boxMethod struct {
	name   string
	memory methodMemory
}

// valueMethods returns the methods of Value that compiled code asks any box for.
func valueMethods() []boxMethod {
	t := reflect.TypeFor[asked]()
	v := reflect.TypeFor[Value]()
	out := make([]boxMethod, t.NumMethod())
	for i := range out {
		m, _ := v.MethodByName(t.Method(i).Name)
		out[i] = boxMethod{m.Name, memoryOf(v, m.Index)}
	}
	return out
}

// BoxMethods returns the keys of the methods that all boxes have.
func BoxMethods() []string {
	return []string{
		"Format func(fmt.State, int32)", "MarshalJSON func() ([]uint8, error)",
		"Value func() (database/sql/driver.Value, error)", "ErrorName func() string",
	}
}

// memoryOf describes a method of a compiled type.
func memoryOf(t reflect.Type, i int) methodMemory {
	m := t.Method(i)
	return methodMemory{
		name: nameOffset(m.Name, true),
		typ:  addReflectOff(typePointer(reflect.Zero(t).Method(i).Type())),
		ifn:  addReflectOff(reflect.PointerTo(t).Method(methodIndex(reflect.PointerTo(t), m.Name)).Func.UnsafePointer()),
		tfn:  addReflectOff(m.Func.UnsafePointer()),
	}
}

func methodIndex(t reflect.Type, name string) int {
	m, _ := t.MethodByName(name)
	return m.Index
}

var names sync.Map // nameKey → int32

type nameKey struct {
	text     string
	exported bool
}

// nameOffset gives the run-time system a name.
func nameOffset(name string, exported bool) int32 {
	key := nameKey{name, exported}
	if known, ok := names.Load(key); ok {
		return known.(int32)
	}
	text := []byte{0}
	if exported {
		text[0] = 1
	}
	for n := len(name); ; n >>= 7 {
		if n < 0x80 {
			text = append(text, byte(n))
			break
		}
		text = append(text, byte(n)|0x80)
	}
	text = append(text, name...)
	off, _ := names.LoadOrStore(key, addReflectOff(unsafe.Pointer(&text[0])))
	return off.(int32)
}
