package check

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"goasync/eval/diag"
	"goasync/eval/syntax"
)

// When a cell declares again, differently, what functions, types and constants
// of other cells use, those follow: their text is checked once more together
// with the cell, and belongs to its unit. What does not check any longer keeps
// its old meaning and is broken: using it in a later cell is an error that names
// the cell at fault, until it or what it uses is declared again.

// A decl is a declaration that lives in the session, with its text.
type decl struct {
	keys   []string        // what it declares: "f", "T", "T.M"
	objs   []types.Object  // in the order of keys
	uses   map[string]bool // keys of what its text uses
	shape  map[string]bool // those that its type depends on
	cell   *syntax.Cell    // where it was written; name and text only, once the unit is the session's
	ranges []int           // of offsets in that cell's text, in pairs
	spec   string          // of types and constants: their own text, blanks aside
}

// object returns the object that it declares under a key.
func (d *decl) object(k string) types.Object {
	if i := slices.Index(d.keys, k); i >= 0 {
		return d.objs[i]
	}
	return nil
}

// A broken is why a declaration does not check any longer.
type broken struct {
	cell string // the cell that broke it
	err  *diag.Error
}

// key returns the name of a session object in the tables of this file.
func key(obj types.Object) string {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return displayName(obj.Name())
	}
	t := fn.Signature().Recv().Type()
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name() + "." + fn.Name()
	}
	return fn.Name()
}

// keysIn returns the keys of session objects that a node uses.
func (c *checker) keysIn(n ast.Node) map[string]bool {
	keys := map[string]bool{}
	if n == nil {
		return keys
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if obj := c.info.Uses[id]; obj != nil && c.isSession(obj) {
				keys[key(obj)] = true
			}
		}
		return true
	})
	return keys
}

// decls describes the declarations of the unit for later cells.
func (c *checker) decls() []*decl {
	var list []*decl
	for _, d := range c.cell.Decls {
		cell := c.origin(d)
		switch d := d.(type) {
		case *ast.FuncDecl:
			obj := c.info.Defs[d.Name]
			if obj == nil || d.Name.Name == "_" || d.Recv == nil && d.Name.Name == "init" {
				continue
			}
			shape := c.keysIn(d.Type)
			if d.Recv != nil {
				maps.Copy(shape, c.keysIn(d.Recv))
			}
			from, to := c.at(cell, d.Pos()), c.at(cell, d.End())
			if c.cell.Async[d] {
				from = strings.LastIndex(cell.Src[:from], "async")
			}
			uses := c.keysIn(d)
			maps.Copy(uses, shape)
			list = append(list, &decl{keys: []string{key(obj)}, objs: []types.Object{obj}, uses: uses, shape: shape, cell: cell, ranges: []int{from, to}})
		case *ast.GenDecl:
			list = append(list, c.genDecls(d, cell)...)
		}
	}
	return list
}

// origin returns the cell in which a declaration was written.
func (c *checker) origin(d ast.Decl) *syntax.Cell {
	for _, f := range c.followers {
		if f.parsed.Has(d.Pos()) {
			return f.decl.cell
		}
	}
	return c.cell
}

// genDecls describes a declaration of types, each for itself, or of constants, together.
func (c *checker) genDecls(d *ast.GenDecl, cell *syntax.Cell) []*decl {
	if d.Tok != token.TYPE {
		from, to := c.at(cell, d.Pos()), c.at(cell, d.End())
		out := &decl{uses: c.keysIn(d), shape: c.keysIn(d), cell: cell, ranges: []int{from, to}, spec: specText(cell, from, to)}
		for _, s := range d.Specs {
			for _, id := range s.(*ast.ValueSpec).Names {
				if obj := c.info.Defs[id]; obj != nil && id.Name != "_" {
					out.keys, out.objs = append(out.keys, id.Name), append(out.objs, obj)
				}
			}
		}
		return []*decl{out}
	}
	var list []*decl
	for _, s := range d.Specs {
		s := s.(*ast.TypeSpec)
		obj := c.info.Defs[s.Name]
		if obj == nil || s.Name.Name == "_" {
			continue
		}
		ranges := []int{c.at(cell, d.Pos()), c.at(cell, d.Pos()) + len("type"), c.at(cell, s.Pos()), c.at(cell, s.End())}
		if d.Lparen.IsValid() {
			ranges = append(ranges[:1], c.at(cell, d.Lparen)+1, ranges[2], ranges[3], c.at(cell, d.Rparen), c.at(cell, d.Rparen)+1)
		}
		list = append(list, &decl{
			keys: []string{s.Name.Name}, objs: []types.Object{obj}, uses: c.keysIn(s), shape: c.keysIn(s),
			cell: cell, ranges: ranges, spec: specText(cell, c.at(cell, s.Pos()), c.at(cell, s.End())),
		})
	}
	return list
}

