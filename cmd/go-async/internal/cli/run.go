package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"goasync/cmd/go-async/internal/junit"
	"goasync/cmd/go-async/internal/nbcompare"
	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
	"goasync/cmd/go-async/internal/terminal"
)

// runFlags are the flags of the run command.
type runFlags struct {
	output, cwd, junit   string
	clock                string
	memoryLimit          Size
	inplace, allowErrors bool
	noProgress, events   bool
	timeout              time.Duration
	params, raws, exprs  []string
	jobs                 int
	parameters           []nbrun.Parameter // of params, raws and exprs
	compare, sanitize    string
	comparison           *nbrun.Compare // of compare and sanitize, nil without
}

func (p Program) runCommand() *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK.ipynb…",
		Short: "Execute notebooks, without Jupyter",
		Long: `Executes the code cells of each notebook in order and shows what they print.
Exit status: 0 when all went well, 1 when a cell failed, 2 when a notebook could
not be run. Cells run in the notebook's directory.

The cell tags are those of nbclient and papermill: skip-execution,
raises-exception, and parameters for the cell that -p, -r and -e follow.

With --compare a cell fails, too, whose outputs are not those stored in the
notebook. The marks are those of nbval, as tags or as comments
(// NBVAL_IGNORE_OUTPUT): nbval-ignore-output, nbval-skip,
nbval-raises-exception, and nbval-check-output for --compare=marked.`,
		Example: `  go-async run lesson.ipynb
  go-async run lesson.ipynb -o done.ipynb --clock virtual
  go-async run report.ipynb -p year=2025 -p delay=1.5s -r id=007
  go-async run notebooks/*.ipynb --junit report.xml --jobs 4
  go-async run lesson.ipynb --clock virtual --compare --sanitize masks.cfg`,
		Args:              notebooks(0),
		ValidArgsFunction: completeNotebooks,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := f.check(paths); err != nil {
				return err
			}
			if len(paths) == 1 {
				return p.runOne(cmd.Context(), f, paths[0])
			}
			return p.runMany(cmd.Context(), f, paths)
		},
	}
	f.define(cmd)
	return cmd
}

func (f *runFlags) define(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVarP(&f.output, "output", "o", "", "write the notebook with its outputs to `FILE` (with several notebooks: into the directory FILE)")
	fs.BoolVar(&f.inplace, "inplace", false, "write the outputs into the notebook itself")
	fs.StringVar(&f.clock, "clock", string(RealClock), "real, or virtual: sleeps take no time")
	fs.Var(&f.memoryLimit, "memory-limit", memoryLimitUsage)
	fs.DurationVar(&f.timeout, "timeout", 0, "time limit for each cell, as 30s or 2m (0: none)")
	fs.StringArrayVarP(&f.params, "parameter", "p", nil, "set a parameter, as `name=value`: a number, true, false, a duration, else a text")
	fs.StringArrayVarP(&f.raws, "raw", "r", nil, "set a parameter to a text, as `name=text`")
	fs.StringArrayVarP(&f.exprs, "expr", "e", nil, "set a parameter to a Go expression, as `name=expr`")
	fs.BoolVar(&f.allowErrors, "allow-errors", false, "go on behind failing cells")
	fs.StringVar(&f.junit, "junit", "", "write a JUnit report to `FILE`")
	fs.IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "how many notebooks to run at once")
	fs.StringVar(&f.cwd, "cwd", "", "run the cells in `DIR` instead of the notebook's directory")
	fs.StringVar(&f.compare, "compare", "", "compare the outputs of `CELLS` with those stored: all, or --compare=marked")
	fs.Lookup("compare").NoOptDefVal = compareAll
	fs.StringVar(&f.sanitize, "sanitize", "", "mask what may differ by the regular expressions in `FILE` (with --compare)")
	fs.BoolVar(&f.noProgress, "no-progress", false, "no progress bar")
	fs.BoolVar(&f.events, "events", false, "write the run as lines of JSON")
	must(fs.MarkHidden("events"))
	choices(cmd, "clock", string(RealClock), string(VirtualClock))
	choices(cmd, "compare", compareAll, compareMarked)
	must(cmd.MarkFlagDirname("cwd"))
	cmd.MarkFlagsMutuallyExclusive("output", "inplace")
	cmd.MarkFlagsMutuallyExclusive("compare", "inplace")
}

