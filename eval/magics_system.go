package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	asyncio "goasync/asyncrt"
	"goasync/eval/magic"
)

// The magics about the system: files, directories, the environment, commands.

func (p *performer) workingDir(magic.Step) Result {
	dir, err := os.Getwd()
	if err != nil {
		return failedWith(err)
	}
	return showsText(dir)
}

// filePath reads the name of a file or directory: quotes around it are taken off, and ~ is the home directory.
func filePath(text string) string {
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		text = text[1 : n-1]
	}
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || rest[0] == '/') {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return text
}

func (p *performer) changeDir(step magic.Step) Result {
	before, _ := os.Getwd() // it may be gone
	dir := filePath(step.Args)
	switch dir {
	case "":
		dir = filePath("~")
	case "-":
		p.mu.Lock()
		dir = p.dirBefore
		p.mu.Unlock()
		if dir == "" {
			return failed("MagicError", "there is no directory before this one")
		}
	}
	if err := os.Chdir(dir); err != nil {
		return failedWith(err)
	}
	p.mu.Lock()
	p.dirBefore = before
	p.mu.Unlock()
	now, err := os.Getwd()
	if err != nil {
		return failedWith(err)
	}
	p.print("%s\n", now)
	return Result{}
}

func (p *performer) environment(step magic.Step) Result {
	name, value, set := strings.Cut(step.Args, "=")
	if !set {
		name, value, set = strings.Cut(step.Args, " ")
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case step.Args != "" && name == "":
		return misused(step, "no name")
	case step.Args == "":
		all := os.Environ()
		slices.Sort(all)
		return showsText(strings.Join(all, "\n"))
	case set:
		if err := os.Setenv(name, value); err != nil {
			return failedWith(err)
		}
		p.print("%s=%s\n", name, value)
		return Result{}
	}
	value, ok := os.LookupEnv(name)
	if !ok {
		return failed("MagicError", "the environment variable %s is not set", name)
	}
	return showsText(value)
}

func (p *performer) load(step magic.Step) Result {
	if step.Args == "" {
		return misused(step, "no file")
	}
	text, err := os.ReadFile(filePath(step.Args))
	if err != nil {
		return failedWith(err)
	}
	return Result{Next: &NextCell{Source: "// %load " + step.Args + "\n" + strings.TrimSuffix(string(text), "\n"), Replace: true}}
}

func (p *performer) writeFile(step magic.Step) Result {
	name, mode, done := step.Args, os.O_TRUNC, "wrote"
	if rest, ok := strings.CutPrefix(name, "-a"); ok && (rest == "" || rest[0] == ' ') {
		name, mode, done = rest, os.O_APPEND, "appended to"
	}
	if name = filePath(strings.TrimSpace(name)); name == "" {
		return misused(step, "no file")
	}
	if _, err := os.Stat(name); err == nil && mode == os.O_TRUNC {
		done = "overwrote"
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|mode, 0o644)
	if err != nil {
		return failedWith(err)
	}
	_, err = f.WriteString(strings.TrimSuffix(step.Body, "\n") + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return failedWith(err)
	}
	p.print("%s %s\n", done, name)
	return Result{}
}

// braces are a part of a command that may be an expression; with a dollar it is the shell's.
var braces = regexp.MustCompile(`\$?\{[^{}\n]+\}`)

// expand puts values in place of the expressions in braces in a command, as IPython does: `!head -n {n} {file}`. What is
// no expression of the session stays, for shells know braces too.
func (p *performer) expand(command string) string {
	return braces.ReplaceAllStringFunc(command, func(part string) string {
		if part[0] == '$' {
			return part
		}
		r := p.Evaluate(p.ctx, "fmt.Sprint(("+part[1:len(part)-1]+"))") // one: {a,b} is the shell's
		quoted, _ := r.Data["text/plain"].(string)
		if text, err := strconv.Unquote(quoted); r.Err == nil && err == nil {
			return text
		}
		return part
	})
}

// script performs %%bash and %%sh: options, as -x, go to the shell.
func (p *performer) script(step magic.Step) Result {
	options := strings.Fields(step.Args)
	for _, o := range options {
		if !strings.HasPrefix(o, "-") && !strings.HasPrefix(o, "+") {
			return misused(step, "%q is no option", o)
		}
	}
	return p.shell(step.Magic.Name, step.Body, true, options...)
}

// shell runs a script in a task of its own, so that other tasks go on and an interrupt ends it. The shell is the user's
// when it has no name. With strict a script that fails fails the cell.
func (p *performer) shell(name, script string, strict bool, options ...string) Result {
	path, err := shellPath(name)
	if err != nil {
		return failedWith(err)
	}
	x := p.newExecution(p.cell)
	begin := time.Now()
	result := x.runTask(p.ctx, func() error {
		return asyncio.AwaitErr(asyncio.FromContextFunc(func(ctx context.Context) (asyncio.None, error) {
			cmd := exec.CommandContext(ctx, path, append(options, "-c", script)...)
			cmd.Stdout, cmd.Stderr = &streamWriter{p.Session, "stdout", x}, &streamWriter{p.Session, "stderr", x}
			cmd.WaitDelay = time.Second
			killWhole(cmd)
			return asyncio.None{}, cmd.Run()
		}))
	})
	p.spent += time.Since(begin)
	var exit *exec.ExitError
	if errors.As(x.err, &exit) && !x.interrupted.Load() {
		if strict {
			return failed("CommandError", "the script ended with exit status %d", exit.ExitCode())
		}
		return Result{}
	}
	return result
}

// shellPath finds a shell: by its name, or the user's, but one that knows -c.
func shellPath(name string) (string, error) {
	for _, candidate := range []string{name, "bash", "sh"} {
		if candidate == "" {
			continue
		}
		if path, err := exec.LookPath(candidate); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no shell on this machine: neither bash nor sh is in the PATH")
}
