package rt

import (
	"strconv"
	"strings"
	"text/template/parse"
)

// The functions that stand for what templates do with values: _field for references to fields and methods, _truth for
// conditions, _range for what is ranged over, _show for what is printed, _plain for operands of builtins that look into them, and these builtins.

func rewriteList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			rewritePipe(n.Pipe)
			if len(n.Pipe.Decl) == 0 && !escapes(n.Pipe) {
				n.Pipe.Cmds = append(n.Pipe.Cmds, command(n.Pos, "_show"))
			}
		case *parse.IfNode:
			rewriteBranch(&n.BranchNode, "_truth")
		case *parse.WithNode:
			rewriteBranch(&n.BranchNode, "_truth")
		case *parse.RangeNode:
			rewriteBranch(&n.BranchNode, "_range")
		case *parse.TemplateNode:
			rewritePipe(n.Pipe)
		}
	}
}

// escapes reports whether a pipeline ends in a builtin that HTML templates want last.
func escapes(p *parse.PipeNode) bool {
	id, ok := p.Cmds[len(p.Cmds)-1].Args[0].(*parse.IdentifierNode)
	return ok && (id.Ident == "html" || id.Ident == "urlquery" || id.Ident == "js")
}

func rewriteBranch(n *parse.BranchNode, last string) {
	rewritePipe(n.Pipe)
	n.Pipe.Cmds = append(n.Pipe.Cmds, command(n.Pos, last))
	rewriteList(n.List)
	rewriteList(n.ElseList)
}

func rewritePipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	var cmds []*parse.CommandNode
	for i, c := range p.Cmds {
		before := rewriteCommand(c)
		if i > 0 && before != "" {
			cmds = append(cmds, command(c.Pos, before))
		}
		cmds = append(cmds, c)
	}
	p.Cmds = cmds
}

// operandsOf says how the operands of builtins are seen.
var operandsOf = map[string]string{
	"eq": "_plain", "ne": "_plain", "lt": "_plain", "le": "_plain", "gt": "_plain", "ge": "_plain",
	"len": "_plain", "slice": "_plain", "call": "_plain", "and": "_truth", "or": "_truth", "not": "_truth",
}

// replaced are the builtins that know values of cells.
var replaced = map[string]bool{"index": true, "print": true, "println": true, "printf": true}

// rewriteCommand rewrites a command. It returns the function that the value before it in a pipeline goes through.
func rewriteCommand(c *parse.CommandNode) (before string) {
	first := c.Args[0]
	for i, a := range c.Args {
		c.Args[i] = rewriteOperand(a)
	}
	if base, path, ok := reference(first); ok {
		c.Pos = first.Position()
		c.Args = append([]parse.Node{function(c.Pos, "_field"), base, text(c.Pos, path)}, c.Args[1:]...)
		return ""
	}
	id, ok := first.(*parse.IdentifierNode)
	if !ok {
		return ""
	}
	if replaced[id.Ident] {
		c.Args[0] = function(id.Pos, "_"+id.Ident)
	}
	by := operandsOf[id.Ident]
	if by == "" {
		return ""
	}
	for i, a := range c.Args[1:] {
		switch a.(type) {
		case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		default:
			call := command(c.Pos, by)
			call.Args = append(call.Args, a)
			c.Args[i+1] = pipe(call)
		}
	}
	return by
}

// rewriteOperand rewrites an operand of a command.
func rewriteOperand(n parse.Node) parse.Node {
	if p, ok := n.(*parse.PipeNode); ok {
		rewritePipe(p)
		return p
	}
	base, path, ok := reference(n)
	if !ok {
		return n
	}
	call := command(n.Position(), "_field")
	call.Args = append(call.Args, base, text(n.Position(), path))
	return pipe(call)
}

// reference takes a reference to a field or method apart.
func reference(n parse.Node) (base parse.Node, path string, ok bool) {
	switch n := n.(type) {
	case *parse.FieldNode:
		return &parse.DotNode{NodeType: parse.NodeDot, Pos: n.Pos}, strings.Join(n.Ident, "."), true
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return &parse.VariableNode{NodeType: parse.NodeVariable, Pos: n.Pos, Ident: n.Ident[:1]}, strings.Join(n.Ident[1:], "."), true
		}
	case *parse.ChainNode:
		return rewriteOperand(n.Node), strings.Join(n.Field, "."), true
	}
	return nil, "", false
}

func function(pos parse.Pos, name string) *parse.IdentifierNode {
	return parse.NewIdentifier(name).SetPos(pos)
}

func text(pos parse.Pos, s string) parse.Node {
	return &parse.StringNode{NodeType: parse.NodeString, Pos: pos, Quoted: strconv.Quote(s), Text: s}
}

// command returns the call of a function.
func command(pos parse.Pos, name string) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: []parse.Node{function(pos, name)}}
}

// pipe returns a command as an operand.
func pipe(c *parse.CommandNode) *parse.PipeNode {
	return &parse.PipeNode{NodeType: parse.NodePipe, Pos: c.Pos, Cmds: []*parse.CommandNode{c}}
}
