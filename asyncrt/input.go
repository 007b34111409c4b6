package asyncio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// InputFunc asks a human for a line, which it gives without its newline; one that is a password is not shown as it is
// typed. It is called on a goroutine beside the loop, in the context of the task that asks; when ctx is done nobody
// waits any more.
type InputFunc func(ctx context.Context, prompt string, password bool) (string, error)

// SetInput makes f answer Input and Password; nil restores the terminal.
func (l *Loop) SetInput(f InputFunc) { l.input = f }

// Input gives a coroutine that asks for a line of input, as Python's input does, while the loop goes
// on. At the end of the input it fails with io.EOF.
func Input(prompt ...string) *Coroutine[string] { return ask("input", prompt, false) }

// Password is Input for what nobody is to read over the user's shoulder, as Python's getpass.getpass: a notebook hides
// what is typed. A terminal shows it, and is warned about that, as by getpass where it cannot be hidden.
func Password(prompt ...string) *Coroutine[string] { return ask("password", prompt, true) }

func ask(name string, prompt []string, password bool) *Coroutine[string] {
	return NewCoroutine(name, func() (string, error) {
		ask := mustRunningLoop().input
		if ask == nil {
			ask = terminalInput
		}
		raw, err := awaitAny(FromContextFunc(func(ctx context.Context) (string, error) {
			return ask(ctx, strings.Join(prompt, " "), password)
		}))
		return valueAs[string](raw), err
	})
}

// terminal is standard input, for one at a time.
var terminal struct {
	mu sync.Mutex
	r  *bufio.Reader
}

func terminalInput(_ context.Context, prompt string, password bool) (string, error) {
	terminal.mu.Lock()
	defer terminal.mu.Unlock()
	if terminal.r == nil {
		terminal.r = bufio.NewReader(os.Stdin)
	}
	if password {
		fmt.Fprintln(os.Stderr, "warning: what is typed will be shown")
	}
	fmt.Print(prompt)
	line, err := terminal.r.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
