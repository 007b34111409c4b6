package main

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"os"
	"strings"
	"text/template"
)

type Color int

func (c Color) String() string { return [...]string{"red", "green"}[c] }
func (c Color) Next() Color    { return 1 - c }

type Base struct{ ID int }

func (b Base) Twice() int { return b.ID * 2 }

type Item struct {
	Base
	Name  string
	Color Color
	Tags  []string
	Ptr   *Item
	M     map[string]Color
	F     func(int) string
	Any   any
	low   int
}

func (i Item) Label() string                        { return strings.ToUpper(i.Name) }
func (i *Item) PtrLabel() string                    { return "*" + i.Name }
func (i Item) Err() (string, error)                 { return "", errFail }
func (i Item) Add(a, b int) int                     { return a + b + i.ID }
func (i Item) Join(sep string, xs ...string) string { return strings.Join(xs, sep) }
func (i Item) Self() Item                           { return i }

var errFail = errors.New("failing")

type Inv struct {
	Items  []Item
	Colors []Color
	Empty  map[string]Item
}

func (i Inv) Count(n int) int { return len(i.Items) * n }
func (i *Inv) First() *Item   { return &i.Items[0] }

func try(text string, data any) {
	t, err := template.New("x").Funcs(template.FuncMap{
		"twice": func(c Color) string { return c.String() + c.String() },
		"up":    strings.ToUpper,
		"mk":    func() Item { return Item{Name: "made"} },
		"show":  func(x any) string { return fmt.Sprintf("%T:%v", x, x) },
		"fail":  func() (int, error) { return 0, errFail },
	}).Parse(text)
	if err != nil {
		fmt.Println("parse", err)
		return
	}
	err = t.Execute(os.Stdout, data)
	fmt.Println(" |", err, errors.Is(err, errFail))
}

func main() {
	in := &Item{Name: "in", Base: Base{5}}
	it := Item{Base: Base{1}, Name: "pen", Color: 1, Tags: []string{"a"}, Ptr: in, M: map[string]Color{"b": 1, "a": 0}, F: func(i int) string { return fmt.Sprint("F", i) }, Any: Color(1)}
	inv := &Inv{Items: []Item{it, {Name: "b"}}, Colors: []Color{0, 1}}
	for _, text := range []string{
		`{{.Count 2}} {{len .Items}} {{.First.PtrLabel}} {{(index .Items 0).Name}}`,
		`{{range $i, $e := .Items}}{{$i}}={{.Name}}/{{.Label}}/{{.PtrLabel}}/{{$e.Color}}/{{twice .Color}} {{with .Ptr}}{{.Name}}{{else}}none{{end}};{{end}}`,
		`{{range .Colors}}{{.}} {{.Next}} {{end}}{{index .Colors 1}} {{range .Empty}}x{{else}}empty{{end}}`,
		`{{(index .Items 0).Base.ID}} {{(index .Items 0).ID}} {{(index .Items 0).Twice}} {{printf "%v|%T|%d" (index .Items 0).Color . (index .Colors 1)}}`,
		`{{with index .Items 0}}{{.Add 1 2}} {{3 | .Add 4}} {{.Join "-" "a" "b"}} {{.Self.Self.Name}} {{.M.a}} {{.M.zz}} {{call .F 3}} {{.Any}} {{.Any.Next}}{{end}}`,
		`{{with index .Items 0}}{{range $k, $v := .M}}{{$k}}:{{$v}} {{end}}{{eq .Color 1}} {{eq .Name "pen" "x"}} {{lt .ID 5}} {{if .Color}}yes{{end}} {{if and .Ptr .Ptr.Name}}both{{end}} {{or .Color "none"}} {{not .Color}}{{end}}`,
		`{{with index .Items 1}}{{if .Color}}yes{{else}}zero{{end}} {{if and .Ptr .Ptr.Name}}both{{else}}nil ptr{{end}} {{with .Color}}c{{else}}no c{{end}} {{or .Color "none"}}{{end}}`,
		`{{(index .Items 0).Err}}`, `{{.Nope}}`, `{{range .Items}}{{.Nope}}{{end}}`, `{{.Count}}`, `{{fail}}`, `{{index .Items 9}}`, `{{up .Name}}`,
		`{{mk.Label}} {{show (index .Colors 0)}} {{show .First.Name}} {{"q" | up | printf "%q"}} {{print (index .Colors 0) 1 2}} {{html "<a>"}}`,
		`{{define "row"}}[{{.Name}} {{.Color}}]{{end}}{{range .Items}}{{template "row" .}}{{end}} {{$x := index .Items 0}}{{$x.Name}} {{$x.Label}} {{$x = index .Items 1}}{{$x.Name}}`,
		`{{range $i, $c := .Colors}}{{if $i}}, {{end}}{{$c}}{{end}} {{slice "hello" 1 3}} {{range 3}}{{.}}{{end}} {{range $i, $e := .Items}}{{if eq $i 1}}{{break}}{{end}}{{.Name}}{{end}}`,
		`{{/* c */}}{{- "trim" -}} `,
	} {
		try(text, inv)
	}
	try(`{{.}} {{.Next}} {{printf "%d" .}}`, Color(1))
	try(`{{range .}}{{.Name}} {{.Color}} {{end}}`, []Item{it})
	try(`{{.x.Name}} {{.c}} {{.n}} {{range $k, $v := .}}{{$k}} {{end}}`, map[string]any{"x": it, "c": Color(0), "n": 3})
	try(`{{range .}}{{.}},{{end}}`, []any{Color(1), 2, "x"})
	try(`{{.Name}}`, nil)
	try(`{{.Name}}`, (*Item)(nil))
	ht := htmltemplate.Must(htmltemplate.New("h").Parse(`<p title="{{.Name}}">{{.Color}} {{.Label}}</p><script>var x = {{.Color}}; var y = {{.Tags}};</script>{{range .Tags}}<b>{{.}}</b>{{end}}
`))
	fmt.Println(ht.Execute(os.Stdout, Item{Name: `<"x">`, Color: 1, Tags: []string{"<i>"}}))
	fmt.Println(ht.Execute(os.Stdout, it))
	var ee template.ExecError
	fmt.Println(errors.As(template.Must(template.New("q").Parse("{{.Err}}")).Execute(io.Discard, it), &ee), ee.Name)
}
