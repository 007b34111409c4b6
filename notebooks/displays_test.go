//go:build frontends

package notebooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// A shown is a cell and what a person sees below it: a JavaScript expression about o, the element with the outputs. classic
// and page are for the classic notebook and for the page that nbconvert makes, where these show something else.
type shown struct {
	name, source, want string
	classic, page      string
}

// visible is a JavaScript function that tells whether an element has a size.
const visible = `(e => e !== null && e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().height > 0)`

// text is what is to be read in an element with outputs.
const text = `o.textContent`

var displays = []shown{
	{name: "what the others use", source: "import (\n\t\"asyncio\"\n\t\"display\"\n\t\"errors\"\n\t\"fmt\"\n\t\"image\"\n\t\"image/color\"\n\t\"time\"\n)\n\n" +
		"type Planet struct {\n\tName string\n\tMass float64\n\tMoons int\n}\n\n" +
		"async func fetch(name string, d time.Duration) string {\n\tawait asyncio.Sleep(d)\n\treturn name\n}\n\n" +
		"async func blocks() {\n\tawait asyncio.Sleep(200 * time.Millisecond)\n\ttime.Sleep(600 * time.Millisecond)\n\tawait asyncio.Sleep(200 * time.Millisecond)\n}",
		want: text + ` === ''`},
	{name: "timeline of a gathering", source: "%%timeline\nawait asyncio.Gather(fetch(\"a\", 300*time.Millisecond), fetch(\"b\", 600*time.Millisecond), fetch(\"c\", 900*time.Millisecond))",
		want: visible + `(o.querySelector('.goat-chart')) && getComputedStyle(o.querySelector('.goat-picture')).display === 'none' &&
			o.querySelectorAll('.goat-name').length === 4 && o.querySelectorAll('.goat-waits s').length === 4 &&
			[...o.querySelectorAll('.goat-waits s')].every(s => /^(Sleep|Gather of 3)$/.test(s.textContent)) &&
			o.querySelectorAll('.goat-axis span').length > 2 && /runs.*waits/.test(o.querySelector('.goat-legend').textContent)`},
	{name: "timeline of a blocking call", source: "%%timeline\nawait asyncio.Gather(blocks(), fetch(\"b\", 300*time.Millisecond))",
		want: visible + `(o.querySelector('.goat-track .goat-blocks')) && o.querySelector('.goat-stall code').textContent === 'time.Sleep(600 * time.Millisecond)' &&
			/cell 1 line 24.*blocks the loop for 60\d ms/.test(o.querySelector('.goat-stall').textContent) &&
			(c => +c[0] > 200 && +c[1] < 100 && +c[2] < 100)(getComputedStyle(o.querySelector('.goat-track .goat-blocks')).backgroundColor.match(/\d+/g)) &&
			o.querySelector('.goat-track .goat-blocks').getBoundingClientRect().width > 40`},
	{name: "timeline of all that can happen", source: strings.Join([]string{
		"%%timeline", "%clock virtual", "async func fails() {", "\tawait asyncio.Sleep(450 * time.Millisecond)", "\tpanic(errors.New(\"the service did not answer\"))", "}",
		"async func pair(d time.Duration) {", "\tawait asyncio.Gather(fetch(\"x\", d), fetch(\"y\", 2*d))", "}",
		"forever := asyncio.CreateTask(asyncio.NewEvent().Wait(), asyncio.WithName(\"a background task with a rather long name\"))",
		"bad := asyncio.CreateTask(fails(), asyncio.WithName(\"doomed\"))", "loser := asyncio.CreateTask(fetch(\"z\", time.Hour), asyncio.WithName(\"loser\"))",
		"async with tg := asyncio.NewTaskGroup() {", "\ttg.CreateTask(pair(200 * time.Millisecond))", "\ttg.CreateTask(pair(100 * time.Millisecond))", "}", "loser.Cancel()",
		"await asyncio.ToThread(func() { time.Sleep(300 * time.Millisecond) })", "err := await bad", "%clock real"}, "\n"),
		want: `['goes on', 'cancelled', 'failed: the service did not answer'].every(s => o.querySelector('.goat-grid').textContent.includes(s)) &&
			[...o.querySelectorAll('.goat-name')].some(n => n.textContent.startsWith('│ └ Task')) && ` + visible + `(o.querySelector('.goat-thread')) &&
			o.querySelectorAll('.goat-join').length > 2`},
	{name: "timeline of a hundred tasks", source: "%%timeline\nmany := []*asyncio.Coroutine[string]{}\nfor i := range 100 {\n\tmany = append(many, fetch(\"x\", time.Duration(i%10)*20*time.Millisecond))\n}\nawait asyncio.Gather(many...);",
		want: `o.querySelectorAll('.goat-name').length === 101 && (g => g.scrollHeight > g.clientHeight && g.clientHeight < 600)(o.querySelector('.goat-grid'))`},
	{name: "timeline of ten thousand steps", source: "%%timeline\nasync func steps() {\n\tfor range 5000 {\n\t\tawait asyncio.Sleep(0)\n\t}\n}\nawait asyncio.Gather(steps(), steps());",
		want: `o.querySelectorAll('.goat-track i').length < 2500 && [...o.querySelectorAll('.goat-track i')].some(i => /\d+ short steps/.test(i.dataset.tip))`},
	{name: "table of structs", source: "[]Planet{{\"Earth\", 5.97e24, 1}, {\"Mars\", 6.42e23, 2}}",
		want: `o.querySelectorAll('table tbody tr').length === 2 && [...o.querySelectorAll('th')].map(t => t.textContent).join() === 'Name,Mass,Moons' && o.querySelectorAll('td')[0].textContent === 'Earth'`},
	{name: "table of maps", source: "map[string]map[string]int{\"b\": {\"x\": 1}, \"a\": {\"x\": 2, \"y\": 3}}",
		want: `[...o.querySelectorAll('tbody th')].map(t => t.textContent).join() === 'a,b' && [...o.querySelectorAll('td')].map(t => t.textContent).join() === '2,3,1,'`},
	{name: "plot", source: "display.NewPlot(\"squares\").Labels(\"n\", \"n²\").Line(\"line\", nil, []float64{0, 1, 4, 9, 16}).Scatter(\"points\", nil, []float64{1, 2, 3, 9, 12})",
		want: `(i => i.complete && i.naturalWidth > 300)(o.querySelector('img'))`},
	{name: "bars", source: "display.NewPlot(\"\").Bars([]string{\"a\", \"b\", \"c\"}, []float64{3, 1, 2})", want: `(i => i.complete && i.naturalWidth > 300)(o.querySelector('img'))`},
	{name: "progress bar", source: "bar := display.Progress(20).Describe(\"jobs\")\nfor range 20 {\n\tawait asyncio.Sleep(10 * time.Millisecond)\n\tbar.Add(1)\n}",
		want: text + `.includes('20/20') && /jobs *100%/.test(` + text + `) && !` + text + `.includes('50%')`},
	{name: "error with its place", source: "total := 1 +\n\tundefinedName",
		want: `/cell \d+:2:2: undefined: undefinedName/.test(` + text + `) && /2 \| +undefinedName/.test(` + text + `) && ` + text + `.includes('^~~')`},
	{name: "error while it runs", source: "list := []int{1}\nlist[len(list)+1]", want: `/index out of range \[2\] with length 1/.test(` + text + `) && ` + text + `.includes('list[len(list)+1]')`},
	{name: "wrapped errors", source: "fmt.Errorf(\"reading: %w\", errors.New(\"no such planet\"))", want: `o.querySelectorAll('li').length === 1 && o.querySelector('li').textContent.includes('no such planet')`},
	{name: "LaTeX", source: "display.LaTeX(`\\frac{a}{b}`)", want: visible + `(o.querySelector('mjx-container, .MathJax'))`},
	{name: "Markdown", source: "display.Markdown(\"# A title\\n\\n* an *item*\")", want: `o.querySelector('h1').textContent.startsWith('A title') && o.querySelector('li em').textContent === 'item'`},
	{name: "HTML", source: "display.HTML(\"<b>bold</b> <i style='color: red'>red</i>\")", want: `o.querySelector('b').textContent === 'bold'`},
	{name: "SVG", source: "display.SVG(`<svg width=\"80\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"15\" fill=\"teal\"/></svg>`)", want: `o.querySelector('img').naturalWidth === 80`},
	{name: "image", source: "m := image.NewRGBA(image.Rect(0, 0, 90, 30))\nfor x := range 90 {\n\tfor y := range 30 {\n\t\tm.Set(x, y, color.RGBA{uint8(x * 2), uint8(y * 8), 128, 255})\n\t}\n}\nm",
		want: `o.querySelector('img').naturalWidth === 90`},
	{name: "JSON", source: "display.JSON(map[string]any{\"planets\": []Planet{{\"Earth\", 1, 1}}})", want: `o.querySelector('.jp-RenderedJSON') !== null && ` + text + `.includes('planets')`,
		classic: text + `.includes('"planets": [')`, page: text + `.includes('"planets": [')`},
	{name: "Vega-Lite", source: "display.VegaLite(`{\"data\": {\"values\": [{\"x\": 1, \"y\": 2}, {\"x\": 2, \"y\": 4}]}, \"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"x\"}, \"y\": {\"field\": \"y\", \"type\": \"quantitative\"}}}`)",
		want: visible + `(o.querySelector('.vega-embed canvas, .vega-embed svg, img'))`, classic: text + `.includes('"mark": "bar"')`, page: `o.querySelector('img') !== null`}, // which JupyterLab puts beside it
	{name: "update", source: "h := display.Display(\"first\")\ndisplay.Display(\"second\")\nawait asyncio.Sleep(50 * time.Millisecond)\nh.Update(display.Markdown(\"**third**\"))",
		want: `/third\s*"second"/.test(` + text + `) && !` + text + `.includes('first') && o.querySelector('strong').textContent === 'third'`},
	{name: "clear", source: "fmt.Println(\"gone\")\ndisplay.Clear(true)\nfmt.Println(\"stays\")", want: text + `.trim() === 'stays'`},
	{name: "type of one's own", source: "type Celsius float64\nfunc (c Celsius) MIMEBundle() display.Bundle {\n\treturn display.Bundle{\"text/html\": fmt.Sprintf(\"<u>%.1f °C</u>\", float64(c)), \"text/plain\": \"warm\"}\n}\nCelsius(21.5)",
		want: `o.querySelector('u').textContent === '21.5 °C'`},
	{name: "JavaScript", source: "display.JavaScript(\"document.body.dataset.ran = 'yes'\")", want: `document.body.dataset.ran === 'yes'`},
	{name: "magic of HTML", source: "%%html\n<mark>marked</mark>", want: `o.querySelector('mark').textContent === 'marked'`},
	{name: "tasks", source: "%tasks", want: `[...o.querySelectorAll('td')].some(t => t.textContent === 'Event.Wait')`},
	{name: "a task", source: "forever", want: `/pending/.test(o.querySelector('table').textContent) && /Event.Wait/.test(o.querySelector('table').textContent)`},
	{name: "names", source: "%whos type", want: `[...o.querySelectorAll('td')].some(t => t.textContent === 'Planet')`},
	{name: "help", source: "fetch?", want: text + `.includes('async func fetch(name string, d time.Duration)')`,
		classic: `document.querySelector('#pager').textContent.includes('async func fetch(name string, d time.Duration)')`},
	{name: "a command", source: "!echo from the shell; echo oops >&2", want: text + `.includes('from the shell') && ` + text + `.includes('oops')`},
}

