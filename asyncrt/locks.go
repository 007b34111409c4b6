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
	w.recycle()
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
