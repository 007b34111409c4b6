package nbcompare

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// Rules say what is masked on both sides before they are compared. The zero
// value masks addresses and colours alone.
type Rules struct{ list []rule }

type rule struct {
	pattern *regexp.Regexp
	replace string
}

// always is masked without being asked for.
var always = []rule{
	{regexp.MustCompile("\x1b\\[[0-9;]*m"), ""},
	{regexp.MustCompile(`\b0x[0-9a-f]{6,}\b`), "0xADDRESS"},
}

// Mask applies the rules in order.
func (r Rules) Mask(text string) string {
	for _, list := range [][]rule{always, r.list} {
		for _, rule := range list {
			text = rule.pattern.ReplaceAllString(text, rule.replace)
		}
	}
	return text
}

// ReadRulesFile reads rules from a file; see [ReadRules].
func ReadRulesFile(path string) (Rules, error) {
	file, err := os.Open(path)
	if err != nil {
		return Rules{}, err
	}
	defer file.Close()
	rules, err := ReadRules(file)
	if err != nil {
		return Rules{}, fmt.Errorf("%s: %w", path, err)
	}
	return rules, nil
}

// ReadRules reads the file of nbval's --nbval-sanitize-with: a section for each
// rule, with the lines regex and replace.
//
//	[times]
//	regex: \d\d:\d\d:\d\d
//	replace: HH:MM:SS
//
// Expressions are Go's, which knows neither look-ahead nor back references. In
// a replacement \1 and \g<name> stand for groups, as in Python.
func ReadRules(r io.Reader) (Rules, error) {
	var rules Rules
	var section section
	scanner := bufio.NewScanner(r)
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			if err := rules.add(section); err != nil {
				return Rules{}, err
			}
			section = newSection(line, n)
		default:
			if err := section.set(line, n); err != nil {
				return Rules{}, err
			}
		}
	}
	if err := scanner.Err(); err != nil {
		return Rules{}, err
	}
	return rules, rules.add(section)
}

// section is one rule as it stands in the file.
type section struct {
	name   string
	line   int
	values map[string]string
}

func newSection(name string, line int) section {
	return section{name, line, map[string]string{}}
}

func (s section) set(line string, n int) error {
	at := strings.IndexAny(line, ":=")
	if at < 0 {
		return fmt.Errorf("line %d: want regex: … or replace: …, have %q", n, line)
	}
	key := strings.ToLower(strings.TrimSpace(line[:at]))
	switch {
	case s.values == nil:
		return fmt.Errorf("line %d: %s stands before the first [section]", n, key)
	case key != "regex" && key != "replace":
		return fmt.Errorf("line %d: want regex or replace, have %q", n, key)
	}
	s.values[key] = strings.TrimSpace(line[at+1:])
	return nil
}

func (r *Rules) add(s section) error {
	if s.values == nil {
		return nil // before the first section
	}
	if s.values["regex"] == "" {
		return fmt.Errorf("line %d: %s has no regex", s.line, s.name)
	}
	pattern, err := regexp.Compile(s.values["regex"])
	if err != nil {
		return fmt.Errorf("line %d: %s: %w", s.line, s.name, err)
	}
	r.list = append(r.list, rule{pattern, goReplacement(s.values["replace"])})
	return nil
}

var pythonGroup = regexp.MustCompile(`\\(?:g<(\w+)>|(\d+))`)

// goReplacement writes a replacement of Python's in Go's form.
func goReplacement(s string) string {
	return pythonGroup.ReplaceAllString(strings.ReplaceAll(s, "$", "$$"), "$${$1$2}")
}
