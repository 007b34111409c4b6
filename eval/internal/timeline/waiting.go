package timeline

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"

	asyncio "goasync/asyncrt"
)

// Awaited tells what a suspended task waits for: "task fetch", "Task-3", "Sleep", "Queue.Get", "gather of 3"; "" for a task that is
// not suspended in anything. The loop calls it.
func Awaited(t asyncio.AnyTask) string {
	on := asyncio.Awaiting(t)
	if on == nil {
		return ""
	}
	return describe(on, func() string { return fromStack(t.Stack()) })
}

// describe names what is awaited; operation looks for it on the task's stack, where nothing else tells.
func describe(on asyncio.AnyFuture, operation func() string) string {
	if t, ok := on.(asyncio.AnyTask); ok {
		if name := t.GetName(); !strings.HasPrefix(name, "Task-") {
			return "task " + name
		}
		return t.GetName()
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
	"sleeper.invoke": "Sleep", "yieldOnce.invoke": "Sleep", "eventWait.invoke": "Event.Wait", "conditionWait.invoke": "Condition.Wait",
	"queueGet.invoke": "Queue.Get", "queueNext.invoke": "Queue.Get", "queuePut.invoke": "Queue.Put", "Barrier.pass": "Barrier.Wait",
	"TaskGroup.exit": "TaskGroup", "TaskGroup.AExit": "TaskGroup", "completionResult.invoke": "AsCompleted",
}

// hidden are functions that say nothing of what is awaited.
var hidden = map[string]bool{
	"Await": true, "MustAwait": true, "AwaitErr": true, "With": true, "Each": true, "NewCoroutine": true, "Run": true, "RunUntilComplete": true,
	"Loop": true, "Coroutine": true, "Task": true, "Future": true, "AsyncGenerator": true, "Context": true, "Must": true, "MustErr": true,
	"TimeoutContext": true, "NewCoroutineErr": true, "NewCoroutineValue": true, "NewCoroutineVoid": true, "RunCoroutineThreadsafe": true,
}

// fromStack finds the operation in a stack as debug.Stack prints it: the outermost below the code of cells.
func fromStack(stack string) (found string) {
	for line := range strings.Lines(stack) {
		if i := strings.LastIndexByte(line, '('); i > 0 && line[0] != '\t' {
			name, more := look(line[:i])
			if !more {
				break
			}
			if name != "" {
				found = name
			}
		}
	}
	return found
}

// stacks finds operations in stacks of callers. It remembers what it has found out of functions.
type stacks map[string]looked

// looked is what look tells of a function.
type looked struct {
	name string
	more bool
}

// fromCallers finds the operation in the stack of the caller.
func (s stacks) fromCallers() (found string) {
	var pcs [60]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		l, known := s[f.Function]
		if !known {
			l.name, l.more = look(f.Function)
			s[f.Function] = l
		}
		name, below := l.name, l.more
		if name != "" {
			found = name
		}
		if !more || !below {
			return found
		}
	}
}

// look tells the operation that a function is; more is false when it belongs to the code of cells.
func look(function string) (name string, more bool) {
	switch {
	case strings.HasPrefix(function, asyncPath):
		return operation(function), true
	case strings.HasPrefix(function, "goasync/eval/internal/rt."), strings.Contains(function, "yaegi/interp."):
		return "", false
	}
	return "", true
}

var (
	typeArguments = regexp.MustCompile(`\[[^\]]*\]`)
	literals      = regexp.MustCompile(`(\.func\d+|\.\d+|-range\d+|-fm)+$`)
)

// operation names a function of asyncio as users know it, "Queue.Get"; "" for one that says nothing to them.
func operation(function string) string {
	name := literals.ReplaceAllString(typeArguments.ReplaceAllString(strings.TrimPrefix(function, asyncPath), ""), "")
	name = strings.NewReplacer("(*", "", "(", "", ")", "").Replace(name)
	pkg, name, _ := strings.Cut(name, ".")
	if pkg == "/aiohttp" {
		return "HTTP"
	}
	if public, ok := operations[name]; ok {
		return public
	}
	owner, method, isMethod := strings.Cut(name, ".")
	switch {
	case hidden[name] || hidden[owner] || !exported(owner) || isMethod && method == "":
		return ""
	case isMethod:
		return owner + "." + strings.ToUpper(method[:1]) + method[1:]
	}
	return name
}

func exported(name string) bool { return name != "" && name[0] >= 'A' && name[0] <= 'Z' }
