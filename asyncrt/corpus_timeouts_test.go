package asyncio_test

import (
	"errors"
	"time"

	asyncio "goasync/asyncrt"
)

// waitFor is asyncio.WaitFor with seconds.
func waitFor[T any](x asyncio.Awaitable[T], d float64) *asyncio.Coroutine[T] {
	return asyncio.WaitFor(x, secs(d))
}

type timeoutContext = *asyncio.TimeoutContext

func timeout(d float64) timeoutContext { return asyncio.Timeout(secs(d)) }

// onTimeout is `except TimeoutError`.
func onTimeout(f, handler func()) {
	except(f, func(err error) {
		if !errors.Is(err, asyncio.ErrTimeout) {
			panic(err)
		}
		handler()
	})
}

func pass(timeoutContext) {}

// within runs body in a timeout.
func within(d float64, body func()) { with(timeout(d), func(timeoutContext) { body() }) }

// when shows a time that may be None.
func when(d time.Duration) any {
	if d == asyncio.NoTimeout {
		return nil
	}
	return d
}

func cancelling() int { return asyncio.CurrentTask().Cancelling() }

func init() {
	programs["timeouts"] = waitForPrograms()
	for name, f := range timeoutPrograms() {
		programs["timeouts"][name] = f
	}
}

func waitForPrograms() map[string]func() {
	return map[string]func(){
		"wait_for_value": func() { run(func() { p(aw(waitFor(sayv("x", 1, "v"), 2)), now()) }) },
		"wait_for_timeout": func() {
			run(func() {
				f := def(func() { reraise(func() { aw(sl(10)) }, func() { p("cancelled", now()) }) })
				p(tr(waitFor(f, 2)), now())
			})
		},
		"wait_for_inline": func() {
			run(func() {
				f := val(func() string { return asyncio.CurrentTask().GetName() })
				p(aw(waitFor(f, 1)) == asyncio.CurrentTask().GetName())
			})
		},
		"wait_for_none": func() {
			run(func() { p(aw(asyncio.WaitFor(sayv("x", 5, 1), asyncio.NoTimeout)), now()) })
		},
		"wait_for_zero_pending": func() { run(func() { p(tr(waitFor(say("never"), 0))) }) },
		"wait_for_zero_done": func() {
			run(func() {
				t := task(sayv("x", 0, "v"))
				aw(t)
				p(aw(waitFor(t, 0)), aw(waitFor(t, -1)))
			})
		},
		"wait_for_zero_task": func() {
			run(func() {
				t := task(asyncio.SleepResult(secs(1), "v"))
				p(tr(waitFor(t, 0)), t.Cancelled())
			})
		},
		"wait_for_error": func() { run(func() { p(tr(waitFor(boom(1), 2)), now()) }) },
		"wait_for_swallow": func() {
			run(func() {
				f := val(func() (s string) {
					onCancel(func() { aw(sl(10)) }, func() { s = "swallowed" })
					return s
				})
				p(tr(waitFor(f, 1)), now())
			})
		},
		"wait_for_error_on_cancel": func() {
			run(func() {
				f := def(func() { onCancel(func() { aw(sl(10)) }, func() { raise("cleanup") }) })
				p(tr(waitFor(f, 1)))
			})
		},
		"wait_for_outer_cancel": func() {
			run(func() {
				inner := task(sl(10))
				t := task(waitFor(inner, 5))
				aw(sl(1))
				t.Cancel()
				p(tr(t), inner.Cancelled(), now())
			})
		},
		"wait_for_task_timeout": func() {
			run(func() {
				t := task(sl(10))
				p(tr(waitFor(t, 1)), t.Cancelled())
			})
		},
		"wait_for_slow_cleanup": func() {
			run(func() {
				f := def(func() {
					defer func() { aw(sl(3)); p("clean", now()) }()
					aw(sl(10))
				})
				p(tr(waitFor(f, 1)), now())
			})
		},
		"wait_for_shield": func() {
			run(func() {
				t := task(sayv("inner", 3, "v"))
				p(tr(waitFor(asyncio.Shield(t), 1)), t.Done())
				p(aw(t), now())
			})
		},
		"wait_for_same_time": func() {
			run(func() { p(tr(waitFor(asyncio.SleepResult(secs(1), "v"), 1)), now()) })
		},
		"wait_for_future": func() {
			run(func() {
				f := future()
				p(tr(waitFor(f, 1)), f.Cancelled())
			})
		},
	}
}

