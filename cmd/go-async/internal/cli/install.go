package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"goasync/kernelspec"
)

// place is the choice of --user, --prefix and --sys-prefix.
type place struct {
	user, sysPrefix bool
	prefix          string
	name            string
}

func (w *place) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&w.user, "user", false, "for this user (the default)")
	f.StringVar(&w.prefix, "prefix", "", "under `DIR`/share/jupyter")
	f.BoolVar(&w.sysPrefix, "sys-prefix", false, "for the active Python environment")
	f.StringVar(&w.name, "name", kernelspec.DefaultName, "`NAME` of the kernelspec")
	cmd.MarkFlagsMutuallyExclusive("user", "prefix", "sys-prefix")
	must(cmd.MarkFlagDirname("prefix"))
}

// dir is the directory of kernels that the flags mean.
func (w *place) dir(ctx context.Context, host kernelspec.Env) (string, error) {
	switch {
	case w.prefix != "":
		abs, err := filepath.Abs(w.prefix)
		return kernelspec.PrefixDir(abs), err
	case w.sysPrefix:
		prefix, err := kernelspec.FindSysPrefix(ctx, host)
		return kernelspec.PrefixDir(prefix), err
	}
	return host.UserDir()
}

func (p Program) installCommand() *cobra.Command {
	var where place
	var display string
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Make the kernel known to Jupyter",
		Long: `Writes a kernelspec, which names this program by its full path: put the program
where it will stay, then install. What you add to the kernelspec (env, metadata,
flags) is kept when you install again.`,
		Example: `  go-async install
  sudo go-async install --prefix /usr/local
  go-async install --sys-prefix --name go-course --display-name "Go (course)"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.install(cmd.Context(), where, display)
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&display, "display-name", "", "what front ends show (default \""+kernelspec.DefaultDisplayName+"\")")
	return cmd
}

func (p Program) install(ctx context.Context, where place, display string) error {
	host := kernelspec.Host()
	dir, err := where.dir(ctx, host)
	if err != nil {
		return err
	}
	self := p.Self[0]
	if strings.Contains(self, string(filepath.Separator)+"go-build") {
		return fmt.Errorf("%s is temporary (go run?): build the program first, with go build -o DIR ./cmd/go-async", self)
	}
	done, err := kernelspec.Install(dir, kernelspec.Spec{Name: where.name, DisplayName: display, Binary: self})
	if err != nil {
		return fmt.Errorf("installing the kernel: %w", err)
	}
	state := "installed in"
	if !done.Changed {
		state = "already up to date in"
	}
	fmt.Fprintf(p.Stdout, "kernel %s %s %s\n", filepath.Base(done.Dir), state, done.Dir)
	if where.prefix != "" {
		if err := kernelspec.ForOthers(self); err != nil {
			fmt.Fprintf(p.Stderr, "note: %v: for all users, put it in /usr/local/bin, say, and install from there\n", err)
		}
	}
	if host.Prefix, err = kernelspec.FindSysPrefix(ctx, host); err == nil && !slices.Contains(host.SearchDirs(), dir) {
		fmt.Fprintf(p.Stderr, "note: Jupyter does not search %s unless JUPYTER_PATH names it\n", filepath.Dir(dir))
	}
	return nil
}

func (p Program) uninstallCommand() *cobra.Command {
	var where place
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Take the kernel away from Jupyter",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := where.dir(cmd.Context(), kernelspec.Host())
			if err != nil {
				return err
			}
			was, err := kernelspec.Uninstall(dir, where.name)
			if errors.Is(err, kernelspec.ErrNotInstalled) {
				fmt.Fprintln(p.Stdout, "nothing to do:", err)
				return nil
			}
			if err != nil {
				return fmt.Errorf("removing the kernel: %w", err)
			}
			fmt.Fprintf(p.Stdout, "kernel %s removed from %s\n", filepath.Base(was), was)
			return nil
		},
	}
	where.flags(cmd)
	return cmd
}