// displayNotebook writes the notebook of these cells.
func displayNotebook(t *testing.T, dir string) {
	t.Helper()
	var cells []any
	for i, d := range displays {
		tags := []string{}
		if strings.HasPrefix(d.name, "error ") {
			tags = []string{"raises-exception"}
		}
		cells = append(cells, map[string]any{"cell_type": "code", "id": fmt.Sprintf("shown-%d", i), "execution_count": nil,
			"metadata": map[string]any{"tags": tags}, "outputs": []any{}, "source": d.source})
	}
	raw, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": map[string]any{
		"kernelspec": map[string]any{"name": "go-async", "display_name": "Go (async)", "language": "go"}, "language_info": map[string]any{"name": "go"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "displays.ipynb"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// look tests what is shown: the condition that pick chooses of each row holds for the element that output, a JavaScript
// function, finds for the number of the cell.
func look(ctx context.Context, t *testing.T, output string, pick func(shown) string) {
	t.Helper()
	for i, d := range displays {
		if pick(d) == "" {
			continue
		}
		expression := fmt.Sprintf(`(o => { try { return (%s) ? '' : 'not so: ' + o.innerHTML.slice(0, 3000) } catch (e) { return e + ': ' + o?.innerHTML?.slice(0, 3000) } })((%s)(%d))`, pick(d), output, i)
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		wrong, err := chromedp.Run(limited, chromedp.Evaluate[string](expression))
		for err == nil && wrong != "" && limited.Err() == nil { // pictures and formulas come late
			chromedp.Do(limited, until(expression+` === ''`))
			wrong, err = chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		}
		cancel()
		if err != nil || wrong != "" {
			t.Errorf("%s: %v %s", d.name, err, wrong)
		}
	}
}

// screenshot keeps a picture of the whole page, which is made as high as height, a JavaScript expression, says.
func screenshot(ctx context.Context, t *testing.T, name string, width int, height string) {
	t.Helper()
	h, err := chromedp.Run(ctx, chromedp.Evaluate[float64](height))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.ArtifactDir(), name+".png")
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), int64(h)+200), call(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))`)); err != nil {
		t.Fatal(err)
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("screenshot in %s", path)
}

// point moves the mouse to an element, which a JavaScript expression finds, and reads what is told there.
func point(ctx context.Context, t *testing.T, element string) string {
	t.Helper()
	at, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`(e => { e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })(`+element+`)`))
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1])); err != nil {
		t.Fatal(err)
	}
	told, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(`+element+`, '::after').content`))
	if err != nil {
		t.Fatal(err)
	}
	return told
}

