package export

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/printer"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"goasync/eval/check"
	"goasync/eval/check/stdexport"
	"goasync/eval/lower"
)

// A text is source being written.
type text struct {
	bytes.Buffer
	e        *exporter
	comments bool
	done     token.Pos // comments before it are written
}

// render writes the program.
func (e *exporter) render(comments bool) ([]byte, error) {
	t := &text{e: e, comments: comments}
	var steps []string
	for _, p := range e.parts {
		if err := t.part(p); err != nil {
			return nil, err
		}
		if p.clock != "" {
			e.clock = true
			steps = append(steps, fmt.Sprintf("{%q, func() { %s.SetVirtual(%t) }, false}", "clock", e.own["clock"], p.clock == "virtual"))
		}
		if p.unit != nil {
			steps = append(steps, fmt.Sprintf("{%q, %s, %t}", fmt.Sprintf("cell %d", p.number), p.function, p.cell.MayFail))
		}
	}
	t.WriteString(e.epilogue(steps))
	var out bytes.Buffer
	out.WriteString("// Written by go-async export.\npackage main\n\n")
	out.WriteString(e.imports())
	out.Write(t.Bytes())
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("the program does not parse: %w", err)
	}
	return formatted, nil
}

// imports writes the import declaration.
func (e *exporter) imports() string {
	var b strings.Builder
	b.WriteString("import (\n")
	for _, path := range slices.Sorted(maps.Keys(e.used)) {
		name, goPath := e.packages[path], stdexport.GoPath(path)
		if name == goPath[strings.LastIndexByte(goPath, '/')+1:] {
			name = ""
		}
		fmt.Fprintf(&b, "%s %s\n", name, strconv.Quote(goPath))
	}
	for _, path := range slices.Sorted(maps.Keys(e.dots)) {
		fmt.Fprintf(&b, ". %s\n", strconv.Quote(stdexport.GoPath(path)))
	}
	b.WriteString(")\n\n")
	return b.String()
}

// part writes a cell.
func (t *text) part(p *part) error {
	if p.cell.Markdown {
		t.comment(p.cell.Source)
		t.WriteString("\n")
		return nil
	}
	if p.magic != "" {
		t.comment(p.magic)
		t.WriteString("\n")
	}
	if len(p.problem) > 0 {
		t.comment(fmt.Sprintf("Cell %d does not compile:\n%s\n\n%s", p.number, p.problem.Error(), p.code))
		t.WriteString("\n")
	}
	if p.unit == nil {
		return nil
	}
	t.done = p.unit.Cell.Tok.Pos(0)
	for _, d := range p.unit.Cell.Decls {
		if t.e.keeps(p.unit, d) {
			if err := t.node(p.unit, d); err != nil {
				return err
			}
			t.WriteString("\n")
		}
	}
	if err := t.variables(p.unit); err != nil {
		return fmt.Errorf("cell %d: %w", p.number, err)
	}
	return t.body(p)
}

// comment writes a text as comment lines.
func (t *text) comment(s string) {
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		t.WriteString(strings.TrimRight("// "+strings.TrimRight(line, " \t\r"), " ") + "\n")
	}
}

// keeps reports whether a declaration belongs to the program.
func (e *exporter) keeps(u *check.Unit, d ast.Decl) bool {
	fd, ok := d.(*ast.FuncDecl)
	return !ok || !e.dropped[u.Info.Defs[fd.Name]]
}

// node writes a declaration or statement, after the comments before it.
func (t *text) node(u *check.Unit, n ast.Node) error {
	var own []*ast.CommentGroup
	if t.comments {
		for _, c := range u.Cell.Comments {
			switch {
			case c.Pos() >= t.done && c.End() <= n.Pos() && !isDoc(n, c):
				t.comment(strings.TrimSuffix(c.Text(), "\n"))
				t.done = c.End()
			case c.Pos() >= n.Pos() && c.End() <= n.End():
				own = append(own, c)
			}
		}
		if n.End() > t.done {
			t.done = n.End()
		}
	}
	conf := printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}
	var x any = n
	if len(own) > 0 {
		x = &printer.CommentedNode{Node: n, Comments: own}
	}
	if err := conf.Fprint(t, t.e.fset, x); err != nil {
		return err
	}
	t.WriteString("\n")
	return nil
}

// isDoc reports whether a comment is the documentation of a declaration, which is printed with it.
func isDoc(n ast.Node, c *ast.CommentGroup) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Doc == c
	case *ast.GenDecl:
		return n.Doc == c
	}
	return false
}

