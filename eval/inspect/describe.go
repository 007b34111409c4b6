package inspect

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"goasync/eval/check"
	"goasync/eval/internal/docs"
)

// A Description is what there is to say of the name at a place.
type Description struct {
	Name, Kind string
	// Head is the declaration on a line or a few, Go syntax; Doc the comment, plain text as godoc has it.
	Head, Doc string
	// Place is where a cell declares it; zero for what no cell does.
	Place Place
	// Source is its declaration in that cell.
	Source string
}

// A Place is a position in a cell. Line and Column count from 1; Column counts bytes.
type Place struct {
	Cell         string
	Line, Column int
}

// String is "cell 3 line 2".
func (p Place) String() string { return fmt.Sprintf("%s line %d", p.Cell, p.Line) }

// Describe tells of the name at the cursor, or when there is none, of the function whose call the cursor is in. The
// cursor counts code points.
func (i *Inspector) Describe(code string, cursor int) (Description, bool) {
	defer i.begin(code)()
	at := offset(code, cursor)
	if d, ok := i.describeWord(find(code, at)); ok {
		return d, true
	}
	p, _, ok := callAround(code, at)
	if !ok {
		return Description{}, false
	}
	return i.describeWord(p)
}

// describeWord tells of the word at p.
func (i *Inspector) describeWord(p place) (Description, bool) {
	if p.word == "" || p.text != nil {
		return Description{}, false
	}
	c, ok := i.resolve(p)
	if !ok {
		return Description{}, false
	}
	if c.obj == nil {
		return i.describeUnresolved(c)
	}
	d := Description{Name: c.Text, Kind: c.Kind, Head: i.head(c), Doc: i.doc(c)}
	d.Place, d.Source = i.declared(c.obj)
	if head := i.asyncHead(d.Source); head != "" {
		d.Head = head
	}
	return d, true
}

// asyncHead returns what an async function's declaration says before the body: the dialect's form, which the types no
// longer have. It is empty for other declarations.
func (i *Inspector) asyncHead(source string) string {
	cell, _ := i.parse(source)
	if len(cell.Decls) != 1 {
		return ""
	}
	fd, ok := cell.Decls[0].(*ast.FuncDecl)
	if !ok || fd.Body == nil || !cell.Async[fd] {
		return ""
	}
	return strings.TrimSpace(source[:cell.Offset(fd.Body.Lbrace)])
}

// resolve finds out what the word at p means.
func (i *Inspector) resolve(p place) (Completion, bool) {
	for _, c := range i.candidates(p, p.word) {
		if c.Text == p.word {
			return c, true
		}
	}
	return i.declaredHere(p)
}

// declaredHere finds the object that the word at p declares.
func (i *Inspector) declaredHere(p place) (Completion, bool) {
	cell, _ := i.parse(i.code + closers(i.code))
	look := i.World.Look(cell)
	for id, obj := range look.Info.Defs {
		if obj != nil && id.Name == p.word && cell.Tok.Base() <= int(id.Pos()) && cell.Offset(id.Pos()) == p.off {
			return i.complete(p.word, obj), true
		}
	}
	return Completion{}, false
}

// describeUnresolved tells of words, and of packages that are not imported.
func (i *Inspector) describeUnresolved(c Completion) (Description, bool) {
	if c.Kind == Package {
		text, _ := docs.Lookup(c.Signature, "")
		return Description{Name: c.Text, Kind: Package, Head: "package " + c.Text + " // import " + fmt.Sprintf("%q", c.Signature), Doc: text}, true
	}
	form, doc, ok := wordDoc(c.Text)
	return Description{Name: c.Text, Kind: c.Kind, Head: form, Doc: doc}, ok
}

// head writes the declaration of an object.
func (i *Inspector) head(c Completion) string {
	switch obj := c.obj.(type) {
	case *types.PkgName:
		return fmt.Sprintf("package %s // import %q", obj.Imported().Name(), obj.Imported().Path())
	case *types.Func:
		name := c.Text
		if c.owner != "" {
			name = "(" + i.typeString(obj.Signature().Recv().Type()) + ") " + name
		}
		return "func " + name + i.typeParams(obj.Signature()) + c.Signature
	case *types.TypeName:
		if _, ok := obj.Type().(*types.TypeParam); ok || obj.Parent() == types.Universe {
			return "type " + c.Text
		}
		return i.typeHead(obj)
	case *types.Builtin:
		text, _ := docs.Lookup("builtin", c.Text)
		line, _, _ := strings.Cut(text, "\n")
		return line
	case *types.Const:
		return fmt.Sprintf("const %s %s = %s", c.Text, i.typeString(obj.Type()), obj.Val())
	case *types.Var:
		if obj.IsField() {
			return "field " + strings.TrimPrefix(c.owner+"."+c.Text, ".") + " " + c.Signature
		}
		return "var " + c.Text + " " + c.Signature
	}
	return c.Text
}

func (i *Inspector) typeParams(s *types.Signature) string {
	if s.TypeParams().Len() == 0 {
		return ""
	}
	text := types.TypeString(types.NewSignatureType(nil, nil, typeParamsOf(s), nil, nil, false), i.qualifier)
	return strings.TrimSuffix(strings.TrimPrefix(text, "func"), "()")
}

