// Package cli is the go-async command: its sub-commands, flags and exit
// statuses.
//
// It knows notebooks, kernelspecs and the terminal. What executes cells and what
// serves Jupyter come in through [Program], so that it imports neither the
// evaluator nor the protocol and is tested without them.
//
// To start: [Main].
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
)

// Program is what the command works with. All fields but Stdin must be set.
type Program struct {
	Version        string
	Stdin          *os.File
	Stdout, Stderr io.Writer
	Self           []string // how to start this program again: an absolute path, and arguments
	Kernel         func(ctx context.Context, k KernelOptions) error
	NewSession     func(o SessionOptions) (Session, error)
	LanguageInfo   func() map[string]any // the notebook metadata of that name
	Export         func(nb *nbformat.Notebook, o ExportOptions) error
}

// KernelOptions are the flags of the kernel command.
type KernelOptions struct {
	ConnectionFile string
	LogLevel       string // debug, info, warn or error
	MemoryLimit    Size   // of the cells; 0 is the default
}

// SessionOptions are what a command chooses of a session.
type SessionOptions struct {
	Clock       Clock
	MemoryLimit Size // 0 is the default
}

// Session executes cells until it is closed.
type Session interface {
	nbrun.Session
	Close() error
}

// Clock says how a session's loop tells the time.
type Clock string

// The clocks of the flag --clock.
const (
	RealClock    Clock = "real"
	VirtualClock Clock = "virtual"
)

// The exit statuses.
const (
	ok     = 0
	failed = 1 // a cell failed, a check found something
	usage  = 2 // the command could not be carried out as given
)

// errFailed ends the program with status failed; what there was to say has
// been said.
var errFailed = errors.New("failed")

// Main carries out the command with the arguments given (without the program's
// name) and returns the exit status.
func Main(ctx context.Context, p Program, args []string) int {
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return ok
	case errors.Is(err, errFailed):
		return failed
	}
	fmt.Fprintln(p.Stderr, "go-async:", explained(err))
	return usage
}

// explained is an error's text; for a command that does not exist, cobra's
// word for which is no type, with where to look.
func explained(err error) string {
	text := strings.TrimSpace(err.Error())
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "unknown command") {
		text = first + ": go-async --help lists the commands" + strings.ReplaceAll("\n"+rest, "\n\n", "\n")
	}
	return strings.TrimSpace(text)
}

// flagError says which flags there are.
func flagError(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w (%s --help lists the flags)", err, cmd.CommandPath())
}

// notebooks is the check of a command that wants notebooks: n of them, any
// number but none where n is 0.
func notebooks(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("which notebook? %s (%s --help tells more)", cmd.UseLine(), cmd.CommandPath())
		}
		if n > 0 && len(args) > n {
			return fmt.Errorf("%d notebooks at once are too many: %s", len(args), cmd.UseLine())
		}
		return nil
	}
}

func (p Program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "go-async",
		Short: "Notebooks in Go with async and await",
		Long: `go-async is a Jupyter kernel for asyncio-style Go, and runs such notebooks
without Jupyter too.

  go-async install           make the kernel known to Jupyter
  go-async run n.ipynb       execute a notebook in the terminal
  go-async doctor            say what is installed where, and what is wrong`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       p.Version,
	}
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(p.kernelCommand(), p.installCommand(), p.uninstallCommand(), p.runCommand(), p.exportCommand(), p.doctorCommand(), p.versionCommand())
	return root
}

func (p Program) kernelCommand() *cobra.Command {
	var k KernelOptions
	cmd := &cobra.Command{
		Use:   "kernel -f FILE",
		Short: "Serve a Jupyter front end (which starts this itself)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.Kernel(cmd.Context(), k)
		},
	}
	cmd.Flags().StringVarP(&k.ConnectionFile, "connection-file", "f", "", "connection `FILE` that the front end wrote")
	cmd.Flags().StringVar(&k.LogLevel, "log-level", "warn", "what to log on standard error: debug, info, warn or error")
	cmd.Flags().Var(&k.MemoryLimit, "memory-limit", memoryLimitUsage)
	must(cmd.MarkFlagRequired("connection-file"))
	choices(cmd, "log-level", "debug", "info", "warn", "error")
	return cmd
}

func (p Program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		Run: func(*cobra.Command, []string) {
			fmt.Fprintln(p.Stdout, "go-async", p.Version)
		},
	}
}

// choices are what a shell completes behind a flag.
func choices(cmd *cobra.Command, flag string, values ...string) {
	must(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
}

// completeNotebooks lets a shell complete the names of notebooks.
func completeNotebooks(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"ipynb"}, cobra.ShellCompDirectiveFilterFileExt
}

// must takes the errors that only a mistake in this package can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
