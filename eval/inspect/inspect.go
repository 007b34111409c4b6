// Package inspect answers an editor's questions about code that need not compile yet: what could stand at the cursor,
// what stands there, where it was declared, and what the call around it takes.
//
// It runs nothing and changes nothing. The code is made to parse by putting a name of its own, the hole, in the place
// of the word at the cursor and closing what is open (hole.go); check's World looks at it as at a cell and tells the
// types around the hole; what may stand there follows from the scopes that enclose it (scope.go), or from the type
// before the dot (members.go). The other questions are answered by looking for the written word among what may stand
// in its place.
//
//	i := &inspect.Inspector{World: world, FileSet: fset, Source: source}
//	list := i.Complete("x.na", 4)
//
// An Inspector is as safe for concurrent use as its World is: not at all.
package inspect

import (
	"go/token"
	"go/types"
	"strings"
	"unicode/utf8"

	"goasync/eval/check"
)

// An Inspector answers questions about cells of one session.
type Inspector struct {
	World   *check.World
	FileSet *token.FileSet
	// Suffix is what the names of cells end in, in the file set only.
	Suffix string
	// Source returns the text of an executed cell by its name, empty when it is not known.
	Source func(cell string) string

	code   string        // that the question is about
	opened []*token.File // to be removed from the file set
}

// The kinds of a completion.
const (
	Function = "function"
	Variable = "variable"
	Type     = "type"
	Package  = "package"
	Field    = "field"
	Method   = "method"
	Keyword  = "keyword"
	Constant = "constant"
)

// A Completion is a name that may stand at the cursor. Signature is the parameters and results of a function or
// method, the type of a variable, field or constant, the path of a package, and what a type is made of.
type Completion struct {
	Text, Kind, Signature string

	obj   types.Object // nil for a word
	owner string       // the type that a field or method belongs to
	exact bool         // the word begins with what was typed, letter by letter
}

// Completions are what may replace the code from Start to End, which count code points.
type Completions struct {
	List       []Completion
	Start, End int
}

// cellName is how the code itself is called in positions.
const cellName = "this cell"

// begin starts a question; what it returns ends it.
func (i *Inspector) begin(code string) (end func()) {
	i.code = code
	return func() {
		for _, f := range i.opened {
			i.FileSet.RemoveFile(f)
		}
		i.opened = nil
	}
}

// offset returns the byte offset of a cursor that counts code points, moved into the code.
func offset(code string, cursor int) int {
	for at := range code {
		if cursor <= 0 {
			return at
		}
		cursor--
	}
	return len(code)
}

// points returns the number of code points before a byte offset.
func points(code string, at int) int { return utf8.RuneCountInString(code[:at]) }

// qualifier writes packages as cells do.
func (i *Inspector) qualifier(p *types.Package) string {
	if p == i.World.Package() {
		return ""
	}
	return p.Name()
}

func (i *Inspector) typeString(t types.Type) string { return types.TypeString(t, i.qualifier) }

// complete makes the completion of an object under a name.
func (i *Inspector) complete(name string, obj types.Object) Completion {
	c := Completion{Text: name, obj: obj}
	switch obj := obj.(type) {
	case *types.Func:
		c.Kind, c.Signature = Function, i.parameters(obj.Signature())
		if obj.Signature().Recv() != nil {
			c.Kind = Method
		}
	case *types.Builtin:
		c.Kind = Function
	case *types.Var:
		c.Kind, c.Signature = Variable, i.typeString(obj.Type())
		if obj.IsField() {
			c.Kind = Field
		}
	case *types.TypeName:
		c.Kind, c.Signature = Type, i.shape(obj)
	case *types.PkgName:
		c.Kind, c.Signature = Package, obj.Imported().Path()
	case *types.Const:
		c.Kind, c.Signature = Constant, i.typeString(obj.Type())
	default:
		c.Kind = Constant
	}
	return c
}

// parameters writes a signature without its func.
func (i *Inspector) parameters(s *types.Signature) string {
	return strings.TrimPrefix(types.TypeString(types.NewSignatureType(nil, nil, nil, s.Params(), s.Results(), s.Variadic()), i.qualifier), "func")
}

// shape says in a word what a type is.
func (i *Inspector) shape(obj *types.TypeName) string {
	if _, ok := obj.Type().(*types.TypeParam); ok {
		return "type parameter"
	}
	switch u := obj.Type().Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	case *types.Basic:
		return u.Name()
	default:
		return i.typeString(u)
	}
}
