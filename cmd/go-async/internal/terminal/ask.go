package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Asker answers a cell's requests for input with the lines of in, showing the
// prompts on the terminal, and passwords not echoed. At the end of in it gives
// io.EOF.
func (t *Terminal) Asker(in *os.File) func(prompt string, password bool) (string, error) {
	lines := bufio.NewReader(in)
	return func(prompt string, password bool) (string, error) {
		t.mu.Lock()
		t.flush()
		fmt.Fprint(t.err, prompt)
		t.flush()
		t.mu.Unlock()
		if password && isTerminal(in) {
			secret, err := term.ReadPassword(int(in.Fd()))
			return string(secret), err
		}
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = nil
		}
		return strings.TrimRight(line, "\r\n"), err
	}
}
