package asyncio

// ResetTaskNames makes the next task Task-1, as in a fresh process.
func ResetTaskNames() { taskCounter.Store(0) }

// SetTaskResult is what set_result of a task does; tasks have no such method in Go.
func SetTaskResult[T any](t *Task[T]) error { return t.setResult(nil) }
