// node services.cjs ADDRESS TOKEN: JupyterLab's own client of kernels, without a browser, against the kernel go-async on
// a server. Each check says what it is about; the exit status is that of the first that fails.
const assert = require('node:assert/strict');
const { KernelManager, KernelSpecManager, ServerConnection } = require('@jupyterlab/services');
const [address, token] = process.argv.slice(2);
const serverSettings = ServerConnection.makeSettings({
  baseUrl: address, wsUrl: address.replace(/^http/, 'ws'), token, appendToken: true
});

/** A promise of what fails when it takes a minute. */
function soon(promise, what) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`no ${what} within a minute`)), 60_000); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Sends a cell; said are the messages that it causes. when is called with each of them. */
function send(kernel, code, options = {}, when = () => {}) {
  const future = kernel.requestExecute({ code, stop_on_error: true, allow_stdin: true, ...options });
  const said = [];
  future.onIOPub = message => { said.push(message); when(message); };
  future.onStdin = message => when(message);
  return { said, done: soon(future.done, `end of ${code}`).then(reply => reply.content) };
}

/** Runs a cell and returns its reply and what it said. */
async function run(kernel, code, options, when) {
  const cell = send(kernel, code, options, when);
  return { reply: await cell.done, said: cell.said };
}

const types = said => said.map(message => message.header.msg_type);
const of = (said, type) => said.filter(message => message.header.msg_type === type).map(message => message.content);
const text = (said, name = 'stdout') => of(said, 'stream').filter(c => c.name === name).map(c => c.text).join('');