func timeoutPrograms() map[string]func() {
	return map[string]func(){
		"timeout_block": func() {
			run(func() {
				c := timeout(1)
				onTimeout(func() { with(c, func(timeoutContext) { aw(sl(5)) }) },
					func() { p("timeout", now(), c.Expired()) })
			})
		},
		"timeout_not_reached": func() {
			run(func() {
				c := timeout(2)
				with(c, func(timeoutContext) {
					aw(sl(1))
					p(when(c.When()), c.Expired())
				})
				p(c.Expired(), now())
			})
		},
		"timeout_none": func() {
			run(func() {
				with(asyncio.Timeout(asyncio.NoTimeout), func(c timeoutContext) {
					aw(sl(3))
					p(when(c.When()))
				})
				p("ok")
			})
		},
		"timeout_zero": func() {
			run(func() { p(tr(def(func() { within(0, func() { p("in"); aw(sl(1)); p("never") }) }))) })
		},
		"timeout_zero_no_await": func() {
			run(func() {
				c := timeout(0)
				with(c, func(timeoutContext) { p("in") })
				p("out", c.Expired())
				aw(sl(0))
				p("fine")
			})
		},
		"timeout_at": func() {
			run(func() {
				aw(sl(1))
				p(tr(def(func() {
					with(asyncio.TimeoutAt(secs(3)), func(timeoutContext) { aw(sl(10)) })
				})), now())
			})
		},
		"timeout_reschedule": func() {
			run(func() {
				c := timeout(1)
				with(c, func(timeoutContext) {
					c.Reschedule(secs(5))
					p(when(c.When()))
					aw(sl(3))
				})
				p(c.Expired(), now())
			})
		},
		"timeout_reschedule_none": func() {
			run(func() {
				with(timeout(1), func(c timeoutContext) {
					c.Reschedule(asyncio.NoTimeout)
					aw(sl(3))
				})
				p(now())
			})
		},
		"timeout_reschedule_errors": func() {
			run(func() {
				c := timeout(1)
				again := func() error { return c.Reschedule(secs(2)) }
				p(trs(again))
				with(c, pass)
				p(trs(again))
			})
		},
		"timeout_reenter": func() {
			run(func() {
				c := timeout(1)
				with(c, pass)
				p(tr(def(func() { with(c, pass) })))
			})
		},
		"timeout_nested_inner": func() {
			run(func() {
				a, b := timeout(10), timeout(1)
				with(a, func(timeoutContext) {
					onTimeout(func() { with(b, func(timeoutContext) { aw(sl(5)) }) }, func() { p("inner") })
					aw(sl(1))
				})
				p(a.Expired(), b.Expired(), now())
			})
		},
		"timeout_nested_outer": func() {
			run(func() {
				p(tr(def(func() {
					with(timeout(1), func(a timeoutContext) {
						b := timeout(10)
						defer func() { p("inner", b.Expired(), a.Expired()) }()
						onTimeout(func() { with(b, func(timeoutContext) { aw(sl(5)) }) }, func() { p("wrong") })
					})
				})), now())
			})
		},
		"timeout_nested_both": func() {
			run(func() {
				p(tr(def(func() { within(1, func() { within(1, func() { aw(sl(5)) }) }) })), cancelling())
			})
		},
		"timeout_body_error": func() {
			run(func() { p(tr(def(func() { within(1, func() { raise("body") }) }))) })
		},
		"timeout_error_after_expiry": func() {
			run(func() {
				p(tr(def(func() {
					within(1, func() { onCancel(func() { aw(sl(5)) }, func() { raise("instead") }) })
				})), cancelling())
			})
		},
		"timeout_outer_cancel": func() {
			run(func() {
				t := task(def(func() { within(5, func() { aw(sl(10)) }) }))
				aw(sl(1))
				t.Cancel()
				p(tr(t), t.Cancelled())
			})
		},
		"timeout_both_cancel": func() {
			run(func() {
				t := task(def(func() { within(1, func() { aw(sl(10)) }) }))
				aw(sl(0))
				loop().CallLater(secs(1), func() { t.Cancel() })
				p(tr(t), t.Cancelled(), t.Cancelling())
			})
		},
		"timeout_swallow_inside": func() {
			run(func() {
				c := timeout(1)
				with(c, func(timeoutContext) { onCancel(func() { aw(sl(5)) }, func() { p("swallowed") }) })
				p(c.Expired(), cancelling())
			})
		},
		"timeout_repeat": func() {
			run(func() {
				for i := range 3 {
					onTimeout(func() { within(1, func() { aw(sl(2)) }) }, func() { p(i, now()) })
				}
			})
		},
		"timeout_in_group": func() {
			run(func() {
				f := func(n float64) *asyncio.Coroutine[int] {
					return val(func() int { within(n, func() { aw(sl(2)) }); return int(n) })
				}
				p(outcomes(aw(asyncio.GatherResults(f(1), f(3)))))
			})
		},
	}
}
