package main

import (
	"fmt"
	"reflect"
	"strings"
	"text/template"
)

type Item struct {
	Name  string `json:"name" db:"n"`
	Price float64
	tags  []string
}

func (i Item) Total(n int) float64 { return i.Price * float64(n) }
func (i *Item) Rename(s string)    { i.Name = s }

type Kind int

func main() {
	it := Item{"pen", 1.5, nil}
	t := reflect.TypeOf(it)
	fmt.Println(t, t.Name(), t.Kind(), t.NumField(), t.NumMethod(), reflect.TypeOf(&it).NumMethod())
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("db"), f.IsExported())
	}
	v := reflect.ValueOf(&it).Elem()
	v.FieldByName("Price").SetFloat(2)
	fmt.Println(it.Price, reflect.ValueOf(it).MethodByName("Total").Call([]reflect.Value{reflect.ValueOf(3)})[0])
	reflect.ValueOf(&it).MethodByName("Rename").Call([]reflect.Value{reflect.ValueOf("cap")})
	fmt.Println(it.Name, reflect.DeepEqual(it, Item{"cap", 2, nil}), reflect.TypeFor[Kind](), reflect.ValueOf(Kind(3)).Int())
	tm := template.Must(template.New("t").Funcs(template.FuncMap{"up": strings.ToUpper}).Parse(
		"{{range $i, $e := .}}{{$i}}:{{.Name | up}}={{.Total 2}} {{end}}\n"))
	var b strings.Builder
	fmt.Println(tm.Execute(&b, []Item{it, {"b", 1, nil}}), b.String())
}
