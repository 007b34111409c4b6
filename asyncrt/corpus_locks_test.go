package asyncio_test

import (
	"strings"

	asyncio "goasync/asyncrt"
)

type taskNone = *asyncio.Task[none]

// each awaits the tasks and lists their outcomes.
func each[T any](ts []*asyncio.Task[T]) (all []any) {
	for _, t := range ts {
		all = append(all, tr(t))
	}
	return all
}

// spawn makes n tasks.
func spawn(n int, f func(i int)) (ts []taskNone) {
	for i := range n {
		ts = append(ts, task(def(func() { f(i) })))
	}
	return ts
}

// all awaits n coroutines together.
func all(n int, f func(i int)) { aw(asyncio.Gather(spawn(n, f)...)) }

// holding runs f with a lock of any kind.
func holding(lock asyncio.AsyncContextManager[none], f func()) { with(lock, func(none) { f() }) }

func done[T any](ts []*asyncio.Task[T]) (all []bool) {
	for _, t := range ts {
		all = append(all, t.Done())
	}
	return all
}

func init() {
	programs["locks"] = lockPrograms()
	for _, more := range []map[string]func(){conditionPrograms(), semaphorePrograms(), barrierPrograms()} {
		for name, f := range more {
			programs["locks"][name] = f
		}
	}
}

func lockPrograms() map[string]func() {
	return map[string]func(){
		"lock_fair": func() {
			run(func() {
				l := asyncio.NewLock()
				all(4, func(n int) {
					holding(l, func() { p("in", n); aw(sl(1)) })
					p("out", n)
				})
				p(now(), l.Locked())
			})
		},
		"lock_release_unlocked": func() { run(func() { p(trs(asyncio.NewLock().Release)) }) },
		"lock_acquire_value": func() {
			run(func() {
				l := asyncio.NewLock()
				p(l.Locked(), aw(l.Acquire()), l.Locked())
				l.Release()
				p(l.Locked())
			})
		},
		"lock_cancel_waiter": func() {
			run(func() {
				l := asyncio.NewLock()
				aw(l.Acquire())
				ts := spawn(3, func(n int) { holding(l, func() { p("in", n) }) })
				aw(sl(1))
				ts[0].Cancel()
				aw(sl(0))
				l.Release()
				p(each(ts))
			})
		},
		"lock_cancel_woken": func() {
			run(func() {
				l := asyncio.NewLock()
				aw(l.Acquire())
				ts := spawn(3, func(n int) { holding(l, func() { p("in", n) }) })
				aw(sl(1))
				l.Release()
				ts[0].Cancel()
				p(each(ts), l.Locked())
			})
		},
		"lock_no_barging": func() {
			run(func() {
				l := asyncio.NewLock()
				w := func(n string) *asyncio.Coroutine[none] {
					return def(func() { holding(l, func() { p("in", n) }) })
				}
				aw(l.Acquire())
				t := task(w("waiter"))
				aw(sl(0))
				l.Release()
				aw(w("main"))
				aw(t)
			})
		},
		"lock_error_inside": func() {
			run(func() {
				l := asyncio.NewLock()
				p(tr(def(func() { holding(l, func() { raise("inside") }) })), l.Locked())
			})
		},
		"lock_repr": func() {
			run(func() {
				l := asyncio.NewLock()
				s := l.String()
				p(s[len(s)-10 : len(s)-1])
				aw(l.Acquire())
				t := task(l.Acquire())
				aw(sl(0))
				s = l.String()
				p(s[strings.Index(s, "["):])
				l.Release()
				aw(t)
			})
		},
		"event": func() {
			run(func() {
				e := asyncio.NewEvent()
				ts := spawn(3, func(n int) { p(n, aw(e.Wait())) })
				aw(sl(1))
				p(e.IsSet())
				e.Set()
				p(e.IsSet())
				aw(asyncio.Gather(ts...))
				p(aw(e.Wait()))
				e.Clear()
				p(e.IsSet())
			})
		},
		"event_set_clear": func() {
			run(func() {
				e := asyncio.NewEvent()
				t := task(def(func() { aw(e.Wait()); p("woken", e.IsSet()) }))
				aw(sl(0))
				e.Set()
				e.Clear()
				aw(t)
			})
		},
		"event_cancel": func() {
			run(func() {
				e := asyncio.NewEvent()
				t, u := task(e.Wait()), task(e.Wait())
				aw(sl(0))
				t.Cancel()
				e.Set()
				p(tr(t), tr(u))
			})
		},
	}
}

