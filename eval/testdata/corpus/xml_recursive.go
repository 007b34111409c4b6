package main

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

type Node struct {
	XMLName  xml.Name `xml:"node"`
	ID       int      `xml:"id,attr"`
	Text     string   `xml:"text,omitempty"`
	Children []Node   `xml:"node"`
	Next     *Node    `xml:"next>node"`
}
type Tree struct {
	Left, Right *Tree
	Val         int `xml:"val,attr"`
}
type Date struct{ time.Time }

func (d Date) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(d.Format("2006-01-02"), start)
}
func (d *Date) UnmarshalXML(dec *xml.Decoder, start xml.StartElement) error {
	var s string
	if err := dec.DecodeElement(&s, &start); err != nil {
		return err
	}
	t, err := time.Parse("2006-01-02", s)
	d.Time = t
	return err
}

type Level int

func (l Level) MarshalText() ([]byte, error)  { return []byte(strings.Repeat("*", int(l))), nil }
func (l *Level) UnmarshalText(b []byte) error { *l = Level(len(b)); return nil }

type Doc struct {
	On    Date    `xml:"on"`
	Days  []Date  `xml:"days>day"`
	Level Level   `xml:"level,attr"`
	Lv    []Level `xml:"lv"`
	Note  struct {
		Body string `xml:",chardata"`
		Lang string `xml:"lang,attr"`
	} `xml:"note"`
	Comment string `xml:",comment"`
}

func main() {
	n := Node{ID: 1, Children: []Node{{ID: 2, Text: "a<b"}, {ID: 3, Children: []Node{{ID: 4}}}}}
	b, err := xml.Marshal(n)
	fmt.Println(string(b), err)
	var m Node
	fmt.Println(xml.Unmarshal(b, &m), m.ID, len(m.Children), m.Children[0].Text, m.Children[1].Children[0].ID, m.Next == nil)
	t := &Tree{Val: 1, Left: &Tree{Val: 2, Right: &Tree{Val: 3}}}
	b, err = xml.MarshalIndent(t, "", "  ")
	fmt.Println(string(b), err)
	var u Tree
	fmt.Println(xml.Unmarshal(b, &u), u.Left.Right.Val, u.Right == nil)
	d := Doc{On: Date{time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)}, Level: 2, Lv: []Level{1, 3}, Comment: " hi "}
	d.Days = []Date{d.On, d.On}
	d.Note.Body, d.Note.Lang = "x & y", "en"
	b, err = xml.Marshal(d)
	fmt.Println(string(b), err)
	var e Doc
	fmt.Println(xml.Unmarshal(b, &e), e.On.Year(), len(e.Days), e.Level, e.Lv, e.Note)
	fmt.Println(xml.Unmarshal([]byte("<Doc><on>bad</on></Doc>"), &e))
	fmt.Println(xml.Unmarshal([]byte("<Doc><on>"), &e))
}
