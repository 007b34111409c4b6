package export

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Write writes the module of a program into a directory, which it makes: main.go and go.mod, and what go.sum must
// say. module is the directory of this module's source, which go.mod refers to.
func Write(dir string, program []byte, module string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	required, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return fmt.Errorf("the source of this module is needed: %w", err)
	}
	files := map[string][]byte{"main.go": program, "go.mod": []byte(goMod(filepath.Base(dir), module, string(required)))}
	if sum, err := os.ReadFile(filepath.Join(module, "go.sum")); err == nil {
		files["go.sum"] = sum
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// goMod is the go.mod of a program. What this module requires must be repeated for builds without a network.
func goMod(name, module, own string) string {
	var b strings.Builder
	version := strings.TrimPrefix(strings.Fields(runtime.Version())[0], "go")
	fmt.Fprintf(&b, "module %s\n\ngo %s\n\nrequire goasync v0.0.0\n\nreplace goasync => %s\n", moduleName(name), version, quoted(module))
	for _, block := range requires(own) {
		fmt.Fprintf(&b, "\n%s\n", block)
	}
	return b.String()
}

// moduleName makes a module path of the name of a directory.
func moduleName(name string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, name)
	if out = strings.Trim(out, "-_."); out == "" || out == "goasync" {
		return "notebook"
	}
	return out
}

// quoted writes a path in go.mod.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t\"'`") {
		return fmt.Sprintf("%q", path)
	}
	return path
}

// requires returns the require lines of a go.mod as they are.
func requires(mod string) []string {
	var blocks []string
	lines := strings.Split(mod, "\n")
	for n := 0; n < len(lines); n++ {
		switch {
		case strings.HasPrefix(lines[n], "require ("):
			start := n
			for n < len(lines) && lines[n] != ")" {
				n++
			}
			blocks = append(blocks, strings.Join(lines[start:min(n+1, len(lines))], "\n"))
		case strings.HasPrefix(lines[n], "require "):
			blocks = append(blocks, lines[n])
		}
	}
	return blocks
}