// at returns the offset of a position in the text of a cell, of which the
// declaration may have been parsed anew.
func (c *checker) at(cell *syntax.Cell, pos token.Pos) int {
	for _, f := range c.followers {
		if f.decl.cell == cell && f.parsed.Has(pos) {
			return f.parsed.Offset(pos)
		}
	}
	return cell.Offset(pos)
}

// text returns the text of the declaration's cell with all else blanked. It is not kept: a cell may have many declarations.
func (d *decl) text() string { return only(d.cell.Src, d.ranges...) }

// only blanks a text outside the ranges, which are given as pairs of offsets.
func only(src string, ranges ...int) string {
	out := []byte(src)
	done := 0
	blank := func(to int) {
		for ; done < to; done++ {
			if out[done] != '\n' {
				out[done] = ' '
			}
		}
	}
	for i := 0; i < len(ranges); i += 2 {
		blank(ranges[i])
		done = ranges[i+1]
	}
	blank(len(out))
	return string(out)
}

// A follower is a declaration of an earlier cell that is checked again with this one.
type follower struct {
	decl   *decl
	parsed *syntax.Cell
}

// addFollowers parses declarations of earlier cells and adds them to the cell.
func (c *checker) addFollowers(list []*decl) {
	for _, d := range list {
		parsed, errs := syntax.Options{Declared: c.w.declared}.Parse(c.w.fset, d.cell.Name, d.text())
		if len(errs) > 0 {
			continue
		}
		c.followers = append(c.followers, follower{d, parsed})
		from := desugar(parsed)
		c.sites = append(c.sites, from.sites...)
		c.withs = append(c.withs, from.withs...)
		c.async = append(c.async, from.async...)
		c.moved = append(c.moved, from.moved...)
		maps.Copy(c.fors, from.fors)
		maps.Copy(c.cell.Async, parsed.Async)
		maps.Copy(c.cell.Generator, parsed.Generator)
		c.cell.Decls = append(c.cell.Decls, parsed.Decls...)
	}
}

// declared reports whether the session has a name.
func (w *World) declared(name string) bool { return w.objects[name] != nil }

// changed returns the keys of what a unit declares differently than the session has it.
func (w *World) changed(u *Unit) map[string]bool {
	keys := map[string]bool{}
	for name, obj := range u.objects {
		if old := w.objects[name]; old != nil && old != obj && (!sameDeclaration(old, obj) || w.breaks(name)) {
			keys[name] = true
		}
	}
	for named, list := range u.methods {
		for _, m := range list {
			for _, old := range methodsOf(named) {
				if old.Name() == m.Name() && old != m && !types.Identical(old.Type(), m.Type()) {
					keys[key(m)] = true
				}
			}
		}
	}
	return keys
}

// sameDeclaration reports whether what uses an object can use the other in its place.
func sameDeclaration(old, obj types.Object) bool {
	if !types.Identical(old.Type(), obj.Type()) {
		return false
	}
	switch obj := obj.(type) {
	case *types.Func:
		_, ok := old.(*types.Func)
		return ok
	case *types.Const:
		c, ok := old.(*types.Const)
		return ok && constant.Compare(c.Val(), token.EQL, obj.Val())
	case *types.TypeName:
		_, ok := old.(*types.TypeName)
		return ok
	}
	return false
}

// breaks reports whether something that uses the name is broken.
func (w *World) breaks(name string) bool {
	for d := range w.usedBy[name] {
		for _, obj := range d.objs {
			if w.broken[obj] != nil {
				return true
			}
		}
	}
	return false
}