const labPanel = `window.jupyterapp.shell.currentWidget`

// labOutput finds the outputs of a cell in JupyterLab.
const labOutput = `i => ` + labPanel + `.content.widgets.filter(c => c.model.type === 'code')[i].outputArea.node`

// labHeight is how high JupyterLab must be to show the whole notebook.
const labHeight = labPanel + `.content.widgets.reduce((h, c) => h + c.node.getBoundingClientRect().height + 8, 0)`

// In JupyterLab, whatever is displayed is seen, in the light and in the dark theme, in a wide and in a narrow window.
func TestDisplaysInLab(t *testing.T) {
	serving, err := filepath.Abs("lab/serve.py")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	displayNotebook(t, dir)
	base := serve(t, "ServerApp", dir, "/usr/bin/python3", serving, labDir(t))
	ctx := browser(t)
	open := []chromedp.Action[chromedp.Void]{
		chromedp.Navigate(base + "/lab/tree/displays.ipynb?token=" + token + "&reset"),
		until(`document.body?.dataset.labRestored && ` + labPanel + `?.sessionContext?.session?.kernel?.status === 'idle'`),
		call(`(` + labPanel + `.content.notebookConfig = {...` + labPanel + `.content.notebookConfig, windowingMode: 'none'}, null)`),
	}
	drive(ctx, t, "displays-lab", `null`, append(open,
		call(`jupyterapp.commands.execute('notebook:run-all-cells')`),
		until(labPanel+`.sessionContext.session.kernel.status === 'idle' && `+labPanel+`.content.widgets.every(c => c.model.type !== 'code' || c.model.executionCount)`))...)
	want := func(d shown) string { return d.want }
	look(ctx, t, labOutput, want)
	if told := point(ctx, t, `(`+labOutput+`)(1).querySelectorAll('.goat-waits')[1]`); !strings.Contains(told, "waits for Sleep") || !strings.Contains(told, "cell 1 line 18: await asyncio.Sleep(d)") {
		t.Errorf("pointing at a bar tells %s", told)
	}
	screenshot(ctx, t, "displays-lab-light", 1300, labHeight)
	if err := chromedp.Do(ctx, call(`jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})`),
		until(`document.body.dataset.jpThemeLight === 'false' && getComputedStyle((`+labOutput+`)(1).querySelector('.goat-chart')).backgroundColor === 'rgb(22, 27, 34)'`)); err != nil {
		t.Fatal(err)
	}
	screenshot(ctx, t, "displays-lab-dark", 760, labHeight)
	look(ctx, t, labOutput, want)
	if err := chromedp.Do(ctx, call(`jupyterapp.commands.execute('docmanager:save')`)); err != nil {
		t.Fatal(err)
	}
	t.Run("untrusted", func(t *testing.T) { untrusted(t, base, dir) })
	t.Run("nbconvert", func(t *testing.T) { converted(t, dir) })
}

