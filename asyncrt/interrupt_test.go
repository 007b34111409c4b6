//go:build unix

package asyncio_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// A program that Run runs is interrupted as a terminal does it: the test starts itself as a child process, which says
// when it is ready, and sends it os.Interrupt.

const interruptedProgram = "ASYNCIO_INTERRUPTED_PROGRAM"

// interrupted are the programs: main functions of Run.
var interrupted = map[string]func(){
	"awaiting": func() {
		defer func() {
			aw(sl(0))
			fmt.Println("cleaned up")
		}()
		asyncio.CreateTask(def(func() {
			defer fmt.Println("background ends")
			aw(sl(3600))
		}))
		aw(sl(0))
		fmt.Println("ready")
		aw(sl(3600))
	},
	"swallowing": func() {
		fmt.Println("ready")
		err := asyncio.AwaitErr(sl(3600))
		fmt.Println(asyncio.ErrorName(err))
	},
	"twice": func() {
		fmt.Println("ready")
		err := asyncio.AwaitErr(sl(3600))
		fmt.Println(asyncio.ErrorName(err))
		aw(sl(3600))
	},
	"grouped": func() {
		with(asyncio.NewTaskGroup(), func(g *asyncio.TaskGroup) {
			asyncio.CreateTaskIn(g, def(func() {
				defer fmt.Println("child ends")
				fmt.Println("ready")
				aw(sl(3600))
			}))
		})
	},
}

func TestInterrupt(t *testing.T) {
	if name := os.Getenv(interruptedProgram); name != "" {
		_, err := asyncio.Run(asyncio.NewCoroutineVoid("main", interrupted[name]))
		fmt.Println(errors.Is(err, asyncio.ErrKeyboardInterrupt), err)
		os.Exit(0)
	}
	for name, want := range map[string]string{
		"awaiting":   "cleaned up\nbackground ends\ntrue KeyboardInterrupt\n",
		"swallowing": "CancelledError\nfalse <nil>\n",
		"grouped":    "child ends\ntrue KeyboardInterrupt\n",
		"twice":      "CancelledError\n", // the second one ends the process
	} {
		t.Run(name, func(t *testing.T) { testInterrupt(t, name, want) })
	}
}

func testInterrupt(t *testing.T, name, want string) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestInterrupt$")
	cmd.Env = append(os.Environ(), interruptedProgram+"="+name)
	cmd.WaitDelay = time.Second
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	got := converse(t, cmd.Process, bufio.NewReader(pipe), name == "twice")
	err = cmd.Wait()
	if got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	if bySignal := endedBySignal(err); bySignal != (name == "twice") {
		t.Errorf("ended by the signal: %t (%v)", bySignal, err)
	}
}

// converse interrupts the program when it is ready, and again after its next line if that is wanted, and returns what it
// printed since.
func converse(t *testing.T, p *os.Process, out *bufio.Reader, twice bool) string {
	t.Helper()
	var got strings.Builder
	if line, err := out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("printed %q, %v", line, err)
	}
	interrupt(t, p)
	if twice {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		got.WriteString(line)
		interrupt(t, p)
	}
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	got.Write(rest)
	return got.String()
}

func interrupt(t *testing.T, p *os.Process) {
	t.Helper()
	if err := p.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
}

func endedBySignal(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGINT
}
