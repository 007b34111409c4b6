package asyncio

import "fmt"

// loopBound is what the synchronisation primitives and queues are made of: they belong to
// the loop on which somebody first waits for them.
type loopBound struct{ loop *Loop }

// bind gives the loop to wait on, for an object that shows itself as owner.
func (b *loopBound) bind(owner fmt.Stringer) (*Loop, error) {
	l := runningLoop()
	switch {
	case l == nil:
		return nil, errNoRunningLoop
	case b.loop == nil:
		b.loop = l
	case b.loop != l:
		return nil, runtimeErrorf("%v is bound to a different event loop", owner)
	}
	return l, nil
}

// usable fails on a goroutine that is not the loop's.
func (b *loopBound) usable() error {
	if b.loop != nil && !b.loop.owned() {
		return errNonThreadSafe
	}
	return nil
}

func (b *loopBound) mustBeUsable() {
	if err := b.usable(); err != nil {
		panic(err)
	}
}

func describeLock(kind, state string, waiters *waiterList) string {
	if waiters.n > 0 {
		return fmt.Sprintf("<%s [%s, waiters:%d]>", kind, state, waiters.n)
	}
	return fmt.Sprintf("<%s [%s]>", kind, state)
}

// acquirable is a lock of any kind, for the coroutines that all of them have.
type acquirable interface {
	acquire() error
	Release() error
}

// acquiring is the body of Acquire.
type acquiring struct{ acquirable }

func (a acquiring) invoke() (any, error) {
	if err := a.acquire(); err != nil {
		return nil, err
	}
	return true, nil
}

// entering is the body of a lock's AEnter.
type entering struct{ acquirable }

func (e entering) invoke() (any, error) { return nil, e.acquire() }

// releasing is the body of a lock's AExit.
type releasing struct{ acquirable }

func (r releasing) invoke() (any, error) { return false, r.Release() }

func acquireCoroutine(a acquirable) *Coroutine[bool] {
	return newCoroutine[bool]("acquire", acquiring{a})
}

func enterCoroutine(a acquirable) *Coroutine[None] {
	return newCoroutine[None]("__aenter__", entering{a})
}

func exitCoroutine(a acquirable) *Coroutine[bool] {
	return newCoroutine[bool]("__aexit__", releasing{a})
}

// Lock is asyncio.Lock: a mutex for coroutines, first come first served. It is a context
// manager.
type Lock struct {
	loopBound
	waiters waiterList
	locked  bool
}

// NewLock makes an unlocked lock.
func NewLock() *Lock { return &Lock{} }

// Locked reports whether the lock is taken.
func (k *Lock) Locked() bool { return k.locked }

// String shows the state as Python does.
func (k *Lock) String() string { return describeLock("Lock", lockWord(k.locked), &k.waiters) }

func lockWord(locked bool) string {
	if locked {
		return "locked"
	}
	return "unlocked"
}

// Acquire gives a coroutine that takes the lock, waiting for its turn, and gives true.
func (k *Lock) Acquire() *Coroutine[bool] { return acquireCoroutine(k) }

// AEnter takes the lock.
func (k *Lock) AEnter() *Coroutine[None] { return enterCoroutine(k) }

// AExit releases it.
func (k *Lock) AExit(error) *Coroutine[bool] { return exitCoroutine(k) }

func (k *Lock) acquire() error {
	l, err := k.bind(k)
	if err != nil {
		return err
	}
	if !k.locked && k.waiters.allCancelled() {
		k.locked = true
		return nil
	}
	w := k.waiters.add(l)
	err = w.wait()
	w.remove()
	if err != nil {
		if !k.locked {
			k.waiters.wakeFirst()
		}
		return err
	}
	k.locked = true
	return nil
}

// Release gives the lock to the next in line. It fails with a *RuntimeError when it is not
// taken.
func (k *Lock) Release() error {
	if err := k.usable(); err != nil {
		return err
	}
	if !k.locked {
		return runtimeErrorf("Lock is not acquired.")
	}
	k.locked = false
	k.waiters.wakeFirst()
	return nil
}

// Event is asyncio.Event: a flag that coroutines wait for.
type Event struct {
	loopBound
	waiters waiterList
	set     bool
}

// NewEvent makes an event that is not set.
func NewEvent() *Event { return &Event{} }

// IsSet reports whether the flag is set.
func (e *Event) IsSet() bool { return e.set }

