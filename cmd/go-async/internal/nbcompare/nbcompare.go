// Package nbcompare compares the outputs of a cell with those stored in its
// notebook, as nbval does for pytest.
//
// What counts is what a reader sees: the text of each stream, the name and the
// value of an error, and each MIME type of displays and results. Execution
// counts, metadata, tracebacks and the bytes of pictures do not count, nor how
// a text was cut into pieces. What differs from run to run is masked: addresses
// always, the rest by [Rules], which are read from nbval's own kind of file. It
// runs nothing.
//
// To start: [Difference].
package nbcompare

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"goasync/cmd/go-async/internal/nbformat"
)

// Mark is what a cell says of its comparison, by a tag or by a comment.
type Mark string

// The marks, as tags; as comments they are written // NBVAL_SKIP and so on.
const (
	Ignore Mark = "nbval-ignore-output"
	Check  Mark = "nbval-check-output"
	Skip   Mark = "nbval-skip"
	Raises Mark = "nbval-raises-exception"
)

// Has tells whether a cell has a mark.
func Has(c *nbformat.Cell, m Mark) bool {
	if c.HasTag(string(m)) {
		return true
	}
	word := strings.ReplaceAll(strings.ToUpper(string(m)), "-", "_")
	for line := range strings.Lines(c.Source()) {
		if comment, ok := strings.CutPrefix(strings.TrimSpace(line), "//"); ok && strings.TrimSpace(comment) == word {
			return true
		}
	}
	return false
}

// Stored tells whether a notebook has outputs to compare with: some code cell
// was run before it was saved.
func Stored(nb *nbformat.Notebook) bool {
	return slices.ContainsFunc(nb.Cells(), func(c *nbformat.Cell) bool {
		return c.Type() == "code" && (len(c.Outputs()) > 0 || c.Count() > 0)
	})
}

// Difference says how outputs differ from those stored, line by line: lines
// that begin with - are stored, with + new. It is "" where they are the same.
func Difference(stored, now []nbformat.Output, rules Rules) string {
	before, after := collect(stored), collect(now)
	var b strings.Builder
	for _, part := range append(before.order, after.missing(before)...) {
		old, isOld := before.text[part]
		young, isNew := after.text[part]
		if old, young = rules.Mask(old), rules.Mask(young); isOld == isNew && old == young {
			continue
		}
		if picture(part) && isOld && isNew {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", part)
		for _, line := range bounded(diff(lines(part, old, isOld), lines(part, young, isNew))) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// What is shown of a diff: what goes beyond is for no reader.
const (
	mostLines   = 60
	mostLetters = 200
)

// bounded cuts a diff, and its lines, where they get too long.
func bounded(list []string) []string {
	if rest := len(list) - mostLines; rest > 0 {
		list = append(list[:mostLines:mostLines], fmt.Sprintf("  … and %d lines more", rest))
	}
	for i, line := range list {
		if letters := []rune(line); len(letters) > mostLetters {
			list[i] = string(letters[:mostLetters]) + "…"
		}
	}
	return list
}

// lines are what a diff shows of a part; a picture's bytes tell nobody anything.
func lines(part, text string, there bool) []string {
	switch {
	case !there:
		return nil
	case picture(part):
		return []string{fmt.Sprintf("(a picture of %d bytes)", len(text))}
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// parts are the texts of a cell's outputs by what they are, in order of coming.
type parts struct {
	order []string
	text  map[string]string
}

func collect(outputs []nbformat.Output) parts {
	p := parts{text: map[string]string{}}
	for _, o := range outputs {
		switch o.Type() {
		case "stream":
			p.add(o.Stream(), o.Text())
		case "error":
			name, value, _ := o.Failure()
			p.add("error", name+": "+value+"\n")
		default:
			p.bundle(o)
		}
	}
	return p
}

// bundle adds each MIME type of a display or result.
func (p *parts) bundle(o nbformat.Output) {
	kind := "result"
	if o.Type() == "display_data" {
		kind = "display"
	}
	for _, mime := range slices.Sorted(maps.Keys(o.Data())) {
		content := o.Data()[mime]
		text, ok := content.(string)
		if !ok {
			raw, _ := json.MarshalIndent(content, "", "  ") // it came out of JSON
			text = string(raw)
		}
		if !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		p.add(kind+" "+mime, text)
	}
}

func (p *parts) add(part, text string) {
	if _, ok := p.text[part]; !ok {
		p.order = append(p.order, part)
	}
	p.text[part] += text
}

// missing lists the parts that q has not.
func (p parts) missing(q parts) (list []string) {
	for _, part := range p.order {
		if _, ok := q.text[part]; !ok {
			list = append(list, part)
		}
	}
	return list
}

// picture tells whether a part's bytes depend on more than what is shown.
func picture(part string) bool {
	return strings.HasSuffix(part, "image/png") || strings.HasSuffix(part, "image/jpeg")
}
