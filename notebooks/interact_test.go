//go:build frontends

package notebooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// frontEnd is a front end as a person has it before them, with a notebook of two empty cells. Expressions are
// JavaScript; what they refer to as cell is the cell's number.
type frontEnd struct {
	name string
	// serve starts the server and returns the address of the notebook.
	serve func(t *testing.T, root string) (url string)
	// ready is true when the notebook is open and its kernel idle.
	ready string
	// cell is a JavaScript object of functions of a cell: edit(n, text) puts text into it and the cursor at its end,
	// source(n), output(n) and count(n) read what it shows.
	cell string
	// completions and tooltip are what is shown of these, as texts; accept takes the only completion.
	completions, tooltip string
	accept               []chromedp.Action[chromedp.Void]
	// input is the selector of the input box; click presses a button or chooses a command.
	input                                     string
	interrupt, restart, runAll, restartRunAll []chromedp.Action[chromedp.Void]
	// target makes a comm target known: a function of its name, of what is done with its opening, and then with a
	// function that sends data and buffers.
	target string
	// died is true when the front end says that the kernel has died; dismiss takes note of it.
	died    string
	dismiss []chromedp.Action[chromedp.Void]
}

// person drives a front end.
type person struct {
	*testing.T
	frontEnd
	page context.Context
}

// do carries out actions, and keeps a screenshot.
func (p *person) do(step string, actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	drive(p.page, p.T, p.name+"-"+step, "null", actions...)
}

// edit puts text into a cell.
func edit(n int, text string) chromedp.Action[chromedp.Void] {
	quoted, _ := json.Marshal(text) // a string always marshals
	return call(fmt.Sprintf("cell.edit(%d, %s)", n, quoted))
}

// press presses a key, with Ctrl or Shift.
func press(key string, modifiers ...chromedp.Modifier) chromedp.Action[chromedp.Void] {
	return chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...))
}

// execute runs text in a cell.
func execute(n int, text string) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{edit(n, text), press(kb.Enter, chromedp.ModifierCtrl)}
}

// shows waits until the output of a cell has the parts in it.
func shows(n int, parts ...string) chromedp.Action[chromedp.Void] {
	quoted, _ := json.Marshal(parts) // strings always marshal
	return until(fmt.Sprintf("%s.every(part => cell.output(%d).includes(part))", quoted, n))
}

// runs is execute, and waits for the output.
func (p *person) runs(step string, n int, text string, parts ...string) {
	p.Helper()
	p.do(step, append(execute(n, text), shows(n, parts...), until(p.ready))...)
}

