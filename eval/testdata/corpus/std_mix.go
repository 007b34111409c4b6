package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"container/ring"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"regexp"
	"sort"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
	"unicode"
)

type Color int

const (
	Red Color = iota
	Green
)

func (c Color) String() string               { return [...]string{"red", "green"}[c] }
func (c Color) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
func (c *Color) UnmarshalText(b []byte) error {
	switch string(b) {
	case "red":
		*c = Red
	case "green":
		*c = Green
	default:
		return fmt.Errorf("bad color %q", b)
	}
	return nil
}

type Base struct {
	ID   int       `json:"id" xml:"id,attr"`
	When time.Time `json:"when" xml:"when"`
}
type Item struct {
	Base
	Name   string          `json:"name" xml:"name"`
	Color  Color           `json:"color" xml:"color"`
	Tags   []string        `json:"tags,omitempty" xml:"tags>tag"`
	Extra  map[string]any  `json:"extra,omitempty" xml:"-"`
	Ptr    *Item           `json:"ptr,omitempty" xml:"ptr"`
	Colors map[Color]int   `json:"colors,omitempty" xml:"-"`
	Raw    json.RawMessage `json:"raw,omitempty" xml:"-"`
	Any    any             `json:"any" xml:"-"`
	hidden int
}

type IntHeap []int

func (h IntHeap) Len() int           { return len(h) }
func (h IntHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h IntHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *IntHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *IntHeap) Pop() any {
	old := *h
	n := len(old)
	x := old[n-1]
	*h = old[:n-1]
	return x
}

type rot13 struct{ r io.Reader }

