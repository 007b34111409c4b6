// Package symbols holds, for the interpreter, what the exported names of the
// standard library and of asyncio are in compiled code.
//
// The tables are generated, one a package, and are data: linking them in costs
// size (they keep all of std in the binary) but no time at start and no heap.
// Package makes yaegi's form of one when a cell first imports it:
//
//	table, ok := symbols.Package("net/http")
//
// Generic functions and types have no value to put in a table: Generic lists
// them, and the source of std's generic packages is in eval/lower/stdsrc for
// instantiation. In asyncio, aiohttp and aiofiles, whose type arguments are
// erased in cells, they stand instantiated with any.
package symbols

import (
	"go/constant"
	"go/token"
	"reflect"
	"slices"
)

//go:generate go run goasync/eval/internal/gen symbols
//go:generate go run goasync/eval/internal/gen asyncio-symbols

// entry is an exported name of a package.
type entry struct {
	name  string
	kind  kind
	value any // by kind
}

// kind says how an entry's value gives the symbol.
type kind uint8

const (
	value         kind = iota // itself: a function, a typed constant
	variable                  // a pointer to it
	typ                       // a nil pointer to the type
	untypedInt                // an int64
	untypedBig                // decimal digits
	untypedFloat              // a literal
	untypedString             // a string
)

// Package returns the symbols of the package with that import path, newly made
// at each call, as yaegi's Use takes them: a type is a nil pointer to it, a
// variable is addressable, an untyped constant is a constant.Value, and
// "_Reader" is the wrapper that implements io.Reader by functions. It is false
// for a package without a table; a package without symbols has an empty one.
func Package(path string) (map[string]reflect.Value, bool) {
	entries, ok := stdTable(path)
	if !ok {
		entries, ok = ourTable(path)
	}
	if !ok {
		return nil, false
	}
	prepare(path)
	symbols := make(map[string]reflect.Value, len(entries))
	for _, e := range entries {
		symbols[e.name] = e.symbol()
	}
	return symbols, true
}

func (e entry) symbol() reflect.Value {
	switch e.kind {
	case variable:
		return reflect.ValueOf(e.value).Elem()
	case untypedInt:
		return reflect.ValueOf(constant.MakeInt64(e.value.(int64)))
	case untypedBig:
		return reflect.ValueOf(constant.MakeFromLiteral(e.value.(string), token.INT, 0))
	case untypedFloat:
		return reflect.ValueOf(constant.MakeFromLiteral(e.value.(string), token.FLOAT, 0))
	case untypedString:
		return reflect.ValueOf(constant.MakeString(e.value.(string)))
	}
	return reflect.ValueOf(e.value)
}

// Generic returns the exported names of a package that its table cannot hold:
// generic functions and types, and interfaces that are only constraints.
func Generic(path string) []string { return slices.Concat(stdGeneric(path), ourGeneric(path)) }

// Mentions returns the other packages whose interfaces appear in the exported
// declarations of a package: io for fmt, because of Fprint. yaegi looks for the
// wrapper of an interface in the symbols of the interface's package, imported by
// the cell or not.
func Mentions(path string) []string { return slices.Concat(stdMentions(path), ourMentions(path)) }
