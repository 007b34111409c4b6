package asyncio

// taskOptions collects the options of CreateTask.
type taskOptions struct {
	name  *string
	ctx   *Context
	eager bool
}

// TaskOption is an option of CreateTask.
type TaskOption func(*taskOptions)

// WithName names the task; without it the name is Task-N.
func WithName(name string) TaskOption { return func(o *taskOptions) { o.name = &name } }

// WithContext runs the task in c itself instead of a copy of the current context.
func WithContext(c *Context) TaskOption { return func(o *taskOptions) { o.ctx = c } }

// WithEagerStart starts the coroutine at once, within CreateTask, when the loop runs.
func WithEagerStart(eager bool) TaskOption { return func(o *taskOptions) { o.eager = eager } }

// AnyTask is what tasks of every type have in common. Two are equal when they are the
// same task; nil is no task.
type AnyTask interface {
	AnyFuture
	// GetName gives the task's name.
	GetName() string
	// SetName names the task.
	SetName(name string)
	// Cancelling gives the number of pending cancellation requests.
	Cancelling() int
	// Uncancel takes one request back and gives the number of those that remain.
	Uncancel() int
	// GetCoro gives the coroutine that the task runs.
	GetCoro() AnyCoroutine
	// GetContext gives the context the task runs in.
	GetContext() *Context
	// Stack gives the stack on which the task waits.
	Stack() string

	taskCore() *task
}

func (t *task) taskCore() *task { return t }

// Task is asyncio.Task: a coroutine that the loop runs. CreateTask makes one.
type Task[T any] struct{ task }

// Await gives a coroutine that awaits the task.
func (t *Task[T]) Await() *Coroutine[T] { return awaiting[T](t) }

// Result gives the coroutine's result, or what it failed with. It fails with ErrInvalidState
// while the task is not done.
func (t *Task[T]) Result() (T, error) {
	v, err := t.result()
	return valueAs[T](v), err
}

// AddDoneCallback has fn called by the loop, in a copy of the current context, once the
// task is done.
func (t *Task[T]) AddDoneCallback(fn func(*Task[T])) {
	t.addDone(identity(fn), func() { fn(t) })
}

// RemoveDoneCallback removes every callback that was added with this very func value, and
// gives their number.
func (t *Task[T]) RemoveDoneCallback(fn func(*Task[T])) int { return t.removeDone(identity(fn)) }

func newTask[T any](l *Loop, c *Coroutine[T], options []TaskOption) *Task[T] {
	t := &Task[T]{}
	t.launch(l, &c.coroutine, t, options)
	return t
}

// TaskCreator is a Loop or a TaskGroup: what CreateTaskIn makes tasks in.
type TaskCreator interface {
	// admit panics when no task can be made, and gives the loop for it.
	admit() *Loop
	// adopt is called with the new task.
	adopt(t *task)
}

func (l *Loop) admit() *Loop {
	l.mustBeUsable()
	return l
}

func (l *Loop) adopt(*task) {}

// CreateTask schedules the coroutine c as a task of the running loop (asyncio.create_task). It
// panics with a *RuntimeError when no loop runs.
func CreateTask[T any](c *Coroutine[T], options ...TaskOption) *Task[T] {
	l := runningLoop()
	if l == nil {
		c.Close()
		panic(errNoRunningLoop)
	}
	return createTask(l, c, options)
}

// CreateTaskIn schedules c as a task in a loop or a TaskGroup (loop.create_task,
// TaskGroup.create_task). It panics with a *RuntimeError when that takes no tasks.
func CreateTaskIn[T any](in TaskCreator, c *Coroutine[T], options ...TaskOption) *Task[T] {
	accepted := false
	defer func() {
		if !accepted {
			c.Close()
		}
	}()
	l := in.admit()
	accepted = true
	t := createTask(l, c, options)
	in.adopt(&t.task)
	return t
}

func createTask[T any](l *Loop, c *Coroutine[T], options []TaskOption) *Task[T] {
	if l.taskFactory != nil {
		options = l.taskFactory(l, options)
	}
	return newTask(l, c, options)
}

// TaskFactory decides the options of every task that is made in a loop; see SetTaskFactory.
type TaskFactory func(l *Loop, options []TaskOption) []TaskOption

// EagerTaskFactory is asyncio.eager_task_factory: tasks start within CreateTask.
func EagerTaskFactory(_ *Loop, options []TaskOption) []TaskOption {
	return append([]TaskOption{WithEagerStart(true)}, options...)
}

// SetTaskFactory makes f decide the options of new tasks; nil restores the default.
func (l *Loop) SetTaskFactory(f TaskFactory) { l.taskFactory = f }

// GetTaskFactory gives the function that SetTaskFactory set, or nil.
func (l *Loop) GetTaskFactory() TaskFactory { return l.taskFactory }
