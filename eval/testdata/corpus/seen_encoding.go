package main

import (
	"bytes"
	"encoding"
	"encoding/ascii85"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

type Temp float64

func (t Temp) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.1fC", float64(t)), nil }
func (t *Temp) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%fC", (*float64)(t))
	return err
}
func (t Temp) AppendText(b []byte) ([]byte, error) { return fmt.Appendf(b, "%.1fC", float64(t)), nil }

type Point struct{ X, Y int }

func (p Point) MarshalBinary() ([]byte, error)        { return []byte{byte(p.X), byte(p.Y)}, nil }
func (p *Point) UnmarshalBinary(b []byte) error       { p.X, p.Y = int(b[0]), int(b[1]); return nil }
func (p Point) AppendBinary(b []byte) ([]byte, error) { return append(b, byte(p.X), byte(p.Y)), nil }

type Zero struct{ n int }

func (z Zero) IsZero() bool                 { return z.n == 42 }
func (z Zero) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `"z%d"`, z.n), nil }

type Inner struct{ A int }
type inner2 struct{ B int }
type Doc struct {
	*Inner
	inner2
	Name  string          `json:"name"`
	T     Temp            `json:"t"`
	P     *Temp           `json:"p,omitempty"`
	M     map[Temp]int    `json:"m"`
	Z     Zero            `json:"z,omitzero"`
	Any   any             `json:"any"`
	Raw   json.RawMessage `json:"raw"`
	Str   int             `json:",string"`
	Skip  int             `json:"-"`
	Dash  int             `json:"-,"`
	E     error           `json:"e"`
	I     fmt.Stringer    `json:"i"`
	priv  int
	List  []Temp
	Bytes []byte
	Arr   [2]Temp
}

type Str string

func (s Str) String() string { return "str:" + string(s) }

type bad struct{}

func (bad) MarshalJSON() ([]byte, error) { return nil, errors.New("never") }

type color struct{ r byte }

func (c color) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: fmt.Sprintf("#%02x", c.r)}, nil
}
func (c *color) UnmarshalXMLAttr(a xml.Attr) error {
	_, err := fmt.Sscanf(a.Value, "#%02x", &c.r)
	return err
}

type Elem struct {
	XMLName xml.Name `xml:"elem"`
	C       color    `xml:"c,attr"`
	T       Temp     `xml:"t,attr"`
	Body    string   `xml:",chardata"`
	Kids    []Kid    `xml:"kids>kid"`
	Any     any      `xml:"any"`
}
type Kid struct {
	N Temp `xml:"n"`
}

func main() {
	t := Temp(3)
	d := Doc{Inner: &Inner{1}, inner2: inner2{2}, Name: "n", T: 1.5, P: &t, M: map[Temp]int{2: 1, 1: 2}, Z: Zero{42}, Any: []any{Temp(9), Str("s"), map[Temp]bool{4: true}},
		Raw: json.RawMessage("[1]"), Str: 5, E: errors.New("x"), I: Str("i"), List: []Temp{1, 2}, Bytes: []byte("hi"), Arr: [2]Temp{7, 8}}
	b, err := json.Marshal(d)
	fmt.Println(string(b), err)
	d.Z.n = 7
	b, err = json.MarshalIndent(&d, ">", " ")
	fmt.Println(string(b), err)
	var back Doc
	err = json.Unmarshal([]byte(`{"A":5,"B":6,"name":"x","t":"2.5C","p":"1C","m":{"3C":4},"Str":"8","List":["1C"],"any":{"q":[1,"a",null]},"Bytes":"aGk="}`), &back)
	fmt.Println(back.A, back.B, back.Name, back.T, *back.P, back.M, back.Str, back.List, back.Any, string(back.Bytes), err)
	fmt.Println(json.Unmarshal([]byte(`{"name":5}`), &back))
	_, err = json.Marshal(map[string]any{"a": bad{}})
	fmt.Println(err)
	_, err = json.Marshal([]bad{{}})
	var me *json.MarshalerError
	fmt.Println(err, errors.As(err, &me))
	_, err = json.Marshal(func() {})
	fmt.Println(err)
	b, err = json.Marshal(map[any]int{})
	fmt.Println(string(b), err)
	dec := json.NewDecoder(strings.NewReader(`{"X":1,"Z":2} {"x":3}`))
	dec.DisallowUnknownFields()
	var pt struct{ X, Y int }
	fmt.Println(dec.Decode(&pt), pt)
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "-")
	enc.Encode(map[Str]Temp{"<": 1})

	e := Elem{C: color{255}, T: 2, Body: "text", Kids: []Kid{{1}, {2}}, Any: Kid{3}}
	b, err = xml.Marshal(e)
	fmt.Println(string(b), err)
	var eb Elem
	err = xml.Unmarshal([]byte(`<elem c="#10" t="4C">hey<kids><kid><n>5C</n></kid></kids></elem>`), &eb)
	fmt.Println(eb.C, eb.T, eb.Body, eb.Kids, err)

	var buf bytes.Buffer
	err = gob.NewEncoder(&buf).Encode(struct {
		P Point
		T Temp
		L []Point
	}{Point{1, 2}, 2.5, []Point{{3, 4}}})
	fmt.Println(err)
	var g struct {
		P Point
		T Temp
		L []Point
	}
	fmt.Println(gob.NewDecoder(&buf).Decode(&g), g)
	var bm encoding.BinaryMarshaler = Point{5, 6}
	x, _ := bm.MarshalBinary()
	fmt.Println(x)
	_, isU := bm.(encoding.BinaryUnmarshaler)
	_, isA := bm.(encoding.BinaryAppender)
	fmt.Println(isU, isA)
	x, err = binary.Append(nil, binary.BigEndian, struct {
		A uint16
		B [2]int8
	}{258, [2]int8{1, 2}})
	fmt.Println(x, err)
	type flags uint32
	x, err = binary.Append(x, binary.LittleEndian, []flags{7})
	fmt.Println(x, err)
	var fl flags
	n, err := binary.Decode(x[4:], binary.LittleEndian, &fl)
	fmt.Println(n, err, fl)
	x, err = asn1.Marshal(struct {
		A int
		B string `asn1:"utf8"`
	}{5, "x"})
	fmt.Println(hex.EncodeToString(x), err)
	var as struct {
		A int
		B string `asn1:"utf8"`
	}
	rest, err := asn1.Unmarshal(x, &as)
	fmt.Println(rest, err, as)
	w := csv.NewWriter(writer{})
	w.Write([]string{"a", "b c", "d,e"})
	w.Flush()
	ew := base64.NewEncoder(base64.StdEncoding, writer{})
	ew.Write([]byte("hello"))
	ew.Close()
	fmt.Println()
	aw := ascii85.NewEncoder(writer{})
	io.WriteString(aw, "hello")
	aw.Close()
	fmt.Println()
	pem.Encode(writer{}, &pem.Block{Type: "T", Bytes: []byte("x")})
}

type writer struct{}

func (writer) Write(p []byte) (int, error) { fmt.Print(string(p)); return len(p), nil }
