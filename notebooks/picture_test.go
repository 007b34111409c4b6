//go:build frontends

package notebooks_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// shownOff is the notebook of the picture in README.md: a gathering, and a call
// that blocks the loop.
var shownOff = []string{
	`%%timeline
async func factorial(name string, number int) {
	f := 1
	for i := 2; i <= number; i++ {
		await asyncio.Sleep(100 * time.Millisecond)
		f *= i
	}
	fmt.Printf("Task %s: factorial(%d) = %d\n", name, number, f)
}

async func impolite() {
	await asyncio.Sleep(130 * time.Millisecond)
	time.Sleep(120 * time.Millisecond) // blocks everything
}

async with tg := asyncio.NewTaskGroup() {
	for n, name := range []string{"A", "B", "C"} {
		tg.CreateTask(factorial(name, n+2), asyncio.WithName("factorial "+name))
	}
	tg.CreateTask(impolite(), asyncio.WithName("impolite"))
}`,
}

// In JupyterLab %%timeline draws a picture with a lane for each task. With
// -update the picture becomes the one in docs.
func TestTimelineInJupyterLab(t *testing.T) {
	serving, err := filepath.Abs("lab/serve.py")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeCells(t, filepath.Join(dir, "timeline.ipynb"), shownOff)
	base := serve(t, "ServerApp", dir, "/usr/bin/python3", serving, labDir(t))
	const panel = `window.jupyterapp.shell.currentWidget`
	ctx := browser(t)
	raw := drive(ctx, t, "timeline", `[...document.querySelectorAll('.jp-OutputArea-output .goat-chart')].map(o => o.innerText)`,
		chromedp.Navigate(base+"/lab/tree/timeline.ipynb?token="+token+"&reset"),
		until(`document.body?.dataset.labRestored && `+panel+`?.sessionContext?.session?.kernel?.status === 'idle'`),
		call(`jupyterapp.commands.execute('application:toggle-left-area').catch(() => 0)`),
		call(`jupyterapp.commands.execute('notebook:run-all-cells')`),
		until(panel+`.sessionContext.session.kernel.status === 'idle' && !!document.querySelector('.goat-chart') &&
			!!document.querySelector('.jp-CodeCell .cm-line span[class]')`), // the cell has its colours
	)
	for _, part := range []string{"timeline of cell 1", "factorial A", "factorial C", "TaskGroup", "line 13 (impolite) blocks the loop"} {
		if !strings.Contains(raw, part) {
			t.Errorf("the timeline does not show %q: %s", part, raw)
		}
	}
	if !*update {
		return
	}
	png, err := os.ReadFile(filepath.Join(t.ArtifactDir(), "timeline.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("../docs/timeline.png", png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeCells writes a notebook for this kernel.
func writeCells(t *testing.T, path string, sources []string) {
	t.Helper()
	type cell struct {
		Type     string         `json:"cell_type"`
		ID       string         `json:"id"`
		Source   string         `json:"source"`
		Count    *int           `json:"execution_count"`
		Metadata map[string]any `json:"metadata"`
		Outputs  []any          `json:"outputs"`
	}
	var list []cell
	for i, source := range sources {
		list = append(list, cell{"code", string(rune('a' + i)), source, nil, map[string]any{}, []any{}})
	}
	raw, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": list,
		"metadata": map[string]any{"kernelspec": map[string]any{"name": "go-async", "display_name": "Go (async)", "language": "go"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}
