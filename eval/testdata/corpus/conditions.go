package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

type P struct{ X, Y int }
type PN struct {
	X, Y int
	fn   func()
	next *PN
}

func (p P) sum() int  { return p.X + p.Y }
func (p PN) sum() int { return p.X + p.Y }
func (p *P) ptr() int { return p.X + p.Y }

type N int

func (n N) M() int { return int(n) + 1 }

type I interface{ M() int }
type Nested struct {
	P
	z int
}

func t() bool            { return true }
func f() []int           { return []int{1} }
func g() *int            { return nil }
func mk() map[string]int { return map[string]int{"a": 1} }
func qf() *int           { return new(5) }
func pf() *PN            { return &PN{X: 1, Y: 2} }
func err() error         { return nil }
func err2() error        { return fmt.Errorf("w %w", io.EOF) }
func Gen[T any](x T) T   { return x }
func ok() bool           { return true }
func two() int           { return 2 }

var _ = math.Pi
var _ = strings.ToUpper
var _ = time.Second

func main() {
	x, s, b, c := 1, "A", true, 1+2i
	p, m, q := P{1, 2}, map[string]int{"a": 1}, new(5)
	pp := &PN{X: 1, Y: 2, next: &PN{X: 2, Y: 2}}
	var iface any = 1
	arr, arr2 := []int{1, 2, 3}, [2]int{1, 2}
	ch, ch2 := make(chan int, 20), make(chan int, 1)
	for range 20 {
		ch <- 1
	}
	var fn func()
	var chn chan int
	fs := []func() int{func() int { return 1 }}
	nested := Nested{P: P{1, 2}}
	i8, i9, d := int8(-128), int8(127), time.Second
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ = x, s, b, c, p, m, q, pp, iface, arr, arr2, ch, ch2, fn, chn, fs, nested, i8, i9, d, errors.New

	n := 0
	n = 0
	if t() && (f() != nil) {
		n++
	}
	if (f() != nil) && t() {
		n += 10
	}
	for i := 0; (f() != nil) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (f() != nil):
		n += 1000
	}
	fmt.Println(n, (f() != nil) && n > 0, !t() || (f() != nil))
	n = 0
	if t() && (len(f()) == 1) {
		n++
	}
	if (len(f()) == 1) && t() {
		n += 10
	}
	for i := 0; (len(f()) == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (len(f()) == 1):
		n += 1000
	}
	fmt.Println(n, (len(f()) == 1) && n > 0, !t() || (len(f()) == 1))
	n = 0
	if t() && (string(rune(65)) == s) {
		n++
	}
	if (string(rune(65)) == s) && t() {
		n += 10
	}
	for i := 0; (string(rune(65)) == s) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (string(rune(65)) == s):
		n += 1000
	}
	fmt.Println(n, (string(rune(65)) == s) && n > 0, !t() || (string(rune(65)) == s))
	n = 0
	if t() && ((P{1, 2}) == p) {
		n++
	}
	if ((P{1, 2}) == p) && t() {
		n += 10
	}
	for i := 0; ((P{1, 2}) == p) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case ((P{1, 2}) == p):
		n += 1000
	}
	fmt.Println(n, ((P{1, 2}) == p) && n > 0, !t() || ((P{1, 2}) == p))
	n = 0
	if t() && (m["a"] == 1) {
		n++
	}
	if (m["a"] == 1) && t() {
		n += 10
	}
	for i := 0; (m["a"] == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (m["a"] == 1):
		n += 1000
	}
	fmt.Println(n, (m["a"] == 1) && n > 0, !t() || (m["a"] == 1))
	n = 0
	if t() && (*q == 5) {
		n++
	}
	if (*q == 5) && t() {
		n += 10
	}
	for i := 0; (*q == 5) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (*q == 5):
		n += 1000
	}
	fmt.Println(n, (*q == 5) && n > 0, !t() || (*q == 5))
	n = 0
	if t() && (pf().X == 1) {
		n++
	}
	if (pf().X == 1) && t() {
		n += 10
	}
	for i := 0; (pf().X == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (pf().X == 1):
		n += 1000
	}
	fmt.Println(n, (pf().X == 1) && n > 0, !t() || (pf().X == 1))
	n = 0
	if t() && (iface.(int) == 1) {
		n++
	}
	if (iface.(int) == 1) && t() {
		n += 10
	}
	for i := 0; (iface.(int) == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (iface.(int) == 1):
		n += 1000
	}
	fmt.Println(n, (iface.(int) == 1) && n > 0, !t() || (iface.(int) == 1))
	n = 0
	if t() && (errors.Is(err2(), io.EOF)) {
		n++
	}
	if (errors.Is(err2(), io.EOF)) && t() {
		n += 10
	}
	for i := 0; (errors.Is(err2(), io.EOF)) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (errors.Is(err2(), io.EOF)):
		n += 1000
	}
	fmt.Println(n, (errors.Is(err2(), io.EOF)) && n > 0, !t() || (errors.Is(err2(), io.EOF)))
	n = 0
	if t() && (arr[0:2][1] == 2) {
		n++
	}
	if (arr[0:2][1] == 2) && t() {
		n += 10
	}
	for i := 0; (arr[0:2][1] == 2) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (arr[0:2][1] == 2):
		n += 1000
	}
	fmt.Println(n, (arr[0:2][1] == 2) && n > 0, !t() || (arr[0:2][1] == 2))
	n = 0
	if t() && (x<<1 == 2) {
		n++
	}
	if (x<<1 == 2) && t() {
		n += 10
	}
	for i := 0; (x<<1 == 2) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (x<<1 == 2):
		n += 1000
	}
	fmt.Println(n, (x<<1 == 2) && n > 0, !t() || (x<<1 == 2))
	n = 0
	if t() && (x&1 == 1) {
		n++
	}
	if (x&1 == 1) && t() {
		n += 10
	}
	for i := 0; (x&1 == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (x&1 == 1):
		n += 1000
	}
	fmt.Println(n, (x&1 == 1) && n > 0, !t() || (x&1 == 1))
	n = 0
	if t() && (N(x).M() == 2) {
		n++
	}
	if (N(x).M() == 2) && t() {
		n += 10
	}
	for i := 0; (N(x).M() == 2) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (N(x).M() == 2):
		n += 1000
	}
	fmt.Println(n, (N(x).M() == 2) && n > 0, !t() || (N(x).M() == 2))
	n = 0
	if t() && (len(s) == 1) {
		n++
	}
	if (len(s) == 1) && t() {
		n += 10
	}
	for i := 0; (len(s) == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (len(s) == 1):
		n += 1000
	}
	fmt.Println(n, (len(s) == 1) && n > 0, !t() || (len(s) == 1))
	n = 0
	if t() && (c == complex(1, 2)) {
		n++
	}
	if (c == complex(1, 2)) && t() {
		n += 10
	}
	for i := 0; (c == complex(1, 2)) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (c == complex(1, 2)):
		n += 1000
	}
	fmt.Println(n, (c == complex(1, 2)) && n > 0, !t() || (c == complex(1, 2)))
	n = 0
	if t() && (b && true) {
		n++
	}
	if (b && true) && t() {
		n += 10
	}
	for i := 0; (b && true) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (b && true):
		n += 1000
	}
	fmt.Println(n, (b && true) && n > 0, !t() || (b && true))
	n = 0
	if t() && (any(nil) == nil) {
		n++
	}
	if (any(nil) == nil) && t() {
		n += 10
	}
	for i := 0; (any(nil) == nil) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (any(nil) == nil):
		n += 1000
	}
	fmt.Println(n, (any(nil) == nil) && n > 0, !t() || (any(nil) == nil))
	n = 0
	if t() && (struct{ A int }{1} == struct{ A int }{1}) {
		n++
	}
	if (struct{ A int }{1} == struct{ A int }{1}) && t() {
		n += 10
	}
	for i := 0; (struct{ A int }{1} == struct{ A int }{1}) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (struct{ A int }{1} == struct{ A int }{1}):
		n += 1000
	}
	fmt.Println(n, (struct{ A int }{1} == struct{ A int }{1}) && n > 0, !t() || (struct{ A int }{1} == struct{ A int }{1}))
	n = 0
	if t() && (map[string]int{"q": 1}["q"] == 1) {
		n++
	}
	if (map[string]int{"q": 1}["q"] == 1) && t() {
		n += 10
	}
	for i := 0; (map[string]int{"q": 1}["q"] == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (map[string]int{"q": 1}["q"] == 1):
		n += 1000
	}
	fmt.Println(n, (map[string]int{"q": 1}["q"] == 1) && n > 0, !t() || (map[string]int{"q": 1}["q"] == 1))
	n = 0
	if t() && ([...]int{1, 2}[x] == 2) {
		n++
	}
	if ([...]int{1, 2}[x] == 2) && t() {
		n += 10
	}
	for i := 0; ([...]int{1, 2}[x] == 2) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case ([...]int{1, 2}[x] == 2):
		n += 1000
	}
	fmt.Println(n, ([...]int{1, 2}[x] == 2) && n > 0, !t() || ([...]int{1, 2}[x] == 2))
	n = 0
	if t() && ([]P{{1, 2}}[0] == p) {
		n++
	}
	if ([]P{{1, 2}}[0] == p) && t() {
		n += 10
	}
	for i := 0; ([]P{{1, 2}}[0] == p) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case ([]P{{1, 2}}[0] == p):
		n += 1000
	}
	fmt.Println(n, ([]P{{1, 2}}[0] == p) && n > 0, !t() || ([]P{{1, 2}}[0] == p))
	n = 0
	if t() && (fs[0]() == 1) {
		n++
	}
	if (fs[0]() == 1) && t() {
		n += 10
	}
	for i := 0; (fs[0]() == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (fs[0]() == 1):
		n += 1000
	}
	fmt.Println(n, (fs[0]() == 1) && n > 0, !t() || (fs[0]() == 1))
	n = 0
	if t() && (pp.next.X == 2) {
		n++
	}
	if (pp.next.X == 2) && t() {
		n += 10
	}
	for i := 0; (pp.next.X == 2) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (pp.next.X == 2):
		n += 1000
	}
	fmt.Println(n, (pp.next.X == 2) && n > 0, !t() || (pp.next.X == 2))
	n = 0
	if t() && (nested.sum() == 3) {
		n++
	}
	if (nested.sum() == 3) && t() {
		n += 10
	}
	for i := 0; (nested.sum() == 3) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (nested.sum() == 3):
		n += 1000
	}
	fmt.Println(n, (nested.sum() == 3) && n > 0, !t() || (nested.sum() == 3))
	n = 0
	if t() && (uint8(x)+255 == 0) {
		n++
	}
	if (uint8(x)+255 == 0) && t() {
		n += 10
	}
	for i := 0; (uint8(x)+255 == 0) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (uint8(x)+255 == 0):
		n += 1000
	}
	fmt.Println(n, (uint8(x)+255 == 0) && n > 0, !t() || (uint8(x)+255 == 0))
	n = 0
	if t() && ("a"+s == "aA") {
		n++
	}
	if ("a"+s == "aA") && t() {
		n += 10
	}
	for i := 0; ("a"+s == "aA") && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case ("a"+s == "aA"):
		n += 1000
	}
	fmt.Println(n, ("a"+s == "aA") && n > 0, !t() || ("a"+s == "aA"))
	n = 0
	if t() && (i8 == -128) {
		n++
	}
	if (i8 == -128) && t() {
		n += 10
	}
	for i := 0; (i8 == -128) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (i8 == -128):
		n += 1000
	}
	fmt.Println(n, (i8 == -128) && n > 0, !t() || (i8 == -128))
	n = 0
	if t() && (*(&x) == 1) {
		n++
	}
	if (*(&x) == 1) && t() {
		n += 10
	}
	for i := 0; (*(&x) == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (*(&x) == 1):
		n += 1000
	}
	fmt.Println(n, (*(&x) == 1) && n > 0, !t() || (*(&x) == 1))
	n = 0
	if t() && (time.Duration(x) == 1) {
		n++
	}
	if (time.Duration(x) == 1) && t() {
		n += 10
	}
	for i := 0; (time.Duration(x) == 1) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (time.Duration(x) == 1):
		n += 1000
	}
	fmt.Println(n, (time.Duration(x) == 1) && n > 0, !t() || (time.Duration(x) == 1))
	n = 0
	if t() && (errors.New("a") != errors.New("a")) {
		n++
	}
	if (errors.New("a") != errors.New("a")) && t() {
		n += 10
	}
	for i := 0; (errors.New("a") != errors.New("a")) && i < 2; i++ {
		n += 100
	}
	switch {
	case !t():
	case (errors.New("a") != errors.New("a")):
		n += 1000
	}
	fmt.Println(n, (errors.New("a") != errors.New("a")) && n > 0, !t() || (errors.New("a") != errors.New("a")))
}
