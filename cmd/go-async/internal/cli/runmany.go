package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"goasync/cmd/go-async/internal/junit"
	"goasync/cmd/go-async/internal/nbrun"
	"goasync/cmd/go-async/internal/terminal"
)

// runMany executes each notebook in a process of its own: the working
// directory, the standard streams and a crash are a process's.
func (p Program) runMany(ctx context.Context, f *runFlags, paths []string) error {
	screen := terminal.New(p.Stdout, p.Stderr, !f.noProgress)
	suites := make([]*junit.Suite, len(paths))
	failures := make([]error, len(paths))
	slots := make(chan struct{}, f.jobs)
	var wg sync.WaitGroup
	for i, path := range paths {
		suites[i] = &junit.Suite{Name: path}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			failures[i] = p.child(ctx, f, path, screen.View(path, true), suites[i])
		})
	}
	wg.Wait()
	screen.Close()
	if f.junit != "" {
		if err := writeJUnit(f.junit, suites); err != nil {
			return err
		}
	}
	return p.verdict(paths, failures)
}

// verdict says how many notebooks failed, and returns the graver kind of error.
func (p Program) verdict(paths []string, failures []error) error {
	var broken []error
	count := 0
	for _, err := range failures {
		if err != nil {
			count++
		}
		if err != nil && !errors.Is(err, errFailed) {
			broken = append(broken, err)
		}
	}
	fmt.Fprintf(p.Stderr, "%d of %d notebooks passed\n", len(paths)-count, len(paths))
	if broken != nil {
		return errors.Join(broken...)
	}
	if count > 0 {
		return errFailed
	}
	return nil
}

// child runs one notebook in its process and passes its events on.
func (p Program) child(ctx context.Context, f *runFlags, path string, view *terminal.View, suite *junit.Suite) error {
	args := append(p.Self[1:len(p.Self):len(p.Self)], f.childArgs(path)...)
	cmd := exec.CommandContext(ctx, p.Self[0], args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer view.Close()
	follow(stdout, view, suite)
	err = cmd.Wait()
	if err != nil && cmd.ProcessState.ExitCode() == failed {
		return errFailed
	}
	if err != nil {
		text := strings.TrimPrefix(strings.TrimSpace(stderr.String()), "go-async: ")
		err = fmt.Errorf("%s: %w: %s", path, err, text)
		suite.Error = err.Error()
	} else if stderr.Len() > 0 {
		view.Raw(stderr.String())
	}
	return err
}

// follow reads events until the child closes its output. What is no event was
// written past the session, by a program that a cell started, say.
func follow(r io.Reader, view *terminal.View, suite *junit.Suite) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		var e nbrun.Event
		switch {
		case len(line) > 0 && json.Unmarshal(line, &e) == nil && e.Kind != "":
			view.Report(e)
			suite.Report(e)
		case len(line) > 0:
			view.Raw(string(line))
		}
		if err != nil {
			return // the end; how the child ended is for its exit status to say
		}
	}
}

func (f *runFlags) childArgs(path string) []string {
	args := []string{"run", "--events", "--clock=" + f.clock, "--timeout=" + f.timeout.String(), fmt.Sprintf("--allow-errors=%t", f.allowErrors)}
	if f.memoryLimit > 0 {
		args = append(args, "--memory-limit="+f.memoryLimit.String())
	}
	if f.inplace {
		args = append(args, "--inplace")
	}
	if f.output != "" {
		args = append(args, "--output="+filepath.Join(f.output, filepath.Base(path)))
	}
	if f.cwd != "" {
		args = append(args, "--cwd="+f.cwd)
	}
	if f.compare != "" {
		args = append(args, "--compare="+f.compare)
	}
	if f.sanitize != "" {
		args = append(args, "--sanitize="+f.sanitize)
	}
	for _, param := range f.parameters {
		args = append(args, "--expr="+param.Name+"="+param.Expr)
	}
	return append(args, "--", path)
}
