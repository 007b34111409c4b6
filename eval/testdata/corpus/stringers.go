package main

import "fmt"

type Color int

const (
	Red Color = iota
	Green
)

func (c Color) String() string { return [...]string{"red", "green"}[c] }

type Point struct{ X, Y int }

func (p *Point) String() string { return fmt.Sprintf("<%d,%d>", p.X, p.Y) }

type Temp float64

func (t Temp) Format(f fmt.State, verb rune) {
	w, ok := f.Width()
	fmt.Fprintf(f, "%c:%.1f:%d:%v", verb, float64(t), w, ok)
}

type Secret string

func (Secret) GoString() string { return "Secret(hidden)" }

type Line struct {
	C    Color
	A, B *Point
	M    map[Color][]Color
	s    Secret
}

func main() {
	p := Point{1, 2}
	fmt.Println(Red, &p, p, []Color{Red, Green}, map[string]Color{"a": Green})
	fmt.Printf("%v %d %s %q %x\n", Green, Green, Green, Green, Green)
	fmt.Printf("%v|%+v\n", Line{C: Green, M: map[Color][]Color{Red: {Green}}}, Line{s: "x"})
	fmt.Printf("%v %8.2v %s\n", Temp(36.6), Temp(1), []Temp{2})
	fmt.Printf("%#v %#v %T\n", Secret("x"), p, Line{})
	fmt.Println(any(Green), fmt.Sprint(Green, " ", Red), fmt.Stringer(Green))
	var s fmt.Stringer = &p
	p.X = 9
	fmt.Println(s)
}
