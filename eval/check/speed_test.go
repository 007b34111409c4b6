package check_test

import (
	"fmt"
	"strings"
	"testing"
)

// big returns a session with n declarations.
func big(tb testing.TB, n int) *session {
	s := newSession()
	for _, src := range []string{"import \"asyncio\"\nimport \"fmt\"\nasync func f(n int) (int, error) { return n, nil }", "x := 1"} {
		if _, errs := s.cell(src); len(errs) > 0 {
			tb.Fatal(errs)
		}
	}
	for i := range n {
		if _, errs := s.cell(fmt.Sprintf("type T%d struct{ X int }\nfunc (t T%d) Get() int { return t.X }\nfunc f%d(t T%d) int { return t.Get() + %d }\nv%d := f%d(T%d{1})", i, i, i, i, i, i, i, i)); len(errs) > 0 {
			tb.Fatal(errs)
		}
	}
	return s
}

// BenchmarkCell checks one-line cells in sessions of some and of many declarations.
func BenchmarkCell(b *testing.B) {
	for _, n := range []int{0, 500} {
		s := big(b, n)
		for _, c := range []struct{ name, src string }{
			{"expression", "x + 1"}, {"print", "fmt.Println(x)"}, {"define", "y := x + 1"},
			{"await", "v, err := await f(1)"}, {"func", "func g(a int) int { return a + x }"}, {"asyncfunc", "async func h(a int) (int, error) { return await f(a) }"},
			{"with", "async with asyncio.Timeout(1) { await f(1) }"},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				for b.Loop() {
					if _, errs := s.cell(c.src); len(errs) > 0 {
						b.Fatal(errs)
					}
				}
			})
		}
	}
}

// BenchmarkLongCell checks a cell of a thousand lines.
func BenchmarkLongCell(b *testing.B) {
	var src strings.Builder
	for i := range 250 {
		fmt.Fprintf(&src, "func l%d(n int) int {\n\tif n > %d { return n }\n\treturn n + %d\n}\n", i, i, i)
	}
	s := newSession()
	for b.Loop() {
		if _, errs := s.cell(src.String()); len(errs) > 0 {
			b.Fatal(errs)
		}
	}
}

// FuzzCheck checks that no text makes the checker panic or fail in itself.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"x := 1\nawait f()", "async func f() (int, error) { return await g() }", "async with x := f() { yield 1 }",
		"async for v := range g() {}", "func f(await int) { await(1) }", "type T T\ntype A = B", "x := x\nx := \"\"\nvar x int", "func (x p) m() {}\np.m()",
		"type p struct{ p }\nfunc (p) q() p { return p.q() }", "asyncio.Gather(a, 1, f)", "defer await f()\ndefer f(1)", "import . \"fmt\"\nimport _ \"os\"", "const c = iota\nvar a, b = a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s := newSession()
		for _, cell := range []string{"import \"asyncio\"\nasync func f(n int) (int, error) { return n, nil }\ntype p struct{ X int }\nx := 1\nvar a p", src, "x", "a.X"} {
			_, errs := s.cell(cell)
			for _, e := range errs {
				if e.Code == "Internal" {
					t.Errorf("%q: %v", src, e)
				}
			}
		}
	})
}