// Set sets the flag and wakes everyone who waits.
func (e *Event) Set() {
	e.mustBeUsable()
	if !e.set {
		e.set = true
		e.waiters.wakeAll()
	}
}

// Clear resets the flag.
func (e *Event) Clear() {
	e.mustBeUsable()
	e.set = false
}

// Wait gives a coroutine that waits until the flag is set, and gives true.
func (e *Event) Wait() *Coroutine[bool] { return newCoroutine[bool]("wait", (*eventWait)(e)) }

type eventWait Event

func (x *eventWait) invoke() (any, error) {
	if err := (*Event)(x).wait(); err != nil {
		return nil, err
	}
	return true, nil
}

func (e *Event) wait() error {
	if e.set {
		return nil
	}
	l, err := e.bind(e)
	if err != nil {
		return err
	}
	w := e.waiters.add(l)
	err = w.wait()
	w.remove()
	return err
}

// String shows the state as Python does.
func (e *Event) String() string {
	word := "unset"
	if e.set {
		word = "set"
	}
	return describeLock("Event", word, &e.waiters)
}

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

// Semaphore is asyncio.Semaphore: a number of permits, first come first served. It is a
// context manager.
type Semaphore struct {
	loopBound
	waiters waiterList
	value   int
}

// NewSemaphore makes a semaphore with n permits. It panics with a *ValueError when n < 0.
func NewSemaphore(n int) *Semaphore {
	if n < 0 {
		panic(valueErrorf("Semaphore initial value must be >= 0"))
	}
	return &Semaphore{value: n}
}

// Locked reports whether Acquire would have to wait.
func (s *Semaphore) Locked() bool { return s.value == 0 || !s.waiters.allCancelled() }

// Value gives the number of permits that are left.
func (s *Semaphore) Value() int { return s.value }

// String shows the state as Python does.
func (s *Semaphore) String() string { return s.describe("Semaphore") }

func (s *Semaphore) describe(kind string) string {
	if s.Locked() {
		return describeLock(kind, "locked", &s.waiters)
	}
	return describeLock(kind, fmt.Sprintf("unlocked, value:%d", s.value), &s.waiters)
}

// Acquire gives a coroutine that takes a permit, waiting for its turn, and gives true.
func (s *Semaphore) Acquire() *Coroutine[bool] { return acquireCoroutine(s) }

// AEnter takes a permit.
func (s *Semaphore) AEnter() *Coroutine[None] { return enterCoroutine(s) }

// AExit gives it back.
func (s *Semaphore) AExit(error) *Coroutine[bool] { return exitCoroutine(s) }

func (s *Semaphore) acquire() error {
	l, err := s.bind(s)
	if err != nil {
		return err
	}
	if !s.Locked() {
		s.value--
		return nil
	}
	w := s.waiters.add(l)
	err = w.wait()
	w.remove()
	if err != nil && w.Done() && !w.Cancelled() {
		s.value++ // it had been given the permit already
	}
	for s.value > 0 && s.wakeNext() {
	}
	return err
}

// wakeNext gives a permit to the first who has none yet.
func (s *Semaphore) wakeNext() bool {
	for w := s.waiters.first; w != nil; w = w.next {
		if !w.Done() {
			s.value--
			w.resolve(true)
			return true
		}
	}
	return false
}

// Release gives a permit back, or one more. It cannot fail but on a foreign goroutine.
func (s *Semaphore) Release() error {
	if err := s.usable(); err != nil {
		return err
	}
	s.value++
	s.wakeNext()
	return nil
}

// BoundedSemaphore is asyncio.BoundedSemaphore: one that cannot have more permits than at
// the beginning.
type BoundedSemaphore struct {
	Semaphore
	bound int
}

// NewBoundedSemaphore makes a semaphore with n permits. It panics with a *ValueError when n < 0.
func NewBoundedSemaphore(n int) *BoundedSemaphore {
	return &BoundedSemaphore{*NewSemaphore(n), n}
}

// Release gives a permit back. It fails with a *ValueError when none is out.
func (s *BoundedSemaphore) Release() error {
	if s.value >= s.bound {
		return valueErrorf("BoundedSemaphore released too many times")
	}
	return s.Semaphore.Release()
}

// AExit gives a permit back.
func (s *BoundedSemaphore) AExit(error) *Coroutine[bool] { return exitCoroutine(s) }

// String shows the state as Python does.
func (s *BoundedSemaphore) String() string { return s.describe("BoundedSemaphore") }