// A notebook that comes from somebody else is not trusted: instead of the chart, its picture is seen.
func untrusted(t *testing.T, base, dir string) {
	receive(t, dir)
	const first = `(` + labOutput + `)(1)`
	notTrusted(t, "displays-lab-untrusted", first,
		chromedp.Navigate(base+"/lab/tree/received.ipynb?token="+token+"&reset"),
		until(`document.body?.dataset.labRestored && `+labPanel+`?.sessionContext?.session?.kernel?.status === 'idle' && `+first+`.querySelector('.goat-picture')?.complete`))
}

// receive makes another notebook of the executed one, which nobody has signed.
func receive(t *testing.T, dir string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "displays.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), "timeline of cell 2", "timeline of cell two", 1) // so the signature is another one
	if err := os.WriteFile(filepath.Join(dir, "received.ipynb"), []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}

// notTrusted tests that the picture of a timeline is seen, and not the chart, in the outputs that an expression finds.
func notTrusted(t *testing.T, name, output string, open ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	raw := drive(browser(t), t, name, `{chart: `+visible+`(`+output+`.querySelector('.goat-chart')),
		picture: (`+output+`.querySelector('.goat-picture'))?.getBoundingClientRect().width ?? 0, html: `+output+`.innerHTML.slice(0, 500)}`, open...)
	var seen struct {
		Chart   bool
		Picture float64
		HTML    string
	}
	if err := json.Unmarshal([]byte(raw), &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Chart || seen.Picture < 300 {
		t.Errorf("not the picture is shown, but %+v", seen)
	}
}

// What nbconvert makes of the notebook shows the same.
func converted(t *testing.T, dir string) {
	for _, format := range []string{"html", "markdown"} {
		cmd := jupyter(t.Context(), t, "jupyter", "nbconvert", "--to", format, filepath.Join(dir, "displays.ipynb"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("nbconvert: %v\n%s", err, out)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "displays.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.SplitAfter(string(raw), `<div class="goat">`)[1:] {
		chart, _, _ := strings.Cut(part, "</div></div>")
		if strings.Contains(chart, "\n\n") {
			t.Errorf("an empty line, which ends HTML in Markdown, is in\n%.2000s", chart)
		}
	}
	ctx := browser(t)
	page := url.URL{Scheme: "file", Path: filepath.Join(dir, "displays.html")}
	if err := chromedp.Do(ctx, chromedp.Navigate(page.String())); err != nil {
		t.Fatal(err)
	}
	look(ctx, t, `i => document.querySelectorAll('.jp-CodeCell')[i].querySelector('.jp-Cell-outputWrapper') ?? document.createElement('div')`, func(d shown) string {
		switch d.name {
		case "LaTeX": // its letters are drawn by a library from the net
			return text + `.includes('frac')`
		}
		if d.page != "" {
			return d.page
		}
		return d.want
	})
	screenshot(ctx, t, "displays-nbconvert", 1100, `document.body.scrollHeight`)
}

// The same in the classic notebook.
func TestDisplaysInClassic(t *testing.T) {
	dir := t.TempDir()
	displayNotebook(t, dir)
	base := serve(t, "NotebookApp", dir, "jupyter", "notebook")
	ctx := browser(t)
	drive(ctx, t, "displays-classic", `null`,
		chromedp.Navigate(base+"/notebooks/displays.ipynb?token="+token),
		until(`window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.info_reply?.status === 'ok'`),
		chromedp.Click(chromedp.CSS("#celllink")),
		chromedp.Click(chromedp.CSS("#run_all_cells")),
		until(`!Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(c => c.cell_type !== 'code' || /^\d+$/.test(c.input_prompt_number))`))
	const output = `i => $('.code_cell').eq(i).find('.output')[0]`
	look(ctx, t, output, func(d shown) string {
		if d.classic != "" {
			return d.classic
		}
		return d.want
	})
	if err := chromedp.Do(ctx, call(`Jupyter.notebook.save_notebook()`)); err != nil {
		t.Fatal(err)
	}
	t.Run("untrusted", func(t *testing.T) {
		receive(t, dir)
		notTrusted(t, "displays-classic-untrusted", `(`+output+`)(1)`, chromedp.Navigate(base+"/notebooks/received.ipynb?token="+token),
			until(`window.Jupyter?.notebook?._fully_loaded && (`+output+`)(1).querySelector('.goat-picture, img')?.complete`))
	})
	screenshot(ctx, t, "displays-classic", 1200, `document.querySelector('#notebook-container').getBoundingClientRect().height`)
}
