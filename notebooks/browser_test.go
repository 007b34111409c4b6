//go:build frontends

package notebooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser starts a headless Chromium with one page, and logs the
// errors that it writes to its console.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1300, 1000))
	if path, err := exec.LookPath("chromium"); err == nil {
		options = append(options, chromedp.ExecPath(path))
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// The front ends follow the focus, and a page that nobody sees has none.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return // the page is closed
			}
			if m.Type == "error" || m.Type == chromedp.ConsoleException {
				t.Logf("console: %v", m)
			}
		}
	}()
	return ctx
}

// page is what a front end shows: the notebook it holds, and the text that can
// be read below each code cell.
type page struct {
	Notebook notebook `json:"notebook"`
	Shown    []string `json:"shown"`
}

// drive carries out actions and then reads the page by a JavaScript expression
// for its JSON. It keeps a screenshot, also of a failure.
func drive(ctx context.Context, t *testing.T, name, expression string, actions ...chromedp.Action[chromedp.Void]) (raw string) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()
	failure := chromedp.Do(limited, actions...)
	if failure == nil {
		raw, failure = chromedp.Run(limited, chromedp.Evaluate[string]("JSON.stringify("+expression+")"))
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	path := filepath.Join(t.ArtifactDir(), name+".png")
	if err := errors.Join(err, os.WriteFile(path, png, 0o644)); err != nil {
		t.Errorf("screenshot: %v", err)
	}
	t.Logf("screenshot in %s", path)
	if failure != nil {
		t.Fatal(failure)
	}
	return raw
}

// until waits for a condition of the page, a JavaScript expression.
func until(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(0))
}

// call evaluates a JavaScript expression and waits for it where it is a
// promise.
func call(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise)
}

// compare holds what a front end shows against Python and the stored outputs.
func compare(t *testing.T, name string, raw string) {
	t.Helper()
	var p page
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		t.Fatal(err)
	}
	compareWithPython(t, name, p.Notebook)
	compareWithStored(t, name, p.Notebook)
	cells := p.Notebook.code()
	if len(p.Shown) != len(cells) {
		t.Fatalf("the page has %d code cells, the notebook %d", len(p.Shown), len(cells))
	}
	for i, c := range cells {
		for line := range strings.Lines(printed(c)) {
			if line = strings.TrimSpace(line); !strings.Contains(p.Shown[i], line) {
				t.Errorf("cell %s: the page does not show %q, but %q", c.ID, line, p.Shown[i])
			}
		}
	}
}

// printed is all text of a cell's streams.
func printed(c cell) string {
	var b strings.Builder
	for _, o := range c.Outputs {
		b.WriteString(string(o.Text))
	}
	return b.String()
}

// A person opens a notebook in the classic front end, waits for the kernel and
// chooses Cell, Run All.
func TestClassicNotebook(t *testing.T) {
	base := serve(t, "NotebookApp", copyNotebooks(t), "jupyter", "notebook")
	for _, name := range notebookFiles(t) {
		t.Run(name, func(t *testing.T) {
			raw := drive(browser(t), t, "classic-"+name,
				`{notebook: Jupyter.notebook.toJSON(), shown: $('.code_cell').get().map(c => $(c).find('.output').text())}`,
				chromedp.Navigate(base+"/notebooks/"+name+".ipynb?token="+token),
				until(`window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.info_reply?.status === 'ok'`),
				call(`Jupyter.notebook.clear_all_output()`),
				chromedp.Click(chromedp.CSS("#celllink")),
				chromedp.Click(chromedp.CSS("#run_all_cells")),
				until(`!Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(
					c => c.cell_type !== 'code' || /^\d+$/.test(c.input_prompt_number))`),
			)
			compare(t, name, raw)
		})
	}
}

// labDir is where the built JupyterLab is kept between runs.
func labDir(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "go-async", "lab")
	cmd := exec.CommandContext(t.Context(), "lab/build.sh", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building JupyterLab: %v\n%s", err, out)
	}
	return filepath.Join(dir, "app")
}

// The same in JupyterLab 4, by its command Run All Cells.
func TestJupyterLab(t *testing.T) {
	serving, err := filepath.Abs("lab/serve.py")
	if err != nil {
		t.Fatal(err)
	}
	base := serve(t, "ServerApp", copyNotebooks(t), "/usr/bin/python3", serving, labDir(t))
	const panel = `window.jupyterapp.shell.currentWidget`
	for _, name := range notebookFiles(t) {
		t.Run(name, func(t *testing.T) {
			raw := drive(browser(t), t, "lab-"+name,
				`{notebook: `+panel+`.content.model.toJSON(),
					shown: `+panel+`.content.widgets.filter(c => c.model.type === 'code').map(c => c.outputArea.node.textContent)}`,
				chromedp.Navigate(base+"/lab/tree/"+name+".ipynb?token="+token+"&reset"),
				until(`document.body?.dataset.labRestored && `+panel+`?.sessionContext?.session?.kernel?.status === 'idle'`),
				call(`jupyterapp.commands.execute('notebook:clear-all-cell-outputs')`),
				call(`jupyterapp.commands.execute('notebook:run-all-cells')`),
				until(panel+`.sessionContext.session.kernel.status === 'idle' &&
					`+panel+`.content.widgets.every(c => c.model.type !== 'code' || c.model.executionCount)`),
			)
			compare(t, name, raw)
		})
	}
}
