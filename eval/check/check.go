// Package check desugars a cell to plain Go on the typed asyncio API, and
// checks it with go/types against what the session has declared. It runs
// nothing, and knows nothing of the interpreter.
//
// A World is the session: objects and imports by name. World.Check takes a
// parsed cell to a Unit, the desugared tree with the types of every
// expression, or to errors; World.Commit makes the unit's objects the session's.
//
// # How a cell is checked
//
// What needs no types is rewritten first (desugar.go): an async func becomes a
// func that returns a coroutine, await a call of MustAwait or, where two values
// are wanted, of Await; yield a call; async for a range over Each.
//
// The cell is then shown to go/types (top.go) as a file: its declarations; its
// top-level variables as variables of the package, so that functions see them;
// its other statements in one function. The objects of the session that the
// cell names, and only those, are put in the package's scope, so that the cost
// does not grow with the session. The package is one pointer for ever, whose
// scope is emptied for each look; objects of all cells are thus of one package.
//
// What go/types learns may change the tree (fix.go): an await of what has no
// value, assigned to one variable, is of the form that yields the error; a call
// that fails and whose error is not taken raises it; tg.CreateTask is a generic
// function in Go; a std package has no import. Then it looks again, until
// nothing changes. Plain Go takes one look.
//
// Last come the constructs whose form needs types: async with (with.go).
//
// Errors are those of the last look that is still in the cell's shape. Desugared
// nodes have the positions of what was written, and messages are translated
// back (report.go), with hints and notes (hints.go, python.go).
//
// A variable declared again is the same variable if its type is
// (versions.go). Methods may come in another cell than their type
// (methods.go). What uses something that is declared differently is checked again with the
// cell that does so, and is part of its unit (follow.go).
package check