// variables declares the variables of a cell, and those that hold functions which are replaced.
func (t *text) variables(u *check.Unit) error {
	for _, v := range u.Vars {
		if v.Reuses || v.Obj.Name() == "_" {
			continue
		}
		if err := t.variable(u, t.e.names[v.Obj], v.Obj.Type()); err != nil {
			return err
		}
	}
	for _, fd := range u.Funcs {
		fn, ok := u.Info.Defs[fd.Name].(*types.Func)
		if ok && t.e.dispatch[fn] == fn {
			if err := t.variable(u, t.e.names[fn], fn.Type()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *text) variable(u *check.Unit, name string, typ types.Type) error {
	x, ok := check.TypeExprBy(typ, u.Pkg, t.e.typeName(u.Pkg))
	if !ok {
		return fmt.Errorf("the type of %s, %s, cannot be written in Go", name, typ)
	}
	fmt.Fprintf(t, "var %s ", name)
	if err := format.Node(t, t.e.fset, x); err != nil {
		return err
	}
	t.WriteString("\n\n")
	return nil
}

// body writes the function with the statements of a cell.
func (t *text) body(p *part) error {
	u := p.unit
	fmt.Fprintf(t, "// %s is cell %d.\nfunc %s() {\n", p.function, p.number, p.function)
	for _, fd := range u.Funcs {
		if fn, ok := u.Info.Defs[fd.Name].(*types.Func); ok && t.e.declared[fn] != "" {
			fmt.Fprintf(t, "%s = %s\n", t.e.names[fn], t.e.declared[fn])
		}
	}
	list, inits := lower.Ordered(u)
	for i, s := range append(u.Assigning(list), nil) {
		if i == inits {
			t.initCalls(u)
		}
		if s == nil {
			break
		}
		if err := t.node(u, s); err != nil {
			return err
		}
	}
	if u.Result != nil {
		if err := t.result(u); err != nil {
			return err
		}
	}
	t.WriteString("}\n\n")
	return nil
}

// initCalls calls the init functions of a cell.
func (t *text) initCalls(u *check.Unit) {
	for _, fd := range u.Funcs {
		if fn, ok := u.Info.Defs[fd.Name].(*types.Func); ok && fn.Name() == "init" && fn.Signature().Recv() == nil {
			fmt.Fprintf(t, "%s()\n", fd.Name.Name)
		}
	}
}

// result shows the last expression of a cell.
func (t *text) result(u *check.Unit) error {
	name := t.e.own["show"]
	typ := u.Info.Types[u.Result].Type
	if tuple, ok := typ.(*types.Tuple); ok && tuple.Len() > 1 && isError(tuple.At(tuple.Len()-1).Type()) {
		name = t.e.own["showOrRaise"]
	}
	if isError(typ) && t.e.fails(u) {
		name = t.e.importAs("asyncio", "asyncio") + ".MustErr"
	}
	t.WriteString(name + "(")
	conf := printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}
	if err := conf.Fprint(t, t.e.fset, u.Result); err != nil {
		return err
	}
	t.WriteString(")\n")
	return nil
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

// fails reports whether the result is a call of asyncio or its like, whose error is raised.
func (e *exporter) fails(u *check.Unit) bool {
	call, ok := ast.Unparen(u.Result).(*ast.CallExpr)
	if !ok {
		return false
	}
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	obj := u.Info.Uses[id]
	if obj == nil || obj.Pkg() == nil || obj.Name() == "AwaitErr" {
		return false
	}
	switch obj.Pkg().Path() {
	case "asyncio", "aiohttp", "aiofiles":
		return true
	}
	return false
}

// epilogue writes what runs the cells.
func (e *exporter) epilogue(steps []string) string {
	asyncio, display := e.importAs("asyncio", "asyncio"), e.importAs("display", "display")
	fmtName, osName := e.importAs("fmt", "fmt"), e.importAs("os", "os")
	option := ""
	switch {
	case e.clock:
		option = fmt.Sprintf(", %s.WithClock(%s)", asyncio, e.own["clock"])
	case e.options.VirtualClock:
		option = fmt.Sprintf(", %s.WithClock(%[1]s.NewVirtualClock())", asyncio)
	}
	code := ownName.ReplaceAllStringFunc(epilogue, func(name string) string { return e.own[name] })
	code = strings.NewReplacer("asyncio.", asyncio+".", "display.", display+".", "fmt.", fmtName+".", "os.", osName+".").Replace(code)
	list := ""
	for _, s := range steps {
		list += s + ",\n"
	}
	code = fmt.Sprintf(code, list, option)
	if e.clock {
		code = fmt.Sprintf("// %s is the clock of the loop.\nvar %[1]s = %s.NewSwitchClock(%t)\n\n", e.own["clock"], asyncio, e.options.VirtualClock) + code
	}
	return code
}

// ownNames are what the epilogue declares beside main; the first does not stand in its text.
var ownNames = []string{"clock", "step", "steps", "run", "show", "showOrRaise"}

var ownName = regexp.MustCompile(`\b(?:` + strings.Join(ownNames[1:], "|") + `)\b`)

// epilogue is the end of each program: fmt.Sprintf's verbs are the cells and the options of the loop.
const epilogue = `// A step is a cell. Those below it run also when it fails, if it may.
type step struct {
	name    string
	cell    func()
	mayFail bool
}

var steps = []step{
%s}

func main() {
	newLoop := func() *asyncio.Loop { return asyncio.NewEventLoop(asyncio.WithNesting()%s) }
	_, err := asyncio.Run(asyncio.NewCoroutineErr("main", run), asyncio.WithLoopFactory(newLoop))
	if err != nil {
		os.Exit(1)
	}
}

// run runs the cells in order, each as a task.
func run() error {
	for _, s := range steps {
		err := asyncio.AwaitErr(asyncio.CreateTask(asyncio.NewCoroutineVoid(s.name, s.cell), asyncio.WithName(s.name)))
		if err == nil {
			continue
		}
		fmt.Fprintf(os.Stderr, "%%s: %%v\n", s.name, err)
		if !s.mayFail {
			return err
		}
	}
	return nil
}

// show shows the value of a cell's last expression, as a notebook does.
func show(values ...any) {
	if len(values) == 1 && values[0] != nil {
		display.Display(values[0])
	}
	if len(values) < 2 {
		return
	}
	text := ""
	for i, v := range values {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprint(display.BundleOf(v)["text/plain"])
	}
	fmt.Println(text)
}

// showOrRaise shows the values of a call whose last one is an error, which is raised.
func showOrRaise(values ...any) {
	last := len(values) - 1
	if err, ok := values[last].(error); ok {
		panic(err)
	}
	show(values[:last]...)
}
`
