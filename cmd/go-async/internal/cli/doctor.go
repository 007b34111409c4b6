package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"goasync/cmd/go-async/internal/nbrun"
	"goasync/kernelspec"
)

func (p Program) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is installed where, and what is wrong",
		Long:  "Checks this program, its kernelspecs and the Jupyter on this machine. Exit status 1 when something needs attention.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), time.Minute)
			defer cancel()
			return p.doctor(ctx)
		},
	}
}

// doctor examines part after part; each says what it found.
func (p Program) doctor(ctx context.Context) error {
	d := &diagnosis{p: p, host: kernelspec.Host()}
	d.host.Prefix, _ = kernelspec.FindSysPrefix(ctx, d.host) // none: one directory less to search
	d.program()
	d.session(ctx)
	d.kernelspecs()
	d.jupyter(ctx)
	if d.wrong > 0 {
		fmt.Fprintf(p.Stdout, "\n%d to attend to (marked ✗)\n", d.wrong)
		return errFailed
	}
	fmt.Fprintln(p.Stdout, "\nall well")
	return nil
}

type diagnosis struct {
	p     Program
	host  kernelspec.Env
	wrong int
	specs []kernelspec.Found
}

func (d *diagnosis) good(format string, args ...any) {
	fmt.Fprintf(d.p.Stdout, "✓ "+format+"\n", args...)
}

func (d *diagnosis) note(format string, args ...any) {
	fmt.Fprintf(d.p.Stdout, "· "+format+"\n", args...)
}

func (d *diagnosis) bad(advice, format string, args ...any) {
	d.wrong++
	fmt.Fprintf(d.p.Stdout, "✗ "+format+"\n", args...)
	fmt.Fprintf(d.p.Stdout, "    %s\n", advice)
}

func (d *diagnosis) program() {
	self := d.p.Self[0]
	d.good("go-async %s for %s/%s in %s", d.p.Version, runtime.GOOS, runtime.GOARCH, self)
	if onPath, err := exec.LookPath("go-async"); err != nil {
		d.note("%s is not on PATH (Jupyter does not need it there)", filepath.Dir(self))
	} else if abs, err := filepath.Abs(onPath); err == nil && abs != self {
		d.note("PATH has another go-async: %s", abs)
	}
}

// session executes a cell, as a front end would have it done.
func (d *diagnosis) session(ctx context.Context) {
	s, err := d.p.NewSession(SessionOptions{Clock: VirtualClock})
	if err != nil {
		d.bad("this program is broken: build it again", "no session: %v", err)
		return
	}
	defer s.Close()
	const source = "import (\n\t\"asyncio\"\n\t\"time\"\n)\nawait asyncio.SleepResult(time.Hour, 6*7)"
	result := s.Execute(ctx, nbrun.Cell{Source: source, Name: "doctor", Count: 1}, silent{})
	if got := result.Data["text/plain"]; result.Err != nil || got != "42" {
		d.bad("this program is broken: build it again", "a cell gave %v, failure %+v", got, result.Err)
		return
	}
	d.good("cells run (an hour's sleep on the virtual clock, and a result)")
}

// silent is an Output that nobody reads.
type silent struct{}

func (silent) Stream(string, string)              {}
func (silent) Display(nbrun.Display)              {}
func (silent) Clear(bool)                         {}
func (silent) Input(string, bool) (string, error) { return "", os.ErrClosed }

func (d *diagnosis) kernelspecs() {
	dirs := d.host.SearchDirs()
	d.specs = kernelspec.Find(dirs)
	for _, f := range d.specs {
		switch {
		case f.Err != nil:
			d.bad(fmt.Sprintf("run go-async install again (with --name %[1]s), or go-async uninstall --name %[1]s", f.Name), "kernel %s in %s: %v", f.Name, f.Dir, f.Err)
		case f.Shadowed:
			d.note("kernel %s in %s is hidden by one of the same name above", f.Name, f.Dir)
		default:
			d.good("kernel %s, %q, in %s, starts %s", f.Name, f.Display, f.Dir, f.Binary)
		}
	}
	if len(d.specs) == 0 {
		d.bad("run go-async install", "no kernelspec in %s", strings.Join(dirs, ", "))
	}
}

// jupyter asks the Jupyter on PATH whether it sees the kernel.
func (d *diagnosis) jupyter(ctx context.Context) {
	path, err := exec.LookPath("jupyter")
	if err != nil {
		d.note("no jupyter on PATH: go-async run executes notebooks without it; on Debian: apt-get install jupyter-notebook jupyter-nbconvert")
		return
	}
	d.good("jupyter in %s, with %s", path, frontEnds())
	out, err := exec.CommandContext(ctx, path, "kernelspec", "list", "--json").Output()
	var list struct {
		Kernelspecs map[string]struct {
			Dir string `json:"resource_dir"`
		} `json:"kernelspecs"`
	}
	if err == nil {
		err = json.Unmarshal(out, &list)
	}
	if err != nil {
		d.bad("on Debian: apt-get install jupyter-client", "jupyter kernelspec list does not work: %v", err)
		return
	}
	for _, f := range d.specs {
		if f.Shadowed || f.Err != nil {
			continue
		}
		if seen, ok := list.Kernelspecs[f.Name]; ok {
			d.good("jupyter sees kernel %s in %s", f.Name, seen.Dir)
		} else {
			d.bad("jupyter --paths says where it looks; go-async install --sys-prefix may help", "jupyter does not see kernel %s in %s", f.Name, f.Dir)
		}
	}
}

func frontEnds() string {
	var have []string
	for _, name := range []string{"lab", "notebook", "nbclassic", "console", "qtconsole", "nbconvert"} {
		if _, err := exec.LookPath("jupyter-" + name); err == nil {
			have = append(have, name)
		}
	}
	if have == nil {
		return "no front end"
	}
	return strings.Join(have, ", ")
}
