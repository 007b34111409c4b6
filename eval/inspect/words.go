package inspect

import "go/token"

// words are the words of the dialect, with what there is to say of them.
var words = []struct{ text, form, doc string }{
	{"async", "async func f(…) T { … }", "Before func: the function returns a coroutine, which runs when it is awaited or made a task. Before for and with: the loop, or the block, awaits."},
	{"async func", "async func f(…) (T, error) { … }", "A function that returns a coroutine. Its body starts when the coroutine is awaited, or made a task by asyncio.CreateTask."},
	{"async for", "async for v := range x { … }", "Awaits each value of an asynchronous iterable: a generator, asyncio.AsCompleted(…), a stream's lines, a queue, asyncio.Receive(ch). Leaving the loop early closes a generator."},
	{"async with", "async with v := manager { … }", "Enters an asynchronous context manager, runs the block, and exits the manager however the block ends."},
	{"await", "await x", "Waits for a coroutine, task or future and yields its value. v := await x raises a failure; v, err := await x yields it. err := await x is the failure of what has no value."},
	{"yield", "yield v", "In an async func that returns a *asyncio.AsyncGenerator[T]: hands v to the loop that consumes the generator, and waits until it wants the next."},
}

// keywords returns the words of Go and of the dialect.
func keywords() []Completion {
	var list []Completion
	for t := token.BREAK; t <= token.VAR; t++ {
		list = append(list, Completion{Text: t.String(), Kind: Keyword})
	}
	for _, w := range words {
		list = append(list, Completion{Text: w.text, Kind: Keyword, Signature: w.form})
	}
	return list
}

// wordDoc returns the form of a word of the dialect and what there is to say of it.
func wordDoc(text string) (form, doc string, ok bool) {
	for _, w := range words {
		if w.text == text {
			return w.form, w.doc, true
		}
	}
	return "", "", false
}
