package asyncio

import "fmt"

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
