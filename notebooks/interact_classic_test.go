//go:build frontends

package notebooks_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// noDialog waits until the last dialog has faded.
var noDialog = until(`!$('.modal:visible').length && !$('.modal-backdrop').length`)

// classic is the notebook before JupyterLab.
var classic = frontEnd{
	name: "classic",
	serve: func(t *testing.T, root string) string {
		return serve(t, "NotebookApp", root, "jupyter", "notebook") + "/notebooks/blank.ipynb?token=" + token
	},
	ready: `window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.info_reply?.status === 'ok' &&
		Jupyter.notebook.kernel.is_connected() && !Jupyter.notebook.kernel_busy`,
	cell: `{
		edit(n, text) {
			Jupyter.notebook.select(n);
			const cell = Jupyter.notebook.get_cell(n);
			cell.clear_output();
			cell.set_text(text);
			Jupyter.notebook.edit_mode();
			cell.code_mirror.focus();
			cell.code_mirror.execCommand('goDocEnd');
		},
		source: n => Jupyter.notebook.get_cell(n).get_text(),
		output: n => Jupyter.notebook.get_cell(n).element.find('.output').text(),
		count: n => Jupyter.notebook.get_cell(n).input_prompt_number
	}`,
	completions: `$('#complete select option').get().map(option => option.textContent)`,
	tooltip:     `($('#tooltip:visible .tooltiptext').text())`,
	input:       `input.raw_input`,
	interrupt:   []chromedp.Action[chromedp.Void]{chromedp.Click(chromedp.CSS(`[data-jupyter-action="jupyter-notebook:interrupt-kernel"]`))},
	runAll:      []chromedp.Action[chromedp.Void]{chromedp.Click(chromedp.CSS("#celllink")), chromedp.Click(chromedp.CSS("#run_all_cells"))},
	restartRunAll: []chromedp.Action[chromedp.Void]{
		chromedp.Click(chromedp.CSS(`[data-jupyter-action="jupyter-notebook:confirm-restart-kernel-and-run-all-cells"]`)),
		chromedp.Click(chromedp.CSS(`.modal.in .modal-footer .btn-danger`)), noDialog,
	},
	restart: []chromedp.Action[chromedp.Void]{
		chromedp.Click(chromedp.CSS(`[data-jupyter-action="jupyter-notebook:confirm-restart-kernel"]`)),
		chromedp.Click(chromedp.CSS(`.modal.in .modal-footer .btn-danger`)),
		noDialog, until(`Jupyter.notebook.kernel.is_connected()`),
	},
	target: `((name, hear, answer) => Jupyter.notebook.kernel.comm_manager.register_target(name,
		(comm, message) => { hear(message); answer((data, buffers) => comm.send(data, undefined, {}, buffers)); }))`,
	// A kernel that dies in its first ten seconds is restarted on other ports, which the page learns by reconnecting.
	dismiss: []chromedp.Action[chromedp.Void]{
		chromedp.Click(chromedp.CSS(`.modal.in .modal-footer .btn-primary`)), noDialog,
		call(`Jupyter.notebook.kernel.reconnect()`), until(`Jupyter.notebook.kernel.is_connected()`),
	},
	died: `$('.modal.in .modal-title').text().includes('Restarting')`,
}
