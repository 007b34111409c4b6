package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"goasync/eval/diag"
)

// pythonNames are names that are Python's, and what Go has for them.
var pythonNames = map[string]string{
	"None": "Go's None is nil; asyncio.NoTimeout where a timeout is meant", "True": "in Go: true", "False": "in Go: false",
	"str": "in Go the type is string; fmt.Sprint(x) makes one", "float": "in Go: float64", "dict": "in Go: map[K]V{}",
	"list": "in Go: a slice, []T{}", "tuple": "in Go: a struct, or several values", "set": "in Go: map[T]bool{}", "object": "in Go: any",
	"self": "in Go a method names its receiver: func (self *T) Method()", "super": "Go embeds types instead of inheriting",
	"range": "in Go: for i := range n { … }", "input": "asyncio.Input(prompt) reads a line", "open": "os.Open, or aiofiles.Open on the loop",
	"isinstance": "in Go a type assertion: _, ok := x.(T)", "Exception": "in Go errors are values: errors.New(\"…\")", "type": "in Go: fmt.Sprintf(\"%T\", x)",
	"enumerate": "in Go: for i, v := range s { … }", "sorted": "slices.Sorted, slices.Sort", "sum": "in Go: a loop", "abs": "math.Abs",
	"raise": "in Go: return err, or panic(err)", "pass": "in Go an empty block: { }", "lambda": "in Go: func(x T) R { return … }", "not": "in Go: !x",
	"and": "in Go: &&", "or": "in Go: ||", "elif": "in Go: else if", "def": "in Go: func", "yield": "yield stands in async generators only",
	"display": "the last expression of a cell is displayed", "ValueError": "in Go errors are values: errors.New(\"…\")",
	"TimeoutError": "errors.Is(err, asyncio.ErrTimeout)", "CancelledError": "errors.Is(err, asyncio.ErrCancelled)", "zip": "in Go: for i := range a { a[i], b[i] }",
	"map": "in Go: a loop", "filter": "in Go: a loop", "round": "math.Round", "pow": "math.Pow", "ord": "in Go: int('x')", "chr": "in Go: string(rune(n))",
}

// pythonMethods are methods of Python's lists, dicts and strings, and what Go
// has for them, by the kind of the Go type.
var pythonMethods = map[string]map[string]string{
	"slice": {
		"append": "s = append(s, v)", "extend": "s = append(s, more...)", "insert": "s = slices.Insert(s, i, v)", "pop": "v := s[len(s)-1]; s = s[:len(s)-1]",
		"sort": "slices.Sort(s)", "reverse": "slices.Reverse(s)", "index": "slices.Index(s, v)", "remove": "s = slices.Delete(s, i, i+1)",
		"copy": "slices.Clone(s)", "clear": "s = s[:0]", "count": "a loop",
	},
	"map": {
		"get": "v, ok := m[key]", "keys": "maps.Keys(m), or for key := range m { … }", "values": "maps.Values(m), or for _, v := range m { … }",
		"items": "for key, v := range m { … }", "pop": "v := m[key]; delete(m, key)", "update": "maps.Copy(m, other)", "clear": "clear(m)", "copy": "maps.Clone(m)",
		"setdefault": "if _, ok := m[key]; !ok { m[key] = v }", "add": "m[key] = true",
	},
	"string": {
		"split": "strings.Fields(s), strings.Split(s, sep)", "join": "strings.Join(list, sep)", "strip": "strings.TrimSpace(s)", "upper": "strings.ToUpper(s)",
		"lower": "strings.ToLower(s)", "format": "fmt.Sprintf(…)", "replace": "strings.ReplaceAll(s, old, new)", "startswith": "strings.HasPrefix(s, prefix)",
		"endswith": "strings.HasSuffix(s, suffix)", "find": "strings.Index(s, sub)", "encode": "[]byte(s)", "splitlines": "strings.Lines(s)",
		"title": "strings.Title(s)", "count": "strings.Count(s, sub)", "isdigit": "unicode.IsDigit(r)",
	},
}

