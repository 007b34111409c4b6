package main

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"
	"text/template"
	"time"
)

type Tree struct {
	Value    int              `json:"value"`
	Children []*Tree          `json:"children,omitempty"`
	Left     *Tree            `json:"left"`
	Named    map[string]*Tree `json:"named,omitempty"`
}

type Kind int

const (
	A Kind = iota
	B
)

func (k Kind) String() string               { return [...]string{"a", "b"}[k] }
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

type Event struct {
	At    time.Time       `json:"at"`
	Raw   json.RawMessage `json:"raw"`
	Kinds map[Kind]int    `json:"kinds"`
	Opt   *Kind           `json:"opt,omitempty"`
	K     Kind            `json:"k,omitempty"`
	F     float64         `json:"f,string"`
	Iface fmt.Stringer    `json:"iface"`
	Inner struct {
		X int
		y int
	}
	Bytes []byte
	Arr   [2]Kind
	low   int
	Fn    func() `json:"-"`
}

type Address struct {
	City string `xml:"city,attr"`
	Zip  string `xml:"zip"`
}
type Person struct {
	Name  string    `xml:"name"`
	Home  Address   `xml:"home"`
	Works []Address `xml:"work"`
}

type Celsius float64
type Names []string

type Shape interface{ Area() float64 }
type Sq struct{ S float64 }

func (s Sq) Area() float64 { return s.S * s.S }

type Resp[T any] struct {
	Data T   `json:"data"`
	N    int `json:"n"`
}

func main() {
	t := &Tree{Value: 1, Children: []*Tree{{Value: 2}, {Value: 3, Left: &Tree{Value: 4}}}, Named: map[string]*Tree{"x": {Value: 9}}}
	b, err := json.Marshal(t)
	fmt.Println(string(b), err)
	var u Tree
	fmt.Println(json.Unmarshal(b, &u), u.Children[1].Left.Value, u.Named["x"].Value, u.Left == nil)
	one := B
	e := Event{At: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Raw: json.RawMessage(`{"z":1}`), Kinds: map[Kind]int{B: 2}, Opt: &one, F: 1.5, Iface: B, Bytes: []byte("hi"), low: 1}
	b, err = json.MarshalIndent(e, "", "  ")
	fmt.Println(string(b), err)
	var list []Resp[map[string]Kind2]
	fmt.Println(json.Unmarshal([]byte(`[{"data":{"q":3},"n":1}]`), &list), list)
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.Encode(map[string]any{"p": Person{Name: "<a>"}, "shape": Shape(Sq{2})})
	enc.Encode(Person{Name: "<b>"})
	var p Person
	dec := json.NewDecoder(strings.NewReader(`{"Name":"n","Home":{"City":"c"}} {"Name":"m"}`))
	for dec.More() {
		fmt.Println(dec.Decode(&p), p)
	}
	x, err := xml.MarshalIndent(Person{"Ann", Address{"X", "1"}, []Address{{"Y", "2"}}}, "", " ")
	fmt.Println(string(x), err)
	var q Person
	fmt.Println(xml.Unmarshal(x, &q), q)
	var buf bytes.Buffer
	fmt.Println(gob.NewEncoder(&buf).Encode(q))
	var r Person
	fmt.Println(gob.NewDecoder(&buf).Decode(&r), r, reflect.DeepEqual(q, r))
	var c Celsius
	var n int
	fmt.Sscan("36.5 7", &c, &n)
	fmt.Println(c, n)
	names := Names{"b", "a"}
	sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
	fmt.Println(names)
	people := []Person{{Name: "z"}, {Name: "y"}}
	sort.Slice(people, func(i, j int) bool { return people[i].Name < people[j].Name })
	fmt.Println(people[0].Name)
	template.Must(template.New("").Parse("{{.Name}} {{range .Works}}{{.City}},{{end}}\n")).Execute(os.Stdout, q)
	template.Must(template.New("").Parse("{{range .}}{{.Name}} {{end}}\n")).Execute(os.Stdout, people)
	fmt.Println(reflect.TypeOf(people), reflect.TypeOf(c).Kind(), reflect.TypeOf(t).Elem().Name(), reflect.ValueOf(people).Len())
	var bad struct{ A int }
	fmt.Println(json.Unmarshal([]byte(`{"A":"x"}`), &bad))
	fmt.Println(json.Unmarshal([]byte(`{"A":`), &bad))
	_, err = json.Marshal(make(chan int))
	fmt.Println(err)
	fmt.Println(json.Unmarshal([]byte(`{}`), p))
	anyv := any(p)
	b, _ = json.Marshal([]any{anyv, &p, 1, nil})
	fmt.Println(string(b))
	var m map[string]Address
	fmt.Println(json.Unmarshal([]byte(`{"k":{"City":"cc"}}`), &m), m)
}

type Kind2 int
