//go:build frontends

package notebooks_test

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// The kernel runs behind a gateway: a second server that only has kernels.
// JupyterLab reaches it through its own server, which has none of ours.
func TestGateway(t *testing.T) {
	serving, err := filepath.Abs("lab/serve.py")
	if err != nil {
		t.Fatal(err)
	}
	gateway := serve(t, "ServerApp", t.TempDir(), "jupyter", "server")
	base := serve(t, "ServerApp", copyNotebooks(t), "/usr/bin/python3", serving, labDir(t), "--gateway-url="+gateway, "--GatewayClient.auth_token="+token)
	const name, panel = "03_asyncio_in_short", `window.jupyterapp.shell.currentWidget`
	raw := drive(browser(t), t, "gateway-"+name,
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
	// A cell that waits for an hour ends when it is interrupted.
	drive(browser(t), t, "gateway-interrupt", `0`,
		chromedp.Navigate(base+"/lab/tree/"+name+".ipynb?token="+token+"&reset"),
		until(`document.body?.dataset.labRestored && `+panel+`?.sessionContext?.session?.kernel?.status === 'idle'`),
		call(`jupyterapp.commands.execute('notebook:clear-all-cell-outputs')`),
		call(panel+`.content.widgets.find(c => c.model.type === 'code').model.sharedModel.setSource('await asyncio.Sleep(time.Hour)')`),
		call(`(jupyterapp.commands.execute('notebook:run-all-cells'), 0)`),
		until(panel+`.sessionContext.session.kernel.status === 'busy'`),
		call(`jupyterapp.commands.execute('notebook:interrupt-kernel')`),
		until(panel+`.content.widgets.some(c => c.outputArea?.node.textContent.includes('KeyboardInterrupt'))`),
	)
}
