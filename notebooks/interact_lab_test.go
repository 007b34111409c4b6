//go:build frontends

package notebooks_test

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// lab is JupyterLab 4.
var lab = frontEnd{
	name: "lab",
	serve: func(t *testing.T, root string) string {
		serving, err := filepath.Abs("lab/serve.py")
		if err != nil {
			t.Fatal(err)
		}
		return serve(t, "ServerApp", root, "/usr/bin/python3", serving, labDir(t)) + "/lab/tree/blank.ipynb?token=" + token + "&reset"
	},
	ready: `document.body?.dataset.labRestored && jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'`,
	cell: `{
		of: n => jupyterapp.shell.currentWidget.content.widgets[n],
		edit(n, text) {
			const notebook = jupyterapp.shell.currentWidget.content;
			notebook.activeCellIndex = n;
			const cell = this.of(n);
			cell.model.clearExecution();
			cell.model.sharedModel.setSource(text);
			notebook.mode = 'edit';
			cell.editor.focus();
			cell.editor.setCursorPosition(cell.editor.getPositionAt(text.length));
		},
		source(n) { return this.of(n).model.sharedModel.source; },
		output(n) { return this.of(n).outputArea.node.textContent; },
		count(n) { return this.of(n).model.executionCount; }
	}`,
	completions: `[...document.querySelectorAll('.jp-Completer-item')].map(item => item.textContent)`,
	accept: []chromedp.Action[chromedp.Void]{
		until(`document.querySelector('.jp-Completer:not(.lm-mod-hidden) .jp-Completer-item.jp-mod-active')`), press(kb.Enter),
	},
	tooltip:   `(document.querySelector('.jp-Tooltip')?.textContent ?? '')`,
	input:     `input.jp-Stdin-input`,
	interrupt: []chromedp.Action[chromedp.Void]{chromedp.Click(chromedp.CSS(`.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]`))},
	runAll:    []chromedp.Action[chromedp.Void]{call(`(jupyterapp.commands.execute('notebook:run-all-cells'), null)`)},
	restartRunAll: []chromedp.Action[chromedp.Void]{
		call(`(jupyterapp.commands.execute('notebook:restart-run-all'), null)`),
		chromedp.Click(chromedp.CSS(`.jp-Dialog .jp-mod-accept`)),
		until(`!document.querySelector('.jp-Dialog')`),
	},
	restart: []chromedp.Action[chromedp.Void]{
		call(`(jupyterapp.commands.execute('kernelmenu:restart'), null)`),
		chromedp.Click(chromedp.CSS(`.jp-Dialog .jp-mod-accept`)),
		until(`!document.querySelector('.jp-Dialog')`),
	},
	target: `((name, hear, answer) => jupyterapp.shell.currentWidget.sessionContext.session.kernel.registerCommTarget(name,
		(comm, message) => { hear(message); answer((data, buffers) => comm.send(data, {}, buffers)); }))`,
	dismiss: []chromedp.Action[chromedp.Void]{
		chromedp.Click(chromedp.CSS(`.jp-Dialog .jp-mod-accept`)), until(`!document.querySelector('.jp-Dialog')`),
	},
	died: `document.querySelector('.jp-Dialog')?.textContent.match(/restart|died/i)`,
}

// variables opens the debugger's sidebar and reads the variables.
func variables(p *person, step string) {
	p.runs(step+"-made", 0, "var err error\nlink := asyncio.NewEvent()\nanswer := 42\ntype Point struct{ X, Y int }\ncorner := Point{3, 4}\nanswer", "42")
	p.do(step, chromedp.Click(chromedp.CSS(`.jp-DebuggerBugButton`)),
		until(`['answer', '42', 'corner', 'Point', 'err', 'link'].every(part =>
			(document.querySelector('.jp-DebuggerVariables')?.textContent ?? '').includes(part))`))
}
