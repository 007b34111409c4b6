package asyncio

import "fmt"

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
