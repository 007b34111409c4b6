package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

type Level int

func (l Level) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "L%d", int(l)), nil }
func (l *Level) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "L%d", (*int)(l))
	return err
}

type Span time.Duration

func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(s).String()) }
func (s *Span) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
	*s = Span(d)
	return err
}

type Base struct {
	ID int `json:"id"`
}

type User struct {
	Base
	Name    string           `json:"name"`
	Email   *string          `json:"email,omitempty"`
	Level   Level            `json:"level"`
	Wait    Span             `json:"wait"`
	Tags    []string         `json:"tags"`
	Scores  map[string]Level `json:"scores,omitempty"`
	private int
	Skip    int `json:"-"`
	Any     any `json:"any"`
}

func main() {
	mail := "a@b.c"
	u := User{Base: Base{7}, Name: "Ann", Email: &mail, Level: 2, Wait: Span(1500 * time.Millisecond), Scores: map[string]Level{"x": 1}, Skip: 1, Any: Level(3)}
	b, err := json.Marshal(u)
	fmt.Println(string(b), err)
	var v User
	err = json.Unmarshal(b, &v)
	fmt.Println(v.ID, v.Name, *v.Email, int(v.Level), time.Duration(v.Wait), v.Tags == nil, v.Scores["x"] == 1, v.Any, err)
	b, _ = json.MarshalIndent(map[string]any{"list": []User{{Name: "n"}}, "n": nil}, "", " ")
	fmt.Println(string(b))
	var anything any
	fmt.Println(json.Unmarshal([]byte(`{"a":[1,"x",null,{"b":true}]}`), &anything), anything)
	fmt.Println(json.Unmarshal([]byte(`{"wait":"soon"}`), &v))
	fmt.Println(json.Unmarshal([]byte(`{"id":"x"}`), &v))
	d := json.NewDecoder(strings.NewReader(`{"name":"x","extra":1}`))
	d.DisallowUnknownFields()
	fmt.Println(d.Decode(&v))
}
