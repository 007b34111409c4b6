package main

import (
	"fmt"
	"reflect"
)

type Int int

func (i Int) Double() Int { return i * 2 }

type Emb struct{ X Int }

func (e Emb) EmbM() Int { return e.X }

type ptr struct{ Y int }

type T struct {
	A int `k:"v"`
	b string
	C []Int
	Emb
	*ptr
	in struct{ Z int }
}

func (t T) M(x int) (string, error) { return fmt.Sprint(t.A, x), nil }
func (t *T) Set(x int)              { t.A = x }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panics")
		}
	}()
	f()
}

func main() {
	for _, x := range []any{Int(1), T{}, &T{}, Emb{}, []Int{}, map[Int]T{}} {
		t := reflect.TypeOf(x)
		fmt.Println(t, t.Name(), t.PkgPath() != "", t.Kind(), t.NumMethod())
		for i := range t.NumMethod() {
			m := t.Method(i)
			fmt.Println("  ", m.Name, m.Type, m.Index)
		}
	}
	t := T{A: 1, b: "b", C: []Int{2}, Emb: Emb{3}, ptr: &ptr{4}}
	v := reflect.ValueOf(&t).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		fmt.Println(f.Name, f.Type, f.Tag, f.Anonymous, f.IsExported(), v.Field(i).CanInterface(), v.Field(i).CanSet())
	}
	fmt.Println(v.FieldByName("b"), v.FieldByName("b").CanSet(), v.FieldByName("X"), v.FieldByName("X").CanSet())
	fmt.Println(v.FieldByName("Y"), v.FieldByName("Y").CanSet(), v.FieldByIndex([]int{1}).CanSet(), v.FieldByIndex([]int{3, 0}).CanSet())
	try("set unexported", func() { v.Field(1).SetString("new") })
	try("set by name", func() { v.FieldByName("b").SetString("new") })
	try("interface", func() { fmt.Println(v.Field(1).Interface()) })
	try("interface of a struct", func() { fmt.Println(v.Field(5).Interface()) })
	try("unaddressable", func() { reflect.ValueOf(t).Field(0).SetInt(3) })
	v.Field(0).SetInt(77)
	v.Addr().MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(78)})
	fmt.Println(t.A, t.b, v.Field(1).String())
}
