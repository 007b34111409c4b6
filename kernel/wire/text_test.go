package wire_test

import (
	"strings"
	"testing"

	"goasync/kernel/wire"
)

// texts are long enough for every way through AppendString.
var texts = []string{
	"", "a", `"`, `\`, "\n\r\t\b\f\x00\x1f\x7f", "<&>", "ä€😀", "\u2028\u2029", "\xff", "a\xe2\x82", "\xed\xa0\x80",
	strings.Repeat("plain ASCII text ", 20), strings.Repeat("x", 7) + `"`, strings.Repeat("x", 8) + `\`,
	strings.Repeat("x", 9) + "\n" + strings.Repeat("y", 9), strings.Repeat("ä", 40) + "!!!!!!!!" + "#!",
}

func TestAppendString(t *testing.T) {
	for _, text := range texts {
		compare(t, text)
		for i := range 9 {
			compare(t, strings.Repeat("p", i)+text+strings.Repeat("s", i))
		}
	}
}

func FuzzAppendString(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(compare)
}

func compare(t *testing.T, text string) {
	want, err := wire.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := wire.AppendString(nil, text); string(got) != string(want) {
		t.Errorf("%q: got %s, want %s", text, got, want)
	}
}

// BenchmarkAppendString compares with encoding/json, on lines and on a text without escapes.
func BenchmarkAppendString(b *testing.B) {
	for name, text := range map[string]string{
		"lines": strings.Repeat("a line of output, as long as they are\n", 2000), "plain": strings.Repeat("x", 80_000),
		"greek": strings.Repeat("αβγδ εζηθ ", 4000),
	} {
		buffer := make([]byte, 0, 2*len(text))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				buffer = wire.AppendString(buffer[:0], text)
			}
		})
		b.Run(name+"/json", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := wire.Marshal(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