// check refuses what cannot work before anything runs.
func (f *runFlags) check(paths []string) (err error) {
	if c := Clock(f.clock); c != RealClock && c != VirtualClock {
		return fmt.Errorf("--clock %q: want real or virtual", f.clock)
	}
	if f.jobs < 1 {
		return fmt.Errorf("--jobs %d: want at least 1", f.jobs)
	}
	if err := f.checkCompare(); err != nil {
		return err
	}
	for _, set := range []struct {
		texts []string
		parse func(string) (nbrun.Parameter, error)
	}{{f.params, nbrun.ParseParameter}, {f.raws, nbrun.ParseRaw}, {f.exprs, nbrun.ParseExpr}} {
		for _, text := range set.texts {
			param, err := set.parse(text)
			if err != nil {
				return err
			}
			f.parameters = append(f.parameters, param)
		}
	}
	if len(paths) > 1 && f.output != "" {
		if err := os.MkdirAll(f.output, 0o755); err != nil {
			return err
		}
	}
	for _, path := range []*string{&f.output, &f.junit, &f.cwd, &f.sanitize} {
		if *path != "" {
			if *path, err = filepath.Abs(*path); err != nil { // the working directory will change
				return err
			}
		}
	}
	return nil
}

// The values of --compare.
const (
	compareAll    = "all"
	compareMarked = "marked"
)

func (f *runFlags) checkCompare() error {
	switch f.compare {
	case "":
		if f.sanitize != "" {
			return errors.New("--sanitize is for --compare")
		}
		return nil
	case compareAll, compareMarked:
	default:
		return fmt.Errorf("--compare=%s: want %s or %s", f.compare, compareAll, compareMarked)
	}
	f.comparison = &nbrun.Compare{Marked: f.compare == compareMarked}
	if f.sanitize == "" {
		return nil
	}
	rules, err := nbcompare.ReadRulesFile(f.sanitize)
	f.comparison.Rules = rules
	return err
}

// runOne executes one notebook in this process.
func (p Program) runOne(ctx context.Context, f *runFlags, path string) error {
	suite := &junit.Suite{Name: path}
	report, screen := p.reporter(f, path)
	err := p.execute(ctx, f, path, screen, func(e nbrun.Event) {
		suite.Report(e)
		report(e)
	})
	screen.Close()
	if err != nil && !errors.Is(err, nbrun.ErrCellFailed) {
		suite.Error = err.Error()
	}
	if f.junit != "" {
		if err := writeJUnit(f.junit, []*junit.Suite{suite}); err != nil {
			return err
		}
	}
	if errors.Is(err, nbrun.ErrCellFailed) {
		return errFailed
	}
	return err
}

// reporter shows events on the terminal or, with --events, sends them on.
func (p Program) reporter(f *runFlags, path string) (func(nbrun.Event), *terminal.Terminal) {
	if f.events {
		enc := json.NewEncoder(p.Stdout)
		return func(e nbrun.Event) { must(enc.Encode(e)) }, terminal.New(io.Discard, io.Discard, false)
	}
	screen := terminal.New(p.Stdout, p.Stderr, !f.noProgress)
	return screen.View(path, false).Report, screen
}

func (p Program) execute(ctx context.Context, f *runFlags, path string, screen *terminal.Terminal, report func(nbrun.Event)) error {
	nb, err := p.open(path)
	if err != nil {
		return err
	}
	if f.comparison != nil && !nbcompare.Stored(nb) {
		return fmt.Errorf("%s holds no outputs to compare with: go-async run --inplace stores them", path)
	}
	out, err := f.target(path)
	if err != nil {
		return err
	}
	if err := os.Chdir(f.workDir(path)); err != nil {
		return err
	}
	session, err := p.NewSession(SessionOptions{Clock(f.clock), f.memoryLimit})
	if err != nil {
		return err
	}
	defer session.Close()
	options := nbrun.Options{Timeout: f.timeout, AllowErrors: f.allowErrors, Parameters: f.parameters, Report: report, Compare: f.comparison}
	if p.Stdin != nil && !f.events {
		options.Input = screen.Asker(p.Stdin)
	}
	_, failure := nbrun.Run(ctx, nb, session, options)
	nb.Metadata()["language_info"] = p.LanguageInfo()
	if out != "" {
		failure = errors.Join(failure, nb.WriteFile(out))
	}
	return failure
}

// open reads a notebook that this kernel can run.
func (p Program) open(path string) (*nbformat.Notebook, error) {
	nb, err := nbformat.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if lang := nb.Language(); lang != "" && lang != "go" {
		return nil, fmt.Errorf("%s: the notebook's language is %s, not go", path, lang)
	}
	return nb, nil
}

// target is the file to write, "" for none. It is absolute: the cells may
// change the working directory.
func (f *runFlags) target(path string) (string, error) {
	if f.inplace {
		return filepath.Abs(path)
	}
	return f.output, nil
}

func (f *runFlags) workDir(path string) string {
	if f.cwd != "" {
		return f.cwd
	}
	return filepath.Dir(path)
}

func writeJUnit(path string, suites []*junit.Suite) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(junit.Write(file, suites), file.Close())
}