type barrierState int

const (
	barrierFilling barrierState = iota
	barrierDraining
	barrierResetting
	barrierBroken
)

// Barrier is asyncio.Barrier: it lets coroutines go on once a number of them wait. It is a
// context manager that yields the coroutine's place.
type Barrier struct {
	cond    *Condition
	parties int
	count   int
	state   barrierState
}

// NewBarrier makes a barrier for n parties. It panics with a *ValueError when n < 1.
func NewBarrier(n int) *Barrier {
	if n < 1 {
		panic(valueErrorf("parties must be > 0"))
	}
	return &Barrier{cond: NewCondition(), parties: n}
}

// Parties gives the number of coroutines it takes.
func (b *Barrier) Parties() int { return b.parties }

// NWaiting gives the number of coroutines that wait.
func (b *Barrier) NWaiting() int {
	if b.state == barrierFilling {
		return b.count
	}
	return 0
}

// Broken reports whether Abort was called.
func (b *Barrier) Broken() bool { return b.state == barrierBroken }

// String shows the state as Python does.
func (b *Barrier) String() string {
	words := [...]string{"filling", "draining", "resetting", "broken"}
	s := fmt.Sprintf("<Barrier [%s", words[b.state])
	if b.state != barrierBroken {
		s += fmt.Sprintf(", waiters:%d/%d", b.NWaiting(), b.parties)
	}
	return s + "]>"
}

// Wait gives a coroutine that waits for the other parties, and gives its place among them,
// from 0. It fails with ErrBrokenBarrier when the barrier is aborted, or reset meanwhile.
func (b *Barrier) Wait() *Coroutine[int] { return NewCoroutine("wait", b.pass) }

// AEnter waits.
func (b *Barrier) AEnter() *Coroutine[int] { return NewCoroutine("__aenter__", b.pass) }

// AExit does nothing.
func (b *Barrier) AExit(error) *Coroutine[bool] {
	return NewCoroutineValue("__aexit__", func() bool { return false })
}

// locked runs f with the condition's lock.
func (b *Barrier) locked(f func() error) error {
	if err := b.cond.lock.acquire(); err != nil {
		return err
	}
	defer func() { _ = b.cond.Release() }()
	return f()
}

func (b *Barrier) pass() (index int, err error) {
	err = b.locked(func() error {
		err := b.cond.waitFor(func() bool {
			return b.state != barrierDraining && b.state != barrierResetting
		})
		if err != nil {
			return err
		}
		if b.state == barrierBroken {
			return &barrierError{"Barrier aborted"}
		}
		index = b.count
		b.count++
		defer b.leave()
		if b.count == b.parties {
			b.state = barrierDraining
			b.cond.notify(b.cond.waiters.n)
			return nil
		}
		return b.waitFilled()
	})
	return index, err
}

func (b *Barrier) waitFilled() error {
	err := b.cond.waitFor(func() bool { return b.state != barrierFilling })
	if err == nil && (b.state == barrierBroken || b.state == barrierResetting) {
		return &barrierError{"Abort or reset of barrier"}
	}
	return err
}

// leave is called by each party at its end: the last one makes the barrier usable again.
func (b *Barrier) leave() {
	b.count--
	if b.count > 0 {
		return
	}
	if b.state == barrierResetting || b.state == barrierDraining {
		b.state = barrierFilling
	}
	b.cond.notify(b.cond.waiters.n)
}

// Reset gives a coroutine that empties the barrier: those who wait fail.
func (b *Barrier) Reset() *Coroutine[None] {
	return NewCoroutineErr("reset", func() error {
		return b.locked(func() error {
			if b.count == 0 {
				b.state = barrierFilling
			} else {
				b.state = barrierResetting
			}
			b.cond.notify(b.cond.waiters.n)
			return nil
		})
	})
}

// Abort gives a coroutine that breaks the barrier: everyone who waits, now or later, fails.
func (b *Barrier) Abort() *Coroutine[None] {
	return NewCoroutineErr("abort", func() error {
		return b.locked(func() error {
			b.state = barrierBroken
			b.cond.notify(b.cond.waiters.n)
			return nil
		})
	})
}

// barrierError is an ErrBrokenBarrier with its own words.
type barrierError struct{ text string }

func (e *barrierError) Error() string        { return e.text }
func (e *barrierError) Is(target error) bool { return target == ErrBrokenBarrier }
