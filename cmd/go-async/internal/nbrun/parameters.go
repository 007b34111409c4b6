package nbrun

import (
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"goasync/cmd/go-async/internal/nbformat"
)

// Parameter is a variable of the notebook and the Go expression that a run
// gives it.
type Parameter struct {
	Name string
	Expr string
}

var number = regexp.MustCompile(`^[-+]?(0[xXoObB][0-9a-fA-F_]+|(\d[\d_]*)?\.?\d+([eE][-+]?\d+)?)$`)

// ParseParameter reads name=value, where value is a number, true, false, nil,
// a quoted text or a duration as time.ParseDuration has it, and any other text
// stands for itself.
func ParseParameter(s string) (Parameter, error) {
	name, value, err := splitParameter(s)
	if err != nil {
		return Parameter{}, err
	}
	switch value {
	case "true", "false", "nil":
		return Parameter{name, value}, nil
	}
	if number.MatchString(value) {
		return Parameter{name, value}, nil
	}
	if _, err := strconv.Unquote(value); err == nil {
		return Parameter{name, value}, nil
	}
	if d, err := time.ParseDuration(value); err == nil {
		return Parameter{name, durationExpr(d)}, nil
	}
	return Parameter{name, strconv.Quote(value)}, nil
}

// ParseRaw reads name=value, where value is always a text.
func ParseRaw(s string) (Parameter, error) {
	name, value, err := splitParameter(s)
	return Parameter{name, strconv.Quote(value)}, err
}

// ParseExpr reads name=value, where value is a Go expression.
func ParseExpr(s string) (Parameter, error) {
	name, value, err := splitParameter(s)
	if err != nil {
		return Parameter{}, err
	}
	if _, err := parser.ParseExpr(value); err != nil {
		return Parameter{}, fmt.Errorf("parameter %s: %w", name, err)
	}
	return Parameter{name, value}, nil
}

func splitParameter(s string) (name, value string, err error) {
	name, value, ok := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	if !ok || !token.IsIdentifier(name) {
		return "", "", fmt.Errorf("parameter %q: want name=value with a Go name", s)
	}
	return name, strings.TrimSpace(value), nil
}

type durationUnit struct {
	unit time.Duration
	name string
}

var durationUnits = []durationUnit{{time.Hour, "time.Hour"}, {time.Minute, "time.Minute"}, {time.Second, "time.Second"},
	{time.Millisecond, "time.Millisecond"}, {time.Microsecond, "time.Microsecond"}, {time.Nanosecond, "time.Nanosecond"}}

func durationExpr(d time.Duration) string {
	i := slices.IndexFunc(durationUnits, func(u durationUnit) bool { return d%u.unit == 0 })
	return fmt.Sprintf("%d * %s", d/durationUnits[i].unit, durationUnits[i].name)
}

// inject puts a cell with the parameters behind the one tagged parameters, or
// first where there is none. It replaces a cell that an earlier run injected.
// A name that the tagged cell declares is assigned, so that it keeps its type;
// another is declared.
func inject(nb *nbformat.Notebook, params []Parameter) {
	cells := nb.Cells()
	at := slices.IndexFunc(cells, func(c *nbformat.Cell) bool { return c.HasTag(TagParameters) })
	declared := map[string]bool{}
	if at >= 0 {
		declared = declares(cells[at].Source())
	}
	source := injected(params, declared)
	if old := slices.IndexFunc(cells, func(c *nbformat.Cell) bool { return c.HasTag(TagInjected) }); old >= 0 {
		cells[old].SetSource(source)
		return
	}
	nb.Insert(at+1, source, TagInjected)
}

func injected(params []Parameter, declared map[string]bool) string {
	var b strings.Builder
	b.WriteString("// Parameters\n")
	for _, p := range params {
		op := ":="
		if declared[p.Name] {
			op = "="
		}
		fmt.Fprintf(&b, "%s %s %s\n", p.Name, op, p.Expr)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// declares lists the variables that a cell declares at its top level. It looks
// at tokens alone, so that no word of the dialect is in its way.
func declares(source string) map[string]bool {
	names := map[string]bool{}
	for _, stmt := range statements(source) {
		isVar := len(stmt) > 0 && stmt[0].tok == token.VAR
		if isVar {
			stmt = stmt[1:]
		}
		var list []string
		for i := 0; i+1 < len(stmt) && stmt[i].tok == token.IDENT; i += 2 {
			list = append(list, stmt[i].text)
			if stmt[i+1].tok == token.COMMA {
				continue
			}
			if isVar || stmt[i+1].tok == token.DEFINE {
				for _, name := range list {
					names[name] = true
				}
			}
			break
		}
	}
	return names
}

type word struct {
	tok  token.Token
	text string
}

// statements splits a cell's top level into statements; what stands in braces
// or brackets is left out, a group of variables is one statement each.
func statements(source string) (stmts [][]word) {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	sc.Init(file, []byte(source), func(token.Position, string) {}, 0)
	var stmt []word
	depth, group := 0, false
	for {
		_, tok, text := sc.Scan()
		switch tok {
		case token.EOF:
			return append(stmts, stmt)
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if !group && tok == token.LPAREN && depth == 0 && len(stmt) == 1 && stmt[0].tok == token.VAR {
				group = true // whose members stand at the top level
				continue
			}
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if group && depth == 0 {
				group, stmt = false, nil
				continue
			}
			depth--
		case token.SEMICOLON:
			if depth == 0 {
				stmts, stmt = append(stmts, stmt), nil
				if group {
					stmt = []word{{token.VAR, "var"}}
				}
			}
		default:
			if depth == 0 {
				stmt = append(stmt, word{tok, text})
			}
		}
	}
}
