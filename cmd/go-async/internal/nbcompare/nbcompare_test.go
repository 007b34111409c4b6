package nbcompare_test

import (
	"fmt"
	"strings"
	"testing"

	"goasync/cmd/go-async/internal/nbcompare"
	"goasync/cmd/go-async/internal/nbformat"
)

func result(text string, more ...string) nbformat.Output {
	data := map[string]any{"text/plain": text}
	for i := 0; i < len(more); i += 2 {
		data[more[i]] = more[i+1]
	}
	return nbformat.NewResult(1, data)
}

var (
	stream  = nbformat.NewStream
	failure = nbformat.NewError
)

func display(mime string, content any) nbformat.Output {
	return nbformat.NewDisplay(map[string]any{mime: content}, nil)
}

func TestDifference(t *testing.T) {
	type outputs = []nbformat.Output
	for _, row := range []struct {
		name        string
		stored, now outputs
		want        string
	}{
		{"nothing", nil, nil, ""},
		{"the same text in pieces", outputs{stream("stdout", "a\nb\n")}, outputs{stream("stdout", "a\n"), stream("stdout", "b\n")}, ""},
		{"the order of the streams", outputs{stream("stdout", "a"), stream("stderr", "b")}, outputs{stream("stderr", "b"), stream("stdout", "a")}, ""},
		{"a line", outputs{stream("stdout", "a\nb\nc\n")}, outputs{stream("stdout", "a\nx\nc\n")}, "stdout:\n  a\n- b\n+ x\n  c\n"},
		{"a stream more", nil, outputs{stream("stderr", "oh\n")}, "stderr:\n+ oh\n"},
		{"a stream less", outputs{stream("stdout", "oh\n")}, nil, "stdout:\n- oh\n"},
		{"a blank line", outputs{stream("stdout", "a\n")}, outputs{stream("stdout", "a\n\n")}, "stdout:\n  a\n+ \n"},
		{"a result", outputs{result("1")}, outputs{result("2")}, "result text/plain:\n- 1\n+ 2\n"},
		{"a result that is none", outputs{result("1")}, outputs{stream("stdout", "1\n")}, "result text/plain:\n- 1\nstdout:\n+ 1\n"},
		{"another count", outputs{nbformat.NewResult(3, map[string]any{"text/plain": "1"})}, outputs{result("1")}, ""},
		{"a type more", outputs{result("1")}, outputs{result("1", "text/html", "<b>1</b>")}, "result text/html:\n+ <b>1</b>\n"},
		{"JSON", outputs{display("application/json", map[string]any{"a": 1.0})}, outputs{display("application/json", map[string]any{"a": 2.0})},
			"display application/json:\n  {\n-   \"a\": 1\n+   \"a\": 2\n  }\n"},
		{"another picture", outputs{display("image/png", "aGk=")}, outputs{display("image/png", "aG8=")}, ""},
		{"no picture", outputs{display("image/png", "aGk=")}, nil, "display image/png:\n- (a picture of 5 bytes)\n"},
		{"another traceback", outputs{failure("error", "no", []string{"a"})}, outputs{failure("error", "no", []string{"b"})}, ""},
		{"another failure", outputs{failure("error", "no", nil)}, outputs{failure("error", "yes", nil)}, "error:\n- error: no\n+ error: yes\n"},
		{"addresses and colours", outputs{result("<f at 0xc000123450>")}, outputs{result("<f at \x1b[1m0xc000999990\x1b[0m>")}, ""},
		{"small numbers are no addresses", outputs{result("0xff")}, outputs{result("0xfe")}, "result text/plain:\n- 0xff\n+ 0xfe\n"},
		{"only what is near", outputs{stream("stdout", count(1, 20, 0))}, outputs{stream("stdout", count(1, 20, 10))},
			"stdout:\n  … 7 lines as stored\n  line 8\n  line 9\n- line 10\n+ line ten\n  line 11\n  line 12\n  … 8 lines as stored\n"},
		{"moved lines", outputs{stream("stdout", "a\nb\nc\nd\n")}, outputs{stream("stdout", "b\nc\na\nd\n")}, "stdout:\n- a\n  b\n  c\n+ a\n  d\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := nbcompare.Difference(row.stored, row.now, nbcompare.Rules{}); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

// count is lines with numbers, one of them in words.
func count(from, to, word int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		if i == word {
			b.WriteString("line ten\n")
		} else {
			fmt.Fprintf(&b, "line %d\n", i)
		}
	}
	return b.String()
}

// Texts of which every line differs, and that are long, are compared in time
// and space that grow with their length alone.
func TestDifferenceOfLongTexts(t *testing.T) {
	long := func(word string) []nbformat.Output {
		return []nbformat.Output{stream("stdout", strings.Repeat(word+"\n", 50_000))}
	}
	got := nbcompare.Difference(long("a"), long("b"), nbcompare.Rules{})
	if want := "stdout:\n" + strings.Repeat("- a\n", 60) + "  … and 99940 lines more\n"; got != want {
		t.Errorf("%d bytes that begin with %.40q", len(got), got)
	}
}

// A line that no reader reads to its end is cut.
func TestDifferenceOfLongLines(t *testing.T) {
	got := nbcompare.Difference([]nbformat.Output{stream("stdout", strings.Repeat("a", 9999))}, nil, nbcompare.Rules{})
	if want := "stdout:\n- " + strings.Repeat("a", 198) + "…\n"; got != want {
		t.Errorf("%d bytes that begin with %.40q", len(got), got)
	}
}

func TestRules(t *testing.T) {
	rules, err := nbcompare.ReadRules(strings.NewReader(`
# a comment
[times]
regex: \d\d:\d\d:\d\d
replace: HH:MM:SS

[seconds]
regex = (took )(?P<n>[\d.]+)( s)
replace = \1N$\3
; another
[gone]
REGEX: secret
`))
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"at 10:11:12":    "at HH:MM:SS",
		"took 1.25 s":    "took N$ s",
		"a secret":       "a ",
		"0x7fffdeadbeef": "0xADDRESS",
	} {
		if got := rules.Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRulesRefused(t *testing.T) {
	for _, row := range []struct{ text, says string }{
		{"regex: x", "line 1: regex stands before the first [section]"},
		{"[a]\nreplace: x\n[b]\nregex: y", "line 1: [a] has no regex"},
		{"[a]\nregex: (", "line 1: [a]: error parsing regexp"},
		{"[a]\nregexp: x", `line 2: want regex or replace, have "regexp"`},
		{"[a]\nnonsense", "line 2: want regex: … or replace: …"},
	} {
		if _, err := nbcompare.ReadRules(strings.NewReader(row.text)); err == nil || !strings.HasPrefix(err.Error(), row.says) {
			t.Errorf("%q: %v, want %q", row.text, err, row.says)
		}
	}
}

func TestHas(t *testing.T) {
	nb, err := nbformat.Read(strings.NewReader(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		source string
		tags   []string
		mark   nbcompare.Mark
		want   bool
	}{
		{"f()", []string{"nbval-skip"}, nbcompare.Skip, true},
		{"f()", []string{"nbval-skip"}, nbcompare.Ignore, false},
		{"// NBVAL_IGNORE_OUTPUT\nf()", nil, nbcompare.Ignore, true},
		{"f()\n\t//NBVAL_RAISES_EXCEPTION  ", nil, nbcompare.Raises, true},
		{`s := "// NBVAL_SKIP"`, nil, nbcompare.Skip, false},
		{"# NBVAL_SKIP", nil, nbcompare.Skip, false},
	} {
		if got := nbcompare.Has(nb.Insert(0, row.source, row.tags...), row.mark); got != row.want {
			t.Errorf("%q %v: %v is %v", row.source, row.tags, row.mark, got)
		}
	}
}