// steps are what a person does with a notebook, in their order.
var steps = []struct {
	name string
	does func(p *person, step string)
}{
	{"output", func(p *person, step string) {
		p.runs(step, 0, `first := 6 * 7; fmt.Println("hello, 世界", first)`, "hello, 世界 42")
	}},
	{"result", func(p *person, step string) { p.runs(step, 0, `[]int{1, 2}`, "[1, 2]") }},
	{"completion", func(p *person, step string) {
		p.do(step, append(append([]chromedp.Action[chromedp.Void]{edit(0, "x := 1\nfmt.Printl"), press(kb.Tab)}, p.accept...),
			until(`cell.source(0).endsWith("fmt.Println")`))...)
	}},
	{"completions", func(p *person, step string) {
		p.do(step, edit(0, "fmt.Print"), press(kb.Tab),
			until(`["Print", "Printf", "Println"].every(name => `+p.completions+`.some(text => text.includes(name)))`),
			press(kb.Escape))
	}},
	{"tooltip", func(p *person, step string) {
		p.do(step, edit(0, "fmt.Println"), press(kb.Tab, chromedp.ModifierShift),
			until(p.tooltip+`.includes("Println formats")`), press(kb.Escape))
	}},
	{"error", func(p *person, step string) {
		p.runs(step, 0, "one := 1\nvar two string = one", "cannot use one (variable of type int)", "2:18")
	}},
	{"input", func(p *person, step string) {
		p.do(step, append(execute(0, "var name string\nfmt.Print(`who? `)\nfmt.Scan(&name)\nfmt.Println(`hi`, name)"),
			chromedp.WaitVisible(chromedp.CSS(p.input)), chromedp.SendKeys(chromedp.CSS(p.input), "bob"+kb.Enter),
			shows(0, "hi bob"), until(p.ready))...)
	}},
	{"update", func(p *person, step string) {
		p.runs(step, 0, "h := display.Display(`first`)\nawait asyncio.Sleep(time.Millisecond)\nh.Update(`second`)", "second")
		p.do(step+"-gone", until(`!cell.output(0).includes("first")`))
	}},
	{"background", func(p *person, step string) {
		p.runs(step, 0, `
more := asyncio.NewEvent()
asyncio.CreateTask(async func() { await more.Wait(); fmt.Println("la", "ter") }())
fmt.Println("at", "once")`, "at once")
		p.runs(step+"-later", 1, `more.Set(); fmt.Println("other", "cell")`, "other cell")
		p.do(step+"-there", shows(0, "la ter"))
	}},
	{"interrupt", func(p *person, step string) {
		p.do(step, append(append(execute(0, `fmt.Println("be", "gun"); await asyncio.Sleep(time.Hour)`), shows(0, "be gun")), p.interrupt...)...)
		p.do(step+"ed", shows(0, "KeyboardInterrupt"), until(p.ready))
		p.do(step+"-loop", append(append(execute(0, `fmt.Println("loo", "ping"); for {}`), shows(0, "loo ping")), p.interrupt...)...)
		p.do(step+"ed-loop", shows(0, "KeyboardInterrupt"), until(p.ready))
	}},
	{"comm", func(p *person, step string) {
		p.do(step+"-target", call(p.target+`("doubler", message => window.heard = message,
			send => send({value: 2 * window.heard.content.data.value}, [new Uint8Array([104, 105]).buffer]))`))
		p.do(step, append(execute(0, `
link, err := display.OpenComm("doubler", display.CommMessage{Data: map[string]any{"value": 21}})
if err != nil { panic(err) }
link.OnMessage(func(m display.CommMessage) {
	fmt.Println("doub", "led:", m.Data.(map[string]any)["value"], string(bytes.Join(m.Buffers, nil)))
})`), until(`window.heard`), shows(0, "doub led: 42 hi"), until(p.ready))...)
	}},
	{"queue", func(p *person, step string) { // what waits behind an error does not run
		p.do(step, edit(1, `fmt.Println("not", "run")`), edit(0, `await asyncio.Sleep(100*time.Millisecond); panic("fai" + "led")`))
		p.do(step+"-all", append(p.runAll, shows(0, "failed"), until(p.ready))...)
		p.do(step+"-not", until(`cell.output(1) == "" && !(cell.count(1) > cell.count(0))`))
	}},
	{"restart-and-run-all", func(p *person, step string) {
		p.do(step, edit(0, `fmt.Println("fir", "st")`), edit(1, `fmt.Println("sec", "ond")`))
		p.do(step+"-all", append(p.restartRunAll, shows(0, "fir st"), shows(1, "sec ond"), until(`cell.count(0) == 1 && cell.count(1) == 2`), until(p.ready))...)
	}},
	{"restart", func(p *person, step string) {
		p.do(step, append(p.restart, until(p.ready))...)
		p.do(step+"ed", append(execute(0, `fmt.Println("fr", "esh")`), shows(0, "fr esh"), until(`cell.count(0) == 1`))...)
		p.runs(step+"-forgot", 0, `first`, "undefined: first")
	}},
	{"death", func(p *person, step string) {
		p.do(step, append(execute(0, "m := map[int]int{}\nfor range 8 { go func() { for { m[1]++ } }() }\nawait asyncio.Sleep(time.Hour)"),
			until(p.died))...)
		p.do(step+"-dismissed", append(p.dismiss, until(p.ready))...)
		p.runs(step+"-told", 1, `2 + 2`, "The kernel has died", "concurrent map", "4")
	}},
}

// blank writes a notebook with two empty cells, and returns its directory.
func blank(t *testing.T) string {
	t.Helper()
	empty := func(id string) map[string]any {
		return map[string]any{"cell_type": "code", "id": id, "metadata": map[string]any{}, "source": "", "outputs": []any{}, "execution_count": nil}
	}
	raw, err := json.Marshal(map[string]any{
		"nbformat": 4, "nbformat_minor": 5, "cells": []any{empty("one"), empty("two")},
		"metadata": map[string]any{"kernelspec": map[string]any{"name": "go-async", "display_name": "Go (async)", "language": "go"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "blank.ipynb"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A person works with a notebook.
func TestInteraction(t *testing.T) {
	for _, f := range []frontEnd{classic, lab} {
		t.Run(f.name, func(t *testing.T) {
			p := &person{T: t, frontEnd: f, page: browser(t)}
			p.do("open", chromedp.Navigate(f.serve(t, blank(t))), until(f.ready), call("window.cell = "+f.cell))
			all := steps
			if f.name == "lab" {
				all = append(all[:len(all)-2:len(all)-2], append([]struct {
					name string
					does func(p *person, step string)
				}{{"variables", variables}}, all[len(all)-2:]...)...)
			}
			for _, step := range all {
				ok := t.Run(step.name, func(t *testing.T) {
					one := *p
					one.T = t
					step.does(&one, step.name)
				})
				if !ok {
					return // what follows has no ground to stand on
				}
			}
		})
	}
}
