// The page: JupyterLab with the extensions of package.json, as its own build
// assembles them. window.jupyterapp is the application, for tests to drive;
// body[data-lab-restored] says that it is ready.
import { JupyterLab } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { IConnectionStatus, IServiceManager } from '@jupyterlab/services';
import { PluginRegistry } from '@lumino/coreutils';
import { extensions, mimeExtensions } from 'lab:extensions';

/** The enabled plugins of modules, whose default export is one or a list. */
function plugins(modules) {
  return modules.flatMap(m => m.default).filter(p => !PageConfig.Extension.isDisabled(p.id));
}

async function main() {
  const pluginRegistry = new PluginRegistry();
  pluginRegistry.registerPlugins(plugins(extensions));
  const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
  const connectionStatus = await pluginRegistry.resolveOptionalService(IConnectionStatus);
  const lab = new JupyterLab({
    pluginRegistry,
    serviceManager,
    connectionStatus,
    mimeExtensions: plugins(mimeExtensions)
  });
  window.jupyterapp = lab;
  await lab.start({ ignorePlugins: [] });
  await lab.restored;
  document.body.dataset.labRestored = 'true';
}

window.addEventListener('load', () => {
  main().catch(reason => console.error('JupyterLab did not start', reason));
});