/** The checks, in their order: each gets the kernel. */
const checks = {
  async 'kernel_info'(kernel) {
    const info = await soon(kernel.info, 'kernel_info_reply');
    assert.equal(info.status, 'ok');
    assert.equal(info.language_info.name, 'go');
    assert.equal(info.protocol_version, '5.5');
    assert.deepEqual(info.supported_features.sort(), ['debugger', 'kernel subshells']);
  },
  async 'a cell'(kernel) {
    const { reply, said } = await run(kernel, 'fmt.Println("hello, 世界")\n6 * 7');
    assert.equal(reply.status, 'ok');
    assert.deepEqual(types(said), ['status', 'execute_input', 'stream', 'execute_result', 'status']);
    assert.equal(text(said), 'hello, 世界\n');
    assert.equal(of(said, 'execute_result')[0].data['text/plain'], '42');
  },
  async 'an error'(kernel) {
    const { reply, said } = await run(kernel, 'panic(errors.New("no good"))');
    assert.equal(reply.status, 'error');
    assert.match(reply.evalue, /no good/);
    assert.equal(of(said, 'error').length, 1);
  },
  async 'silent, store_history, user_expressions'(kernel) {
    const before = (await run(kernel, 'n := 20')).reply.execution_count;
    assert.deepEqual(types((await run(kernel, 'fmt.Println(n)', { silent: true })).said), ['status', 'status']);
    const { reply } = await run(kernel, 'n++', { store_history: false, user_expressions: { twice: '2 * n', bad: 'm' } });
    assert.equal(reply.execution_count, before);
    assert.equal(reply.user_expressions.twice.data['text/plain'], '42');
    assert.equal(reply.user_expressions.bad.status, 'error');
  },
  async 'input'(kernel) {
    const asked = [];
    const { said } = await run(kernel, 'var a string\nfmt.Print("who? ")\nfmt.Scan(&a)\nfmt.Println("hi", a)', {}, message => {
      if (message.header.msg_type === 'input_request') {
        asked.push(message.content);
        kernel.sendInputReply({ status: 'ok', value: 'bob' }, message.header);
      }
    });
    assert.deepEqual(asked, [{ prompt: 'who? ', password: false }]);
    assert.match(text(said), /hi bob/);
    await run(kernel, 'secret := await asyncio.Password("password: ")', {}, message => {
      if (message.header.msg_type === 'input_request') {
        assert.deepEqual(message.content, { prompt: 'password: ', password: true });
        kernel.sendInputReply({ status: 'ok', value: 'sesame' }, message.header);
      }
    });
    assert.equal(of((await run(kernel, 'secret')).said, 'execute_result')[0].data['text/plain'], '"sesame"');
    const refused = await run(kernel, '_, err := fmt.Scan(&a)\nfmt.Sprint(err)', { allow_stdin: false });
    assert.match(JSON.stringify(refused), /does not support input/);
  },
  async 'displays'(kernel) {
    const { said } = await run(kernel, 'h := display.Display("one")\nh.Update("two")\ndisplay.Clear(true)\ndisplay.Display(display.HTML("<b>three</b>"));');
    assert.deepEqual(types(said).slice(2, -1), ['display_data', 'update_display_data', 'clear_output', 'display_data']);
    const [first] = of(said, 'display_data'), [update] = of(said, 'update_display_data');
    assert.equal(first.transient.display_id, update.transient.display_id);
    assert.deepEqual(of(said, 'clear_output'), [{ wait: true }]);
  },
  async 'complete'(kernel) {
    const code = '世 := 1; fmt.Printl';
    const { content } = await soon(kernel.requestComplete({ code, cursor_pos: code.length }), 'complete_reply');
    assert.deepEqual(content.matches, ['Println']);
    assert.equal(code.slice(0, content.cursor_start), '世 := 1; fmt.');
    const [type] = content.metadata._jupyter_types_experimental;
    assert.equal(type.type, 'function');
    assert.match(type.signature, /any/);
  },
  async 'inspect'(kernel) {
    const ask = detail_level => soon(kernel.requestInspect({ code: 'fmt.Println', cursor_pos: 11, detail_level }), 'inspect_reply');
    const { content } = await ask(0);
    assert.equal(content.found, true);
    assert.match(content.data['text/plain'], /Println formats/);
    assert.equal((await ask(1)).content.found, true);
  },
  async 'is_complete'(kernel) {
    const ask = async code => (await soon(kernel.requestIsComplete({ code }), 'is_complete_reply')).content.status;
    assert.equal(await ask('x := 1'), 'complete');
    assert.equal(await ask('func f() {'), 'incomplete');
    assert.equal(await ask('x := )'), 'invalid');
  },
  async 'history'(kernel) {
    const { content } = await soon(kernel.requestHistory({ hist_access_type: 'tail', n: 1, output: false, raw: true }), 'history_reply');
    assert.equal(content.history.length, 1);
    assert.match(content.history[0][2], /display\.HTML/);
  },
  async 'a comm that a cell opens'(kernel) {
    const heard = [];
    kernel.registerCommTarget('widget', (comm, opening) => {
      heard.push([opening.content.data, opening.metadata.version, Buffer.from(opening.buffers[0].buffer ?? opening.buffers[0]).toString()]);
      comm.onMsg = message => { heard.push(message.content.data); comm.close({ last: true }); };
      comm.send({ value: 21 }, {}, [new Uint8Array([104, 105]).buffer]);
    });
    const closed = new Promise(resolve => {
      const cell = send(kernel, `
c, err := display.OpenComm("widget", display.CommMessage{Data: map[string]any{"n": 1}, Metadata: map[string]any{"version": "2"}, Buffers: [][]byte{[]byte("raw")}})
if err != nil { panic(err) }
over := asyncio.NewEvent()
c.OnMessage(func(m display.CommMessage) { c.Send(display.CommMessage{Data: []any{m.Data, string(m.Buffers[0])}}) })
c.OnClose(func(m display.CommMessage) { fmt.Println("closed", m.Data); over.Set() })
await over.Wait()`);
      resolve(cell.done.then(reply => [reply.status, text(cell.said)]));
    });
    assert.deepEqual(await closed, ['ok', 'closed map[last:true]\n']);
    assert.deepEqual(heard, [[{ n: 1 }, '2', 'raw'], [{ value: 21 }, 'hi']]);
  },
  async 'a comm that the front end opens, while a cell runs'(kernel) {
    await run(kernel, 'display.RegisterComm("echo", func(c *display.Comm, m display.CommMessage) { c.OnMessage(func(m display.CommMessage) { c.Send(m) }) })');
    const waiting = send(kernel, 'await asyncio.NewEvent().Wait()');
    const comm = kernel.createComm('echo');
    const echo = new Promise(resolve => { comm.onMsg = message => resolve(message.content.data); });
    comm.open({});
    comm.send([1, 2]);
    assert.deepEqual(await soon(echo, 'echo'), [1, 2]);
    const { content } = await soon(kernel.requestCommInfo({ target_name: 'echo' }), 'comm_info_reply');
    assert.deepEqual(content.comms, { [comm.commId]: { target_name: 'echo' } });
    await kernel.interrupt();
    assert.equal((await waiting.done).ename, 'KeyboardInterrupt');
  },
  async 'variables'(kernel) {
    const ask = async (command, args) => (await soon(kernel.requestDebug({ type: 'request', seq: 0, command, arguments: args }).done, command)).content;
    assert.equal((await ask('debugInfo', {})).body.isStarted, false);
    assert.equal((await ask('initialize', {})).success, true);
    const { body } = await ask('inspectVariables', {});
    assert.equal(body.variables.find(v => v.name === 'n').value, '21');
    assert.equal((await ask('disconnect', {})).success, true);
  },
  async 'a subshell beside a cell'(kernel) {
    assert.equal(kernel.supportsSubshells, true);
    const waiting = send(kernel, 'wake := asyncio.NewEvent()\nawait wake.Wait()\n"woken"');
    const { subshell_id } = (await soon(kernel.requestCreateSubshell({}).done, 'create_subshell_reply')).content;
    // The client has one of its own for comms.
    assert.ok((await soon(kernel.requestListSubshell({}).done, 'list_subshell_reply')).content.subshell_id.includes(subshell_id));
    const beside = kernel.clone();
    beside.subshellId = subshell_id;
    let woken = false;
    while (!woken) { // until the first cell has declared it
      woken = (await run(beside, 'wake.Set()')).reply.status === 'ok';
    }
    await waiting.done;
    assert.equal(of(waiting.said, 'execute_result')[0].data['text/plain'], '"woken"');
    await soon(kernel.requestDeleteSubshell({ subshell_id }).done, 'delete_subshell_reply');
    beside.dispose();
  },
  async 'stop_on_error'(kernel) {
    const cells = ['panic("first")', '1', '2', '3'].map(code => send(kernel, code));
    const statuses = (await Promise.all(cells.map(cell => cell.done))).map(reply => reply.status);
    assert.deepEqual(statuses, ['error', 'aborted', 'aborted', 'aborted']);
    const going = ['panic("first")', '1'].map(code => send(kernel, code, { stop_on_error: false }));
    assert.deepEqual((await Promise.all(going.map(cell => cell.done))).map(reply => reply.status), ['error', 'ok']);
  },
  async 'interrupt'(kernel) {
    for (const forever of ['await asyncio.Sleep(time.Hour)', 'for {}', 'time.Sleep(time.Hour)', 'var s string; fmt.Scan(&s)']) {
      let begun;
      const began = new Promise(resolve => { begun = resolve; });
      const cell = send(kernel, `fmt.Println("begun")\n${forever}`, {}, message => message.content.text?.includes('begun') && begun());
      await soon(began, 'beginning');
      await kernel.interrupt();
      assert.equal((await cell.done).ename, 'KeyboardInterrupt', forever);
    }
  },
  async 'output in the background'(kernel) {
    let later;
    const late = new Promise(resolve => { later = resolve; });
    const future = kernel.requestExecute({ code: 'go2 := asyncio.NewEvent()\nasyncio.CreateTask(async func() { await go2.Wait(); fmt.Println("late") }())' }, false);
    future.onIOPub = message => message.content.text === 'late\n' && later(message.parent_header.msg_id);
    await soon(future.done, 'reply');
    await run(kernel, 'go2.Set()');
    assert.equal(await soon(late, 'late output'), future.msg.header.msg_id);
    future.dispose();
  },
  async 'a second client, and a lost connection'(kernel, manager) {
    const other = manager.connectTo({ model: kernel.model });
    const heard = new Promise(resolve => other.anyMessage.connect((_, { msg }) => msg.content.text === 'to all\n' && resolve()));
    await soon(other.info, 'kernel_info_reply');
    await run(kernel, 'fmt.Println("to all")');
    await soon(heard, 'message');
    other.dispose();
    await soon(kernel.reconnect(), 'connection');
    assert.equal(of((await run(kernel, 'n')).said, 'execute_result')[0].data['text/plain'], '21');
  },
  async 'large output'(kernel) {
    const { said } = await run(kernel, 'for i := range 20000 { fmt.Println("line", i) }');
    assert.equal(text(said).split('\n').length, 20001);
    assert.match(text(said), /line 19999\n$/);
  },
  async 'restart'(kernel) {
    await soon(kernel.restart(), 'restart');
    await soon(kernel.info, 'kernel_info_reply');
    const { reply } = await run(kernel, 'n');
    assert.equal(reply.execution_count, 1);
    assert.equal(reply.status, 'error');
  },
  async 'a kernel that dies'(kernel) {
    const died = new Promise(resolve => kernel.statusChanged.connect((_, status) => /restarting|dead/.test(status) && resolve()));
    kernel.requestExecute({ code: 'exec.Command("kill", "-9", strconv.Itoa(os.Getpid())).Run()' }).done.catch(() => {});
    await soon(died, 'news of the death');
  }
};

async function main() {
  const specs = new KernelSpecManager({ serverSettings });
  await specs.ready;
  assert.ok(specs.specs.kernelspecs['go-async'], 'the kernelspec');
  const manager = new KernelManager({ serverSettings });
  await manager.ready;
  const kernel = await soon(manager.startNew({ name: 'go-async' }), 'kernel');
  try {
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check(kernel, manager);
      } catch (reason) {
        throw new Error(`${name}: ${reason.stack}`);
      }
      console.log('ok', name);
    }
  } finally {
    await manager.shutdownAll().catch(() => {});
  }
}

main().then(() => process.exit(0), reason => { console.error(reason.message); process.exit(1); });
