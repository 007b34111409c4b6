package asyncio_test

import (
	"strings"

	asyncio "goasync/asyncrt"
)

type group = *asyncio.TaskGroup

// body makes a coroutine of a task group's body.
func body(f func(g group)) *asyncio.Coroutine[none] {
	return def(func() { with(asyncio.NewTaskGroup(), f) })
}

// in makes a task in a group.
func in[T any](g group, c *asyncio.Coroutine[T]) *asyncio.Task[T] { return asyncio.CreateTaskIn(g, c) }

// refused gives the error of a task that a group does not take.
func refused(g group) any {
	return trs(func() error { in(g, say("x")); return nil })
}

// untilCancelled sleeps, prints and ends.
func untilCancelled(what ...any) *asyncio.Coroutine[none] {
	return def(func() { defer p(what...); aw(sl(10)) })
}

func insteadOfCancel(text string) *asyncio.Coroutine[none] {
	return def(func() { onCancel(func() { aw(sl(10)) }, func() { raise(text) }) })
}

func printGroup(err error) { p(err.Error(), members(err)) }

func init() {
	programs["taskgroups"] = map[string]func(){
		"simple": func() {
			run(func() {
				var a, b *asyncio.Task[int]
				aw(body(func(g group) {
					a, b = in(g, sayv("a", 2, 1)), in(g, sayv("b", 1, 2))
					p("body")
				}))
				p(trv(a.Result), trv(b.Result), now())
			})
		},
		"one_error": func() {
			run(func() {
				except(func() {
					aw(body(func(g group) {
						in(g, def(func() { reraise(func() { aw(sl(10)) }, func() { p("cancelled", now()) }) }))
						in(g, boom(1))
					}))
				}, printGroup)
			})
		},
		"two_errors": func() {
			run(func() {
				except(func() {
					aw(body(func(g group) { in(g, boom(1, "a")); in(g, boom(1, "b")) }))
				}, printGroup)
			})
		},
		"error_cancels_body": func() {
			run(func() {
				p(tr(body(func(g group) {
					in(g, boom(1))
					reraise(func() { aw(sl(10)) }, func() { p("body cancelled", now()) })
				})), cancelling())
			})
		},
		"body_error": func() {
			run(func() {
				except(func() {
					aw(body(func(g group) {
						in(g, untilCancelled("child ends"))
						aw(sl(1))
						raise("body")
					}))
				}, printGroup)
			})
		},
		"body_and_child_error": func() {
			run(func() {
				except(func() {
					aw(body(func(g group) {
						in(g, insteadOfCancel("child"))
						aw(sl(1))
						raise("body")
					}))
				}, printGroup)
			})
		},
		"outer_cancel": func() {
			run(func() {
				t := task(body(func(g group) {
					in(g, untilCancelled("child ends"))
					aw(sl(10))
				}))
				aw(sl(1))
				t.Cancel()
				p(tr(t), t.Cancelled(), now())
			})
		},
		"outer_cancel_in_exit": func() {
			run(func() {
				t := task(body(func(g group) { in(g, untilCancelled("child ends")) }))
				aw(sl(1))
				t.Cancel("msg")
				p(tr(t), t.Cancelled())
			})
		},
		"outer_cancel_child_error": func() {
			run(func() {
				t := task(def(func() {
					except(func() {
						aw(body(func(g group) { in(g, insteadOfCancel("instead")) }))
					}, func(err error) {
						p(err.Error(), cancelling())
						panic(err)
					})
				}))
				aw(sl(1))
				t.Cancel()
				p(tr(t), t.Cancelled())
			})
		},
		"child_cancelled": func() {
			run(func() {
				var a *asyncio.Task[none]
				aw(body(func(g group) {
					a = in(g, sl(10))
					in(g, say("b", 2))
					aw(sl(1))
					a.Cancel()
				}))
				p(a.Cancelled(), now())
			})
		},
		"child_creates_child": func() {
			run(func() {
				aw(body(func(g group) {
					var f func(n int) *asyncio.Coroutine[none]
					f = func(n int) *asyncio.Coroutine[none] {
						return def(func() {
							p("f", n)
							if n > 0 {
								in(g, f(n-1))
							}
							aw(sl(1))
						})
					}
					in(g, f(2))
				}))
				p(now())
			})
		},
		"not_entered": func() {
			run(func() { p(strings.Split(refused(asyncio.NewTaskGroup()).(string), "<")[0]) })
		},
		"finished": func() {
			run(func() {
				g := asyncio.NewTaskGroup()
				with(g, func(group) {})
				p(refused(g))
			})
		},
		"shutting_down": func() {
			run(func() {
				p(tr(body(func(g group) {
					in(g, boom(1))
					reraise(func() { aw(sl(5)) }, func() { p(refused(g)) })
				})))
			})
		},
		"reenter": func() {
			run(func() {
				g := asyncio.NewTaskGroup()
				with(g, func(group) {})
				p(strings.Split(tr(def(func() { with(g, func(group) {}) })).(string), "<")[0])
			})
		},
		"nested": func() {
			run(func() {
				except(func() {
					aw(body(func(a group) {
						in(a, stubborn(0))
						aw(body(func(b group) { in(b, boom(1)); in(b, stubborn(0)) }))
					}))
				}, func(err error) {
					p(err.Error(), members(err), members(err.(*asyncio.ExceptionGroup).Errors[0]))
				})
			})
		},
		"timeout_inside": func() {
			run(func() {
				p(tr(body(func(g group) {
					in(g, say("a", 3))
					within(1, func() { aw(sl(5)) })
				})), now())
			})
		},
		"timeout_around": func() {
			run(func() {
				t := task(def(func() {
					within(1, func() {
						aw(body(func(g group) {
							in(g, stubborn(1))
							aw(sl(5))
						}))
					})
				}))
				aw(sl(2))
				p(t.Done())
				for _, x := range asyncio.AllTasks() {
					if x != asyncio.AnyTask(t) && x != asyncio.CurrentTask() {
						x.Cancel()
					}
				}
				p(tr(t), t.Cancelling())
			})
		},
		"swallowed_cancel": func() {
			run(func() {
				p(tr(body(func(g group) {
					in(g, boom(1))
					onCancel(func() { aw(sl(5)) }, func() { p("swallowed") })
					p("rest", cancelling())
				})), cancelling())
			})
		},
		"many": func() {
			run(func() {
				var ts []*asyncio.Task[int]
				aw(body(func(g group) {
					for i := range 9 {
						ts = append(ts, in(g, asyncio.SleepResult(secs(float64(i%3)), i)))
					}
				}))
				var values []any
				for _, t := range ts {
					values = append(values, trv(t.Result))
				}
				p(values, now())
			})
		},
	}
}
