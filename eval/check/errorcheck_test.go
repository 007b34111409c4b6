package check_test

import (
	"bufio"
	"bytes"
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestErrorCheck gives the programs to sessions by which the Go installation tests what its compiler refuses. Each says
// on its lines, in comments, what error is to be there. Those of testdata/errorcheck.txt differ, for the reason it gives.
func TestErrorCheck(t *testing.T) {
	reasons := differentErrors(t)
	checked := 0
	for name, src := range errorPrograms(t) {
		checked++
		problems := unexpectedErrors(t, src)
		if _, listed := reasons[name]; listed == (problems == "") {
			t.Errorf("%s (listed %v):\n%s", name, listed, problems)
		}
		delete(reasons, name)
	}
	for name := range reasons {
		t.Errorf("testdata/errorcheck.txt lists %s, which is not checked", name)
	}
	if checked < 450 {
		t.Errorf("only %d programs checked: is this a Go installation?", checked)
	}
}

// differentErrors reads the reasons why programs differ.
func differentErrors(t *testing.T) map[string]string {
	data, err := os.ReadFile("testdata/errorcheck.txt")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if name, reason, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			reasons[name] = reason
		}
	}
	return reasons
}

// errorPrograms returns the programs by name that want the compiler as it is usually called.
func errorPrograms(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join(build.Default.GOROOT, "test")
	programs := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		first, _, _ := bytes.Cut(src, []byte("\n"))
		if string(bytes.TrimSpace(first)) == "// errorcheck" && !buildTag.Match(src) && !bytes.Contains(src, []byte("//line ")) {
			name, _ := filepath.Rel(root, path)
			programs[filepath.ToSlash(name)] = string(src)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return programs
}

var (
	errorComment = regexp.MustCompile(`// (?:GC_)?ERROR (.*)`)
	quotedText   = regexp.MustCompile(`"([^"]*)"`)
	relativeLine = regexp.MustCompile(`LINE(([+-])(\d+))?`)
)

// unexpectedErrors says which errors of a program are not those that it wants, a line each.
func unexpectedErrors(t *testing.T, src string) string {
	wanted := wantedErrors(t, src)
	_, errs := newSession().cell(src)
	var b strings.Builder
	for _, e := range errs {
		line := e.Pos.Line
		text := fmt.Sprintf("cell 1:%d:%d: %s", line, e.Pos.Column, e.Msg)
		i := slices.IndexFunc(wanted[line], func(re *regexp.Regexp) bool { return re.MatchString(text) })
		if i >= 0 {
			wanted[line] = slices.Delete(wanted[line], i, i+1)
			continue
		}
		if _, ok := wanted[line]; !ok || len(wanted[line]) > 0 {
			fmt.Fprintf(&b, "\t+ %s\n", text)
		}
	}
	for line, list := range wanted {
		for _, re := range list {
			fmt.Fprintf(&b, "\t- %d: %s\n", line, re)
		}
	}
	return b.String()
}

// wantedErrors returns what errors a program wants, by line.
func wantedErrors(t *testing.T, src string) map[int][]*regexp.Regexp {
	wanted := map[int][]*regexp.Regexp{}
	s := bufio.NewScanner(strings.NewReader(src))
	s.Buffer(nil, 1<<20)
	for line := 1; s.Scan(); line++ {
		m := errorComment.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		for _, q := range quotedText.FindAllStringSubmatch(m[1], -1) {
			text := relativeLine.ReplaceAllStringFunc(q[1], func(ref string) string {
				n, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(ref, "LINE"), "+"))
				return strconv.Itoa(line + n)
			})
			re, err := regexp.Compile(text)
			if err != nil {
				t.Fatal(err)
			}
			wanted[line] = append(wanted[line], re)
		}
	}
	return wanted
}
