package diag

// A Code names a kind of error. Codes of go/types keep its names
// ("UndeclaredName", "MismatchedTypes"); those below are ours.
type Code string

// The catalogue of codes that are not go/types' own. Each has an example in
// testdata of the pass that reports it.
const (
	// Syntax: the text does not parse as Go with the dialect.
	//	f(1,, 2)
	Syntax Code = "Syntax"

	// Incomplete: the text ends inside a construct; more lines may complete it.
	//	func f() {
	Incomplete Code = "Incomplete"

	// Foreign: a construct of Python in place of Go's.
	//	def f(x):
	Foreign Code = "Foreign"

	// AwaitOutside: await, async for or async with in a plain func.
	//	func f() { await g() }
	AwaitOutside Code = "AwaitOutside"

	// AwaitMisplaced: an await where none can stand, as in a case of select.
	//	select { case v := await f(): }
	AwaitMisplaced Code = "AwaitMisplaced"

	// YieldOutside: yield outside an async generator.
	//	async func f() { yield 1 }
	YieldOutside Code = "YieldOutside"

	// AsyncResults: results of an async func other than nothing, T, error and (T, error).
	//	async func f() (int, string) { … }
	AsyncResults Code = "AsyncResults"

	// ReturnOutside: return at the top level of a cell.
	//	return 1
	ReturnOutside Code = "ReturnOutside"

	// AsyncWith: an async with whose head is not `x := manager` or `manager`.
	//	async with a, b := f() { … }
	AsyncWith Code = "AsyncWith"

	// NotAwaitable: the operand of await, async for or async with is not awaitable, iterable, a context manager.
	//	await 5
	NotAwaitable Code = "NotAwaitable"

	// Broken: what is used does not compile any longer, since a later cell has
	// declared differently what it uses.
	Broken Code = "Broken"

	// Import: the package cannot be imported in a cell.
	//	import "unsafe"
	Import Code = "Import"

	// NeverAwaited: a coroutine is dropped; a warning.
	//	sayHello()
	NeverAwaited Code = "NeverAwaited"

	// Unsupported: Go that the checker accepts and the interpreter cannot run faithfully.
	Unsupported Code = "Unsupported"

	// Internal: a fault of this program, not of the cell.
	Internal Code = "Internal"
)