// kindName sorts a type as the tables above do.
func kindName(t types.Type) string {
	if t == nil {
		return ""
	}
	switch t := t.Underlying().(type) {
	case *types.Slice, *types.Array:
		return "slice"
	case *types.Map:
		return "map"
	case *types.Basic:
		if t.Info()&types.IsString != 0 {
			return "string"
		}
	}
	return ""
}

// constructor returns the call of a package's type as Python constructs one,
// at a position, in Go's form: asyncio.NewLock() for asyncio.Lock().
func (c *checker) constructor(pos token.Pos) (form string) {
	c.inspect(func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || call.Pos() > pos || pos > call.End() {
			return true
		}
		sel, ok := functionPart(call).(*ast.SelectorExpr)
		if !ok {
			return true
		}
		tn, ok := c.info.Uses[sel.Sel].(*types.TypeName)
		if ok && tn.Pkg() != nil && tn.Pkg().Scope().Lookup("New"+tn.Name()) != nil {
			form = types.ExprString(sel.X) + ".New" + tn.Name()
		}
		return true
	})
	return form
}

// explainHabit gives Go's form of what a Python programmer would write, and
// reports whether it knew one.
func (c *checker) explainHabit(d *diag.Error, e rawError) bool {
	switch e.code {
	case "UndeclaredName":
		name := strings.TrimPrefix(d.Msg, "undefined: ")
		if hint := pythonNames[name]; hint != "" {
			d.Hint = hint
		} else if c.isAssigned(e.pos) {
			d.Hint = "declare it: " + name + " := …"
		}
	case "MissingFieldOrMethod":
		c.inspect(func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Pos() == e.pos {
				if form := pythonMethods[kindName(c.typeOf(sel.X))][strings.ToLower(sel.Sel.Name)]; form != "" {
					d.Hint = "in Go: " + form
				}
			}
			return true
		})
	case "WrongArgCount", "WrongTypeArgCount", "InvalidConversion", "NotAnExpr":
		if form := c.constructor(e.pos); form != "" {
			d.Hint = form + "(…) makes one"
		}
	case "MismatchedTypes":
		if strings.Contains(d.Msg, "+") && strings.Contains(d.Msg, "string") {
			d.Hint = "in Go: s + fmt.Sprint(x), or fmt.Sprintf(…)"
		} else if m := durationProduct.FindStringSubmatch(d.Msg); m != nil {
			d.Hint = "convert the number: time.Duration(…) * time.Second"
		}
	case "TruncatedFloat", "NumericOverflow", "IncompatibleAssign":
		if strings.Contains(d.Msg, "trunc") && strings.Contains(lineOf(c.cell.Src, d.Pos.Line), "time.") || strings.Contains(d.Msg, "float constant) as time.Duration") {
			d.Hint = "a time.Duration counts whole nanoseconds: 1500*time.Millisecond, or time.Duration(1.5*float64(time.Second))"
		}
	case "InvalidIndirection":
		if strings.Contains(lineOf(c.cell.Src, d.Pos.Line), "**") {
			d.Hint = "in Go: math.Pow(x, y)"
		}
	}
	return d.Hint != ""
}

// durationProduct matches the product of a number and a duration.
var durationProduct = regexp.MustCompile(`\* .*(?:mismatched types (?:u?int\w*|float\w+) and time\.Duration|mismatched types time\.Duration and (?:u?int\w*|float\w+))`)

// isAssigned reports whether the identifier at a position stands left of a =.
func (c *checker) isAssigned(pos token.Pos) bool {
	found := false
	c.inspect(func(n ast.Node) bool {
		if s, ok := n.(*ast.AssignStmt); ok && s.Tok == token.ASSIGN {
			for _, x := range s.Lhs {
				if id, ok := x.(*ast.Ident); ok && id.Pos() == pos {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