func (r rot13) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i := range p[:n] {
		c := p[i]
		switch {
		case c >= 'a' && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case c >= 'A' && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

type upper struct {
	w io.Writer
	n int
}

func (u *upper) Write(p []byte) (int, error) {
	u.n += len(p)
	return u.w.Write(bytes.ToUpper(p))
}

type byName []Item

func (b byName) Len() int           { return len(b) }
func (b byName) Less(i, j int) bool { return b[i].Name < b[j].Name }
func (b byName) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type Inv struct{ Items []Item }

func (i Inv) Count(n int) int       { return len(i.Items) * n }
func (i *Inv) First() *Item         { return &i.Items[0] }
func (i Item) Label() string        { return strings.ToUpper(i.Name) }
func (i *Item) PtrLabel() string    { return "*" + i.Name }
func (i Item) Err() (string, error) { return "", errors.New("failing") }

type MyErr[T any] struct{ V T }

func (e MyErr[T]) Error() string { return fmt.Sprintf("MyErr(%v)", e.V) }

func main() {
	when := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	it := Item{Base: Base{1, when}, Name: "pen", Color: Green, Tags: []string{"a", "b"}, Extra: map[string]any{"k": []int{1}, "c": Red}, Ptr: &Item{Name: "in"}, Colors: map[Color]int{Red: 1}, Raw: json.RawMessage(`{"x":1}`), Any: Color(1)}
	b, err := json.MarshalIndent(it, "", " ")
	fmt.Println(string(b), err)
	var back Item
	fmt.Println(json.Unmarshal(b, &back))
	fmt.Printf("%+v %v\n", back.Base, back.Ptr.Name)
	fmt.Println(back.Color, back.Colors, back.Any, back.Extra, string(back.Raw))
	fmt.Println(json.Unmarshal([]byte(`{"color":"blue"}`), &back))
	fmt.Println(json.Unmarshal([]byte(`{"id":"x"}`), &back))
	var ute *json.UnmarshalTypeError
	fmt.Println(errors.As(json.Unmarshal([]byte(`{"id":"x"}`), &back), &ute), ute != nil && ute.Field == "id")
	dec := json.NewDecoder(strings.NewReader(`{"name":"q","unknown":1}`))
	dec.DisallowUnknownFields()
	fmt.Println(dec.Decode(&back))
	x, err := xml.MarshalIndent(it, "", " ")
	fmt.Println(string(x), err)
	var xb Item
	fmt.Println(xml.Unmarshal(x, &xb), xb.ID, xb.Name, xb.Color, xb.Tags, xb.Ptr != nil)

	h := &IntHeap{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	fmt.Println()
	l := list.New()
	l.PushBack(it.Color)
	l.PushFront(Base{ID: 7})
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Println(e.Value)
	}
	if c, ok := l.Back().Value.(Color); ok {
		fmt.Println("color", c)
	}
	r := ring.New(3)
	for i := range 3 {
		r.Value = Color(i % 2)
		r = r.Next()
	}
	r.Do(func(v any) { fmt.Print(v, " ") })
	fmt.Println()

	var buf bytes.Buffer
	gob.Register(Color(0))
	type G struct {
		A int
		B map[string]Color
		C []Base
		D int
	}
	fmt.Println(gob.NewEncoder(&buf).Encode(G{1, map[string]Color{"x": Green}, []Base{{3, when}}, 3}))
	var g G
	fmt.Println(gob.NewDecoder(&buf).Decode(&g), g)

	cw := csv.NewWriter(os.Stdout)
	cw.Write([]string{"a,b", "c\"d"})
	cw.Flush()
	io.Copy(&upper{w: os.Stdout}, rot13{strings.NewReader("Uryyb\n")})
	u := &upper{w: os.Stdout}
	fmt.Fprintf(u, "hi %v %d\n", Red, 3)
	bw := bufio.NewWriter(u)
	bw.WriteString("buffered\n")
	bw.Flush()
	fmt.Println(u.n)
	sc := bufio.NewScanner(rot13{strings.NewReader("nop qrs\ntuv")})
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Println(sc.Text())
	}
	items := []Item{{Name: "z"}, {Name: "a"}}
	sort.Sort(byName(items))
	fmt.Println(items[0].Name, sort.IsSorted(byName(items)))
	sort.Sort(sort.Reverse(byName(items)))
	fmt.Println(items[0].Name)
	t := template.Must(template.New("x").Funcs(template.FuncMap{"twice": func(c Color) string { return c.String() + c.String() }}).Parse(
		`{{.Count 2}} {{range $i, $e := .Items}}{{$i}}={{.Name}}/{{.Label}}/{{.Color}}/{{twice .Color}} {{with .Ptr}}{{.Name}}{{else}}none{{end}};{{end}}{{(index .Items 0).Base.ID}} {{printf "%v|%T" (index .Items 0).Color .}} {{len .Items}} {{.First.PtrLabel}}
`))
	fmt.Println(t.Execute(os.Stdout, &Inv{[]Item{it, {Name: "b"}}}))
	t2 := template.Must(template.New("y").Parse("{{.Err}}\n"))
	fmt.Println(t2.Execute(io.Discard, it))
	fmt.Println(template.Must(template.New("z").Parse("{{.Nope}}")).Execute(io.Discard, it))
	fmt.Println(template.Must(template.New("z").Parse("{{eq .Color 1}} {{if and .Name (gt .ID 0)}}yes{{end}} {{.Any}} {{.Extra.k}}\n")).Execute(os.Stdout, it))

	e1 := fmt.Errorf("ctx: %w", MyErr[int]{3})
	var me MyErr[int]
	var ms MyErr[string]
	fmt.Println(errors.As(e1, &me), me.V, errors.As(e1, &ms), errors.Is(e1, MyErr[int]{3}), errors.Is(e1, MyErr[int]{4}))
	j := errors.Join(e1, io.EOF)
	fmt.Println(j, errors.Is(j, io.EOF), errors.As(j, &me))
	n := new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil)
	fmt.Println(n, n.BitLen(), big.NewRat(3, 6))
	re := regexp.MustCompile(`(?P<k>\w+)=(\d+)`)
	fmt.Println(re.FindAllStringSubmatch("a=1 b=22", -1), re.ReplaceAllStringFunc("a=1", strings.ToUpper), re.SubexpNames())
	tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(tw, "a\tbbb\tc")
	fmt.Fprintln(tw, "aaaa\tb\tc")
	tw.Flush()
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, "aBcD"), hex.EncodeToString([]byte("hi")))
	fmt.Println(when.Format(time.RFC1123), when.Add(36*time.Hour).Weekday(), time.Duration(1500)*time.Millisecond)
	d, err := time.ParseDuration("1h15m")
	fmt.Println(d, err, when.Truncate(24*time.Hour).Equal(when))
	_, err = time.Parse("2006-01-02", "x")
	fmt.Println(err)
}
