package magic

import "strings"

// starts reports for each line of a cell whether a statement may begin on it: it is not within brackets, a string, a
// comment, or an expression that the line before has left open.
func starts(source string) []bool {
	s := &lexer{text: source}
	for s.i < len(source) {
		if s.i == 0 || source[s.i-1] == '\n' {
			s.out = append(s.out, s.mode == 0 && s.depth <= 0 && !s.open)
			if s.mode == 0 && s.magic() {
				continue
			}
		}
		s.next()
	}
	if source == "" || strings.HasSuffix(source, "\n") {
		s.out = append(s.out, true)
	}
	return s.out
}

// lexer knows of Go's tokens what is needed to tell where statements begin.
type lexer struct {
	text  string
	i     int
	mode  byte // 0, '`' in a raw string, '*' in a comment
	depth int  // of open brackets
	open  bool // the last token leaves the statement open
	out   []bool
}

// magic passes over a line that is not Go, up to the Go in it: quotes there do not count.
func (s *lexer) magic() bool {
	if s.depth > 0 || s.open {
		return false
	}
	line, _, _ := strings.Cut(s.text[s.i:], "\n")
	text := strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(text, "!"):
	case strings.HasPrefix(text, "%"):
		if m := find(firstWord(text[1:])); m != nil && m.Go {
			s.i += strings.Index(line, text) + 1 + len(m.Name)
			return true
		}
	default:
		return false
	}
	s.i += len(line)
	if s.i < len(s.text) {
		s.i++
	}
	return true
}

func firstWord(text string) string {
	name, _ := split(text)
	return name
}

// next passes over one token or byte.
func (s *lexer) next() {
	c := s.text[s.i]
	rest := s.text[s.i:]
	switch {
	case s.mode == '`':
		if c == '`' {
			s.mode, s.open = 0, false
		}
	case s.mode == '*':
		if strings.HasPrefix(rest, "*/") {
			s.mode = 0
			s.i++
		}
	case c == '`':
		s.mode = '`'
	case strings.HasPrefix(rest, "/*"):
		s.mode = '*'
		s.i++
	case strings.HasPrefix(rest, "//"):
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			s.i += n // the line end is next
		} else {
			s.i = len(s.text)
		}
		return
	case c == '"' || c == '\'':
		s.quoted(c)
		return
	default:
		s.sign(c, rest)
	}
	s.i++
}

// quoted passes over a string or rune, which ends on its line.
func (s *lexer) quoted(quote byte) {
	for s.i++; s.i < len(s.text) && s.text[s.i] != quote && s.text[s.i] != '\n'; s.i++ {
		if s.text[s.i] == '\\' {
			s.i++
		}
	}
	if s.i < len(s.text) && s.text[s.i] == quote {
		s.i++
	}
	s.open = false
}

func (s *lexer) sign(c byte, rest string) {
	switch c {
	case ' ', '\t', '\r', '\n':
	case '(', '[', '{':
		s.depth++
		s.open = false
	case ')', ']', '}':
		s.depth--
		s.open = false
	case '+', '-':
		if len(rest) > 1 && rest[1] == c { // ++ and -- end a statement
			s.i++
			s.open = false
			return
		}
		s.open = true
	case '*', '/', '%', '&', '|', '^', '<', '>', '=', '!', ',', '.', ':', '~':
		s.open = c != ':' // a label ends its line
		if c == '.' && strings.HasPrefix(rest, "...") {
			s.i += 2
		}
	default:
		s.open = false
	}
}