// typeParamsOf returns copies of type parameters, since each can be of one signature only.
func typeParamsOf(s *types.Signature) []*types.TypeParam {
	var list []*types.TypeParam
	for n := range s.TypeParams().Len() {
		p := s.TypeParams().At(n)
		list = append(list, types.NewTypeParam(types.NewTypeName(p.Obj().Pos(), p.Obj().Pkg(), p.Obj().Name(), nil), p.Constraint()))
	}
	return list
}

// typeHead writes the declaration of a type, its exported parts, and the methods.
func (i *Inspector) typeHead(obj *types.TypeName) string {
	var b strings.Builder
	fmt.Fprintf(&b, "type %s ", obj.Name())
	s, ok := obj.Type().Underlying().(*types.Struct)
	if !ok {
		b.WriteString(i.typeString(obj.Type().Underlying()))
	} else {
		b.WriteString("struct {\n")
		for n := range s.NumFields() {
			if f := s.Field(n); i.visible(f) {
				fmt.Fprintf(&b, "\t%s %s\n", f.Name(), i.typeString(f.Type()))
			}
		}
		b.WriteString("}")
	}
	for _, c := range i.members(obj.Type()) {
		if c.Kind == Method && !types.IsInterface(obj.Type()) {
			fmt.Fprintf(&b, "\nfunc (%s) %s%s", obj.Name(), c.Text, c.Signature)
		}
	}
	return b.String()
}

// doc returns the comment of an object.
func (i *Inspector) doc(c Completion) string {
	pkg := c.obj.Pkg()
	if p, ok := c.obj.(*types.PkgName); ok {
		text, _ := docs.Lookup(p.Imported().Path(), "")
		return text
	}
	name := c.obj.Name()
	if c.owner != "" {
		name = c.owner + "." + name
	}
	switch pkg {
	case nil:
		text, _ := docs.Lookup("builtin", name)
		if _, ok := c.obj.(*types.Builtin); ok {
			_, text, _ = strings.Cut(text, "\n")
		}
		return strings.TrimSpace(text)
	case i.World.Package():
		return i.cellComment(c.obj)
	}
	text, _ := docs.Lookup(pkg.Path(), name)
	return text
}

// position returns where an object of a cell is declared, and the text of that cell.
func (i *Inspector) position(obj types.Object) (p Place, src string) {
	if obj.Pkg() != i.World.Package() || !obj.Pos().IsValid() {
		return Place{}, ""
	}
	pos := i.FileSet.Position(obj.Pos())
	if !pos.IsValid() {
		return Place{Cell: cellName}, ""
	}
	p = Place{Cell: strings.TrimSuffix(pos.Filename, i.Suffix), Line: pos.Line, Column: pos.Column}
	if p.Cell == cellName {
		return p, i.code
	}
	return p, i.Source(p.Cell)
}

// declared returns where a cell declares an object, and the declaration.
func (i *Inspector) declared(obj types.Object) (Place, string) {
	p, src := i.position(obj)
	if _, text, ok := i.World.Declaration(obj); ok {
		return p, text
	}
	lines := strings.Split(src, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return p, ""
	}
	return p, strings.TrimSpace(lines[p.Line-1])
}

// cellComment returns the comment above the declaration of an object of a cell, or else behind it.
func (i *Inspector) cellComment(obj types.Object) string {
	p, src := i.position(obj)
	lines := strings.Split(src, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	first := p.Line - 1
	for first > 0 && isComment(lines[:first]) {
		first--
	}
	text := commentText(lines[first : p.Line-1])
	if _, isFunc := obj.(*types.Func); text == "" && !isFunc {
		for _, t := range scan(lines[p.Line-1]) {
			if t.tok == token.COMMENT {
				return commentText([]string{t.lit})
			}
		}
	}
	return text
}

// isComment reports whether the last of the lines is one of a comment.
func isComment(lines []string) bool {
	last := strings.TrimSpace(lines[len(lines)-1])
	if strings.HasPrefix(last, "//") || strings.HasPrefix(last, "/*") {
		return true
	}
	text := strings.Join(lines, "\n")
	for _, t := range scan(text) {
		if t.tok == token.COMMENT && t.off < len(text) && t.end >= len(strings.TrimRight(text, " \t\n")) {
			return last != ""
		}
	}
	return false
}

// commentText returns the text of comment lines.
func commentText(lines []string) string {
	group := &ast.CommentGroup{}
	for _, t := range scan(strings.Join(lines, "\n")) {
		if t.tok == token.COMMENT {
			group.List = append(group.List, &ast.Comment{Text: t.lit})
		}
	}
	if len(group.List) == 0 {
		return ""
	}
	return strings.TrimSpace(group.Text())
}

// Definition returns where the name at the cursor is declared in a cell. It fails for what no cell declares.
func (i *Inspector) Definition(code string, cursor int) (Place, bool) {
	defer i.begin(code)()
	p := find(code, offset(code, cursor))
	if p.word == "" || p.text != nil {
		return Place{}, false
	}
	c, ok := i.resolve(p)
	if !ok || c.obj == nil || check.Hidden(c.obj.Name()) {
		return Place{}, false
	}
	place, _ := i.position(c.obj)
	return place, place.Line > 0
}