// dependents returns the declarations of other cells that use, directly or
// through types and signatures, one of the keys, in the order of their text.
func (w *World) dependents(changed map[string]bool, u *Unit) []*decl {
	own := map[string]bool{}
	for _, d := range u.decls {
		for _, k := range d.keys {
			own[k] = true
		}
	}
	for name := range u.objects {
		own[name] = true
	}
	var list []*decl
	seen := map[*decl]bool{}
	for queue := slices.Sorted(maps.Keys(changed)); len(queue) > 0; queue = queue[1:] {
		for d := range w.usedBy[queue[0]] {
			if seen[d] || slices.ContainsFunc(d.keys, func(k string) bool { return own[k] }) || w.methodOfOwn(d, queue[0]) {
				continue
			}
			seen[d] = true
			list = append(list, d)
			for _, k := range d.keys {
				if d.shape[queue[0]] && !changed[k] {
					changed[k] = true
					queue = append(queue, k)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b *decl) int { return int(a.objs[0].Pos() - b.objs[0].Pos()) })
	return list
}

// methodOfOwn reports whether the declaration is a method from the cell of its
// type, which has been declared again: it went with the old type.
func (w *World) methodOfOwn(d *decl, typ string) bool {
	if len(d.keys) != 1 || !strings.HasPrefix(d.keys[0], typ+".") {
		return false
	}
	t := w.decls[typ]
	return t != nil && t.cell == d.cell
}

// follow checks the cell again together with what depends on it. Without such
// a thing, or when they do not go together, it returns the unit as it is.
func (w *World) follow(cell *syntax.Cell, u *Unit) *Unit {
	list := w.dependents(w.changed(u), u)
	if len(list) == 0 {
		return u
	}
	faults := map[types.Object]*broken{}
	for len(list) > 0 {
		again, errs := syntax.Options{Declared: w.declared}.Parse(w.fset, cell.Name, cell.Src)
		if len(errs) > 0 {
			break
		}
		c := newChecker(w, again, list)
		c.run()
		errs = c.diagnostics()
		if len(errs) == 0 {
			errs = c.expand()
		}
		if len(errs) == 0 {
			u = c.unit()
			break
		}
		rest := c.withoutFaults(list, faults)
		if len(rest) == len(list) {
			break // the cell itself does not go with them
		}
		list = rest
	}
	u.broken = faults
	return u
}

// withoutFaults returns the followers without errors, and notes the faults of the others.
func (c *checker) withoutFaults(list []*decl, faults map[types.Object]*broken) []*decl {
	bad := map[*decl]bool{}
	for _, e := range c.errs {
		for _, f := range c.followers {
			if !f.parsed.Has(e.pos) || bad[f.decl] || strings.HasPrefix(e.msg, "\t") {
				continue
			}
			bad[f.decl] = true
			for _, obj := range f.decl.objs {
				if !c.isOldMethod(obj) {
					faults[obj] = &broken{cell: c.cell.Name, err: c.diagnostic(e)}
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(d *decl) bool { return bad[d] })
}

// isOldMethod reports whether an object is a method of a type that has been
// declared again: values of the old type keep it as it is.
func (c *checker) isOldMethod(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return false
	}
	typ, _, _ := strings.Cut(key(fn), ".")
	now, ok := c.w.pkg.Scope().Lookup(typ).(*types.TypeName)
	return ok && now != c.w.objects[typ]
}

// brokenUses reports what the unit uses and an earlier cell broke.
func (w *World) brokenUses(u *Unit) diag.List {
	var list diag.List
	if len(w.broken) == 0 {
		return nil
	}
	for id, obj := range u.Info.Uses {
		b := w.broken[obj]
		if b == nil {
			continue
		}
		d := &diag.Error{Pos: w.fset.Position(id.Pos()), End: w.fset.Position(id.End()), Code: diag.Broken,
			Msg: fmt.Sprintf("%s does not compile since a declaration it uses has changed", key(obj)), Hint: "declare it again"}
		d.SourceLine = lineOf(u.Cell.Src, d.Pos.Line)
		d.Notes = []diag.Note{{Pos: b.err.Pos, Msg: b.err.Msg}, {Pos: token.Position{Filename: b.cell, Line: 1, Column: 1}, Msg: "broken by"}}
		list = append(list, d)
	}
	list.Sort()
	return list
}

// commitDecls makes the declarations of a unit the session's.
func (w *World) commitDecls(u *Unit) {
	for name := range u.objects {
		w.dropDecl(name)
	}
	text := &syntax.Cell{Name: u.Cell.Name, Src: u.Cell.Src} // the tree is of no use any longer
	for _, d := range u.decls {
		if d.cell == u.Cell {
			d.cell = text
		}
		for _, k := range d.keys {
			w.dropDecl(k)
			w.decls[k] = d
		}
		for k := range d.uses {
			if w.usedBy[k] == nil {
				w.usedBy[k] = map[*decl]bool{}
			}
			w.usedBy[k][d] = true
		}
	}
	for obj, b := range u.broken {
		w.broken[obj] = b
	}
}

// dropDecl forgets the declaration of a key, and with a type its methods.
func (w *World) dropDecl(k string) {
	d := w.decls[k]
	if d == nil {
		return
	}
	delete(w.decls, k)
	for _, obj := range d.objs {
		if key(obj) == k {
			delete(w.broken, obj)
		}
	}
	if slices.ContainsFunc(d.keys, func(k string) bool { return w.decls[k] == d }) {
		return // other constants of the group live on
	}
	for use := range d.uses {
		delete(w.usedBy[use], d)
		if len(w.usedBy[use]) == 0 {
			delete(w.usedBy, use)
		}
	}
}
