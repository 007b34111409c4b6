package syntax_test

import (
	"fmt"
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"goasync/eval/syntax"
)

// TestLikeTheCompiler takes programs that are right, spoils a token of each, and compares the first error with the
// compiler's. go/parser, which parses for us, sees some errors elsewhere, and a cell may have statements outside
// functions; nine of ten must be on the compiler's line, three of four in its words.
func TestLikeTheCompiler(t *testing.T) {
	files, err := filepath.Glob("../testdata/corpus/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs: ", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "cell.go")
	const count = 200
	compared, lines, words := 0, 0, 0
	for compared < count {
		src, err := os.ReadFile(files[r.IntN(len(files))])
		if err != nil {
			t.Fatal(err)
		}
		spoiled := spoil(r, src)
		want := syntaxError(t, path, spoiled)
		if want == "" {
			continue
		}
		compared++
		got := "no error"
		if _, errs := syntax.Parse(token.NewFileSet(), "cell", spoiled); len(errs) > 0 {
			got = fmt.Sprintf("%d: %s", errs[0].Pos.Line, errs[0].Msg)
		}
		gotLine, _, _ := strings.Cut(got, ":")
		wantLine, _, _ := strings.Cut(want, ":")
		if gotLine == wantLine {
			lines++
		}
		if got == want {
			words++
		} else {
			t.Logf("got %s, want %s", got, want)
		}
	}
	t.Logf("of %d errors %d are on the compiler's line, %d in its words", count, lines, words)
	if lines < count*9/10 || words < count*3/4 {
		t.Fail()
	}
}

// insertions are what users type where it does not belong.
var insertions = strings.Fields(`( ) { } , : := = == ; if x else [ ] . func in -> ? while and % ! 5 " '`)

// spoil leaves a token out, doubles it, or puts another one before it.
func spoil(r *rand.Rand, src []byte) string {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, 0)
	type span struct{ from, to int }
	var tokens []span
	for {
		pos, kind, lit := s.Scan()
		if kind == token.EOF {
			break
		}
		from := file.Offset(pos)
		if lit == "" {
			lit = kind.String()
		}
		tokens = append(tokens, span{from, min(from+len(lit), len(src))})
	}
	k := tokens[3+r.IntN(len(tokens)-3)] // not the package clause
	text := string(src[k.from:k.to])
	switch r.IntN(5) {
	case 0:
		text += " " + text
	case 1:
		text = insertions[r.IntN(len(insertions))] + text
	default:
		text = ""
	}
	return string(src[:k.from]) + text + string(src[k.to:])
}

var compilerError = regexp.MustCompile(`(?m)^.*cell\.go:(\d+):\d+: (syntax error: .*)$`)

// syntaxError returns the line and the words of the compiler's first error, "" when it is none of syntax.
func syntaxError(t *testing.T, path, src string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.CommandContext(t.Context(), "go", "tool", "compile", "-p", "main", "-o", path+".o", path).CombinedOutput()
	first, _, _ := strings.Cut(string(out), "\n")
	if m := compilerError.FindStringSubmatch(first); m != nil {
		return m[1] + ": " + m[2]
	}
	return ""
}
