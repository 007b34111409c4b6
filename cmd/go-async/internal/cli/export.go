package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"goasync/cmd/go-async/internal/nbformat"
)

// ExportOptions are the flags of the export command.
type ExportOptions struct {
	Dir    string // where the module is written
	Module string // the source of this module; empty where the program was built from
	Clock  Clock
}

func (p Program) exportCommand() *cobra.Command {
	var o ExportOptions
	clock := string(RealClock)
	cmd := &cobra.Command{
		Use:   "export NOTEBOOK.ipynb",
		Short: "Write a notebook as a plain Go program",
		Long: `Writes a Go module, main.go and go.mod, that prints what the notebook prints.
It uses the asyncio package of this module, whose source go.mod refers to.`,
		Example: `  go-async export lesson.ipynb -o lesson && cd lesson && go run .`,
		Args:    notebooks(1),

		ValidArgsFunction: completeNotebooks,
		RunE: func(_ *cobra.Command, args []string) error {
			nb, err := nbformat.ReadFile(args[0])
			if err != nil {
				return err
			}
			if o.Dir == "" {
				o.Dir = strings.TrimSuffix(filepath.Base(args[0]), ".ipynb")
			}
			if o.Clock = Clock(clock); o.Clock != RealClock && o.Clock != VirtualClock {
				return fmt.Errorf("--clock: %q is neither real nor virtual", clock)
			}
			if err := p.Export(nb, o); err != nil {
				return err
			}
			_, err = fmt.Fprintln(p.Stdout, "wrote", filepath.Join(o.Dir, "main.go"))
			return err
		},
	}
	cmd.Flags().StringVarP(&o.Dir, "output", "o", "", "write into `DIR` (default: the notebook's name)")
	cmd.Flags().StringVar(&o.Module, "module", "", "`DIR` with the source of this module (default: where go-async was built)")
	cmd.Flags().StringVar(&clock, "clock", clock, "of the program: real, or virtual, whose sleeps take no time")
	choices(cmd, "clock", string(RealClock), string(VirtualClock))
	must(cmd.MarkFlagDirname("output"))
	must(cmd.MarkFlagDirname("module"))
	return cmd
}