func conditionPrograms() map[string]func() {
	return map[string]func(){
		"condition_notify": func() {
			run(func() {
				c := asyncio.NewCondition()
				ts := spawn(4, func(n int) { holding(c, func() { aw(c.Wait()); p("woken", n) }) })
				aw(sl(1))
				holding(c, func() { c.Notify() })
				aw(sl(1))
				holding(c, func() { c.Notify(2); p("two") })
				aw(sl(1))
				holding(c, func() { c.NotifyAll() })
				aw(asyncio.Gather(ts...))
			})
		},
		"condition_unlocked": func() {
			run(func() {
				c := asyncio.NewCondition()
				p(tr(c.Wait()), trs(func() error { return c.Notify() }), trs(c.NotifyAll))
			})
		},
		"condition_wait_for": func() {
			run(func() {
				c, box := asyncio.NewCondition(), 0
				t := task(def(func() {
					holding(c, func() { p(aw(c.WaitFor(func() bool { return box >= 2 })), box) })
				}))
				for range 3 {
					aw(sl(1))
					holding(c, func() { box++; c.Notify() })
				}
				aw(t)
			})
		},
		"condition_cancel": func() {
			run(func() {
				c := asyncio.NewCondition()
				w := func(n string) taskNone {
					return task(def(func() {
						holding(c, func() {
							defer func() { p(n, "holds", c.Locked()) }()
							aw(c.Wait())
						})
					}))
				}
				a, b := w("a"), w("b")
				aw(sl(0))
				holding(c, func() { a.Cancel(); aw(sl(1)) })
				p(tr(a))
				holding(c, func() { c.Notify() })
				p(tr(b))
			})
		},
		"condition_cancel_notified": func() {
			run(func() {
				c := asyncio.NewCondition()
				w := func(n string) taskNone {
					return task(def(func() { holding(c, func() { aw(c.Wait()); p("got", n) }) }))
				}
				a, b := w("a"), w("b")
				aw(sl(0))
				holding(c, func() { c.Notify(1); a.Cancel() })
				p(tr(a), tr(waitFor(b, 1)))
			})
		},
		"condition_shared_lock": func() {
			run(func() {
				l := asyncio.NewLock()
				c := asyncio.NewCondition(l)
				holding(l, func() { p(c.Locked()) })
				p(c.Locked())
			})
		},
	}
}

func semaphorePrograms() map[string]func() {
	return map[string]func(){
		"semaphore": func() {
			run(func() {
				s := asyncio.NewSemaphore(2)
				all(5, func(n int) { holding(s, func() { p("in", n, now()); aw(sl(1)) }) })
				p(now())
			})
		},
		"semaphore_negative": func() {
			p(trs(func() error { asyncio.NewSemaphore(-1); return nil }))
		},
		"semaphore_locked": func() {
			run(func() {
				s := asyncio.NewSemaphore(1)
				p(s.Locked())
				aw(s.Acquire())
				p(s.Locked())
				s.Release()
				s.Release()
				p(s.Locked())
			})
		},
		"semaphore_bounded": func() {
			run(func() {
				s := asyncio.NewBoundedSemaphore(1)
				aw(s.Acquire())
				s.Release()
				p(trs(s.Release))
			})
		},
		"semaphore_fifo": func() {
			run(func() {
				s := asyncio.NewSemaphore(0)
				ts := spawn(4, func(n int) { aw(s.Acquire()); p(n) })
				aw(sl(0))
				s.Release()
				s.Release()
				aw(sl(1))
				p("more")
				s.Release()
				s.Release()
				aw(asyncio.Gather(ts...))
			})
		},
		"semaphore_cancel_woken": func() {
			run(func() {
				s := asyncio.NewSemaphore(0)
				ts := spawn(3, func(n int) { aw(s.Acquire()); p("got", n) })
				aw(sl(0))
				s.Release()
				ts[0].Cancel()
				aw(sl(1))
				p(done(ts))
				s.Release()
				aw(sl(1))
				p(done(ts))
			})
		},
		"semaphore_no_barging": func() {
			run(func() {
				s := asyncio.NewSemaphore(0)
				w := func(n string) taskNone { return task(def(func() { aw(s.Acquire()); p("got", n) })) }
				t := w("waiter")
				aw(sl(0))
				s.Release()
				u := w("late")
				aw(sl(1))
				p(u.Done())
				s.Release()
				aw(u)
				aw(t)
			})
		},
	}
}

func barrierPrograms() map[string]func() {
	return map[string]func(){
		"barrier": func() {
			run(func() {
				b := asyncio.NewBarrier(3)
				all(3, func(n int) {
					aw(sl(float64(n)))
					i := aw(b.Wait())
					p("through", i, now())
				})
				p(b.NWaiting(), b.Parties(), b.Broken())
			})
		},
		"barrier_reuse": func() {
			run(func() {
				b := asyncio.NewBarrier(2)
				all(2, func(n int) {
					for i := range 2 {
						aw(b.Wait())
						p(string("ab"[n]), i)
					}
				})
			})
		},
		"barrier_abort": func() {
			run(func() {
				b := asyncio.NewBarrier(2)
				t := task(b.Wait())
				aw(sl(0))
				p(b.NWaiting())
				aw(b.Abort())
				p(tr(t), b.Broken(), tr(b.Wait()))
				aw(b.Reset())
				p(b.Broken())
			})
		},
		"barrier_reset": func() {
			run(func() {
				b := asyncio.NewBarrier(2)
				t := task(b.Wait())
				aw(sl(0))
				aw(b.Reset())
				p(tr(t), b.Broken(), b.NWaiting())
			})
		},
		"barrier_with": func() {
			run(func() {
				b := asyncio.NewBarrier(2)
				all(2, func(int) { with(b, func(i int) { p("in", i) }) })
			})
		},
		"barrier_bad": func() {
			p(trs(func() error { asyncio.NewBarrier(0); return nil }))
		},
	}
}
