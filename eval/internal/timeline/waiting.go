package timeline

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"

	asyncio "goasync/asyncrt"
)

// Waiting tells what a suspended task waits for: "task fetch", "Sleep", "Queue.Get", "gather of 3"; "" for a task that is
// not suspended in anything. The loop calls it.
func Waiting(t asyncio.AnyTask) string {
	on := asyncio.Awaiting(t)
	if on == nil {
		return ""
	}
	return describe(on, func() string { return fromStack(t.Stack()) })
}

// describe names what is awaited; operation looks for it on the task's stack, where nothing else tells.
func describe(on asyncio.AnyFuture, operation func() string) string {
	if t, ok := on.(asyncio.AnyTask); ok {
		return "task " + t.GetName()
	}
	if children := asyncio.Gathered(on); children != nil {
		return fmt.Sprintf("Gather of %d", len(children))
	}
	if name := operation(); name != "" {
		return name
	}
	return "a future"
}

// Threads reports whether an operation is one that a thread performs.
func Threads(operation string) bool {
	switch operation {
	case "ToThread", "RunInExecutor", "FromFunc", "FromContextFunc", "WrapFuture":
		return true
	}
	return strings.HasPrefix(operation, "File.") || operation == "aiofiles.Open"
}

const asyncPath = "goasync/asyncrt"

// operations are internal functions that stand for what users call otherwise.
var operations = map[string]string{
	"sleeper.invoke": "Sleep", "sleep": "Sleep", "to_thread": "ToThread",
}

// hidden are functions that say nothing of what is awaited.
var hidden = map[string]bool{
	"Await": true, "MustAwait": true, "AwaitErr": true, "With": true, "Each": true, "NewCoroutine": true, "Run": true, "RunUntilComplete": true,
	"AwaitAny": true, "TaskGroup.AEnter": true, "TimeoutContext.AExit": true, "Coroutine.Await": true, "Task.Await": true, "Future.Await": true,
}

// fromStack finds the operation in a stack as debug.Stack prints it.
func fromStack(stack string) string {
	for line := range strings.Lines(stack) {
		if strings.HasPrefix(line, asyncPath) {
			if i := strings.LastIndexByte(line, '('); i > 0 {
				if name := operation(line[:i]); name != "" {
					return name
				}
			}
		}
	}
	return ""
}

// fromCallers finds the operation in the stack of the caller.
func fromCallers() string {
	var pcs [40]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, asyncPath) {
			if name := operation(f.Function); name != "" {
				return name
			}
		}
		if !more {
			return ""
		}
	}
}

var (
	typeArguments = regexp.MustCompile(`\[[^\]]*\]|\[\.\.\.\]`)
	literals      = regexp.MustCompile(`(\.func\d+|\.\d+|-range\d+|-fm)+$`)
)

// operation names an exported function of asyncio as users know it, "Queue.Get"; "" for others.
func operation(function string) string {
	name := strings.TrimPrefix(function, asyncPath)
	switch {
	case strings.HasPrefix(name, "/"): // a package below
		name = strings.TrimPrefix(name, "/")
	default:
		name = strings.TrimPrefix(name, ".")
	}
	name = typeArguments.ReplaceAllString(name, "")
	name = literals.ReplaceAllString(name, "")
	name = strings.NewReplacer("(*", "", ")", "").Replace(name)
	if public, ok := operations[name]; ok {
		return public
	}
	if hidden[name] {
		return ""
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.TrimPrefix(name, "aiohttp."), "aiofiles."), ".") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' {
			return ""
		}
	}
	return name
}
