package asyncio

import "time"

// sleeper is a sleep: its coroutine, its future and its timer in one object.
type sleeper struct {
	co    Coroutine[None]
	fut   future
	timer // r is the pause until the sleep begins
}

// pause is how long a sleep that has not begun will take. It stands where the timer's runner
// will be: that saves a word, of which there may be a million.
type pause time.Duration

func (pause) run(*Loop, *future) {}

// Sleep gives a coroutine that waits for d (asyncio.sleep). With d of zero or less it lets the
// loop do one iteration.
func Sleep(d time.Duration) *Coroutine[None] {
	if d <= 0 {
		return newCoroutine[None]("sleep", yieldOnce{})
	}
	s := &sleeper{timer: timer{r: pause(d)}}
	s.co.init("sleep", s)
	s.co.note()
	return &s.co
}

// SleepResult is Sleep whose coroutine gives v.
func SleepResult[T any](d time.Duration, v T) *Coroutine[T] {
	if d <= 0 {
		return newCoroutine[T]("sleep", yieldOnce{v})
	}
	s := &sleeper{timer: timer{r: pause(d)}}
	s.fut.value = v
	s.co.init("sleep", s)
	s.co.note()
	return (*Coroutine[T])(&s.co)
}

// invoke is the body of the sleep's coroutine.
func (s *sleeper) invoke() (any, error) {
	s.arm()
	if _, err := awaitFuture(&s.fut, &s.fut); err != nil {
		s.fut.loop.timers.cancel(&s.timer)
		return nil, err
	}
	return s.fut.value, nil
}

//go:noinline
func (s *sleeper) arm() {
	l := mustRunningLoop()
	s.fut.loop = l
	when := l.clock.Now() + time.Duration(s.timer.r.(pause))
	s.timer.r = s
	l.timers.add(when, &s.timer)
}

// run is called when the timer is due.
func (s *sleeper) run(*Loop, *future) {
	if !s.timer.cancelled && !s.fut.Done() {
		s.fut.resolve(s.fut.value)
	}
}

// yieldOnce is the body of Sleep(0).
type yieldOnce struct{ value any }

func (y yieldOnce) invoke() (any, error) {
	if err := mustRunningLoop().current.pause(); err != nil {
		return nil, err
	}
	return y.value, nil
}
