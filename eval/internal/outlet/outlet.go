// Package outlet is where package display and a session meet: the cell that a task belongs to, as the place where
// displays go. The session enters one into the context of a cell's task, every task and goroutine made from it inherits
// it, and package display asks for it. Without a session there is none, and displays go to the terminal.
package outlet

import (
	asyncio "goasync/asyncrt"
	"goasync/eval/internal/shown"
)

// An Outlet shows things in the output of one cell. It may be called from any goroutine, also after the cell's end.
type Outlet interface {
	// Display shows a MIME bundle under an id, which may be empty, or with update replaces what the id stands for.
	Display(data, metadata map[string]any, id string, update bool)
	// Clear clears what the cell has shown, when wait is set as soon as there is something new.
	Clear(wait bool)
	// Bundle gives the MIME bundle that a value of a cell has a method for; ok is false without one.
	Bundle(x any) (data map[string]any, ok bool)
	// Shown tells what is to be seen of a value, of a cell or not.
	Shown(x any, limits shown.Limits) shown.Value
	// Captured gives what the last %%capture took.
	Captured() Captured
	Commer
}

// Captured is the output that a cell under %%capture would have had.
type Captured struct {
	Stdout, Stderr string
	Displays       []map[string]any
}

var current = asyncio.NewContextVar[Outlet]("display", nil)

// Enter makes o the outlet of the current context.
func Enter(o Outlet) { current.Set(o) }

// Current returns the outlet of the calling task or goroutine; nil when it has none.
func Current() Outlet { return current.Get() }
