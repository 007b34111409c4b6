package main

import (
	"errors"
	"fmt"
	htemplate "html/template"
	"os"
	"strings"
	"text/template"
)

type Name string

func (n Name) Upper() string         { return strings.ToUpper(string(n)) }
func (n Name) Join(s ...Name) string { return fmt.Sprint(n, s) }
func (n *Name) PtrM() string         { return "ptr " + string(*n) }

type Item struct {
	N     Name
	Price Money
	Tags  []Name
	M     map[Name]Money
	Sub   *Item
	F     func(int) Name
	Any   any
	E     error
	hid   int
}
type Money int

func (m Money) String() string { return fmt.Sprintf("$%d", int(m)) }
func (i Item) Total(n int) (Money, error) {
	if n < 0 {
		return 0, errors.New("negative")
	}
	return i.Price * Money(n), nil
}
func (i *Item) Ptr() string { return "P" + string(i.N) }
func (i Item) IsBig() bool  { return i.Price > 10 }

type E struct{ n int }

func (e E) Error() string { return fmt.Sprint("E", e.n) }

type Slice []Item

func (s Slice) First() Item { return s[0] }

func run(name, text string, data any) {
	t, err := template.New(name).Funcs(template.FuncMap{"dbl": func(m Money) Money { return m * 2 }, "nm": func(s string) Name { return Name(s) }, "fail": func() (string, error) { return "", E{4} }}).Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	err = t.Execute(&b, data)
	fmt.Println(b.String(), err)
	var e E
	if errors.As(err, &e) {
		fmt.Println("as", e.n)
	}
}

func main() {
	it := Item{N: "n<", Price: 12, Tags: []Name{"a", "b"}, M: map[Name]Money{"k": 1, "a": 2}, F: func(i int) Name { return Name(fmt.Sprint(i)) }, Any: Money(4), E: E{3}}
	it.Sub = &Item{N: "sub", Price: 1}
	for _, data := range []any{it, &it} {
		run("a", "{{.N}} {{.N.Upper}} {{.Price}} {{.Total 3}} {{.IsBig}} {{len .Tags}} {{index .Tags 1}} {{.Sub.N}} {{.Sub.Ptr}} {{.Any}} {{.E}}", data)
	}
	run("b", "{{range $i, $t := .Tags}}{{$i}}={{$t.Upper}} {{end}}{{range $k, $v := .M}}{{$k}}:{{$v}} {{end}}{{with .Sub}}{{.N}}{{end}}{{call .F 5}}", it)
	run("c", "{{dbl .Price}} {{dbl 4}} {{nm \"q\" | printf \"%v-%T\"}} {{.N.Join \"x\" (nm \"y\")}} {{printf \"%d %v\" .Price .Price}}", it)
	run("e", "{{fail}}", it)
	run("f", "{{.hid}}", it)
	run("g", "{{.Nope}}", it)
	run("h", "{{if gt .Price 10}}big{{else}}small{{end}} {{eq .N \"n<\"}} {{and .Sub .E}} {{or .Sub.Sub \"none\"}} {{not .Price}}", it)
	run("i", "{{.First.N}} {{len .}} {{range .}}{{.Price}},{{end}}", Slice{it, {Price: 3}})
	run("j", "{{range $x := .}}{{$x.N}}{{else}}empty{{end}}", Slice{})
	run("k", "{{.a.N}} {{.b}}", map[string]any{"a": it, "b": Money(3)})
	run("l", "{{define \"x\"}}[{{.}}]{{end}}{{template \"x\" .Price}}{{block \"y\" .N}}<{{.}}>{{end}}", it)
	run("m", "{{slice .N 0 1}} {{html .N}} {{js .N}} {{print .Price .N}} {{println .Price}}", it)
	run("n", "{{range 3}}{{.}}{{end}} {{range .Tags}}{{if eq . \"b\"}}{{break}}{{end}}{{.}}{{end}}", it)
	ht := htemplate.Must(htemplate.New("h").Parse(`<a href="{{.N}}" title={{.Price}}>{{.N}} {{.E}} {{.Sub.Price}}</a><script>var x = {{.Tags}}, y = {{.Price}}, z = {{.M}};</script>` + "\n"))
	fmt.Println(ht.Execute(os.Stdout, it))
	type safe struct{ H htemplate.HTML }
	fmt.Println(htemplate.Must(htemplate.New("s").Parse("{{.H}}\n")).Execute(os.Stdout, safe{"<b>"}))
	fmt.Println(template.HTMLEscaper(Name("<x>"), Money(3)), htemplate.HTMLEscaper(Money(3)), template.JSEscapeString("'"), template.URLQueryEscaper(Name("a b")))
	fmt.Println(template.IsTrue(Money(0)))
	fmt.Println(template.IsTrue(it))
}
