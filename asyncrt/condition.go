package asyncio

// Condition is asyncio.Condition: a lock, and a queue of those who wait for a notification. It
// is a context manager.
type Condition struct {
	loopBound
	lock    *Lock
	waiters waiterList
}

// NewCondition makes a condition with a lock of its own, or with the one given.
func NewCondition(lock ...*Lock) *Condition {
	if len(lock) > 0 && lock[0] != nil {
		return &Condition{lock: lock[0]}
	}
	return &Condition{lock: NewLock()}
}

// Locked reports whether the lock is taken.
func (c *Condition) Locked() bool { return c.lock.locked }

// Acquire gives a coroutine that takes the lock and gives true.
func (c *Condition) Acquire() *Coroutine[bool] { return c.lock.Acquire() }

// Release releases the lock; it fails with a *RuntimeError when it is not taken.
func (c *Condition) Release() error { return c.lock.Release() }

// AEnter takes the lock.
func (c *Condition) AEnter() *Coroutine[None] { return c.lock.AEnter() }

// AExit releases it.
func (c *Condition) AExit(err error) *Coroutine[bool] { return c.lock.AExit(err) }

// String shows the state as Python does.
func (c *Condition) String() string {
	return describeLock("Condition", lockWord(c.lock.locked), &c.waiters)
}

// Wait gives a coroutine that releases the lock, waits for a notification, takes the lock
// again, and gives true. It fails with a *RuntimeError when the lock is not taken.
func (c *Condition) Wait() *Coroutine[bool] {
	return newCoroutine[bool]("wait", (*conditionWait)(c))
}

type conditionWait Condition

func (x *conditionWait) invoke() (any, error) {
	if err := (*Condition)(x).wait(); err != nil {
		return nil, err
	}
	return true, nil
}

func (c *Condition) wait() error {
	l, err := c.bind(c)
	if err != nil {
		return err
	}
	if !c.lock.locked {
		return runtimeErrorf("cannot wait on un-acquired lock")
	}
	if err := c.lock.Release(); err != nil {
		return err
	}
	w := c.waiters.add(l)
	err = w.wait()
	w.remove()
	err = c.reacquire(err)
	if err != nil {
		c.notify(1)
	}
	return err
}

// reacquire takes the lock, however often that is cancelled, and gives the last cancellation,
// or err without one.
func (c *Condition) reacquire(err error) error {
	for {
		e := c.lock.acquire()
		if e == nil {
			return err
		}
		err = e
		if !isCancelled(e) {
			return err
		}
	}
}

// WaitFor gives a coroutine that waits until predicate holds, and gives true.
func (c *Condition) WaitFor(predicate func() bool) *Coroutine[bool] {
	return NewCoroutine("wait_for", func() (bool, error) {
		if err := c.waitFor(predicate); err != nil {
			return false, err
		}
		return true, nil
	})
}

func (c *Condition) waitFor(predicate func() bool) error {
	for !predicate() {
		if err := c.wait(); err != nil {
			return err
		}
	}
	return nil
}

// Notify wakes at most n of those who wait, one without argument. It fails with a
// *RuntimeError when the lock is not taken.
func (c *Condition) Notify(n ...int) error {
	if err := c.usable(); err != nil {
		return err
	}
	if !c.lock.locked {
		return runtimeErrorf("cannot notify on un-acquired lock")
	}
	if len(n) == 0 {
		n = []int{1}
	}
	c.notify(n[0])
	return nil
}

func (c *Condition) notify(n int) {
	for w := c.waiters.first; w != nil && n > 0; w = w.next {
		if !w.Done() {
			n--
			w.resolve(false)
		}
	}
}

// NotifyAll wakes all who wait. It fails with a *RuntimeError when the lock is not taken.
func (c *Condition) NotifyAll() error { return c.Notify(c.waiters.n) }
