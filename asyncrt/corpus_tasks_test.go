package asyncio_test

import (
	"slices"
	"strings"

	asyncio "goasync/asyncrt"
)

func init() {
	programs["tasks"] = map[string]func(){
		"create_order": func() {
			run(func() {
				for i := range 3 {
					task(def(func() { aw(sl(0)); p(i) }))
				}
				p("main")
				aw(sl(0))
				p("after")
				aw(sl(1))
			})
		},
		"await_inline": func() {
			run(func() {
				task(say("other"))
				p(aw(val(func() int { p("inner"); return 5 })))
				p("main")
				for range 3 {
					aw(sl(0))
				}
			})
		},
		"await_task_value": func() {
			run(func() {
				t := task(sayv("x", 1, 42))
				v := aw(t)
				r, _ := t.Result()
				p(v, t.Done(), r)
				p(aw(t))
			})
		},
		"await_task_error": func() {
			run(func() {
				t := task(boom(1))
				p(tr(t), tr(t), t.Done(), t.Cancelled(), exc(t))
			})
		},
		"cancel_sleeping": func() {
			run(func() {
				t := task(def(func() {
					defer p("finally")
					reraise(func() { aw(sl(10)) }, func() { p("cancelled", now()) })
				}))
				aw(sl(1))
				p(t.Cancel(), t.Cancelled(), t.Cancelling())
				p(tr(t), t.Cancelled(), t.Cancel())
			})
		},
		"cancel_before_start": func() {
			run(func() {
				t := task(say("never"))
				t.Cancel()
				p(tr(t), t.Cancelled())
			})
		},
		"cancel_message": func() {
			run(func() {
				t := task(sl(10))
				aw(sl(0))
				t.Cancel("stop it")
				p(tr(t))
				p(trv(t.Result), exc(t))
			})
		},
		"cancel_twice_message": func() {
			run(func() {
				t := task(sl(10))
				aw(sl(0))
				t.Cancel("one")
				t.Cancel("two")
				p(t.Cancelling(), tr(t))
			})
		},
		"cancel_swallowed": func() {
			run(func() {
				t := task(val(func() string {
					onCancel(func() { aw(sl(10)) }, func() { p("swallowed") })
					aw(sl(1))
					return "survived"
				}))
				aw(sl(1))
				t.Cancel()
				p(aw(t), t.Cancelled(), t.Cancelling(), now())
			})
		},
		"cancel_stubborn": func() {
			run(func() {
				t := task(stubborn(2))
				aw(sl(0))
				for !t.Done() {
					t.Cancel()
					aw(sl(1))
				}
				p(t.Cancelled(), t.Cancelling(), now())
			})
		},
		"cancel_done": func() {
			run(func() {
				t := task(say("x"))
				aw(t)
				p(t.Cancel(), t.Cancelled(), t.Cancelling())
			})
		},
		"cancel_self": func() {
			run(func() {
				p(tr(task(def(func() {
					asyncio.CurrentTask().Cancel()
					p("still here")
					aw(sl(0))
					p("never")
				}))))
			})
		},
		"cancel_self_at_end": func() {
			run(func() {
				t := task(val(func() int { asyncio.CurrentTask().Cancel("late"); return 1 }))
				p(tr(t), t.Cancelled())
			})
		},
		"cancel_chain": func() {
			run(func() {
				inner := func() *asyncio.Coroutine[none] {
					return def(func() { defer p("inner ends"); aw(sl(10)) })
				}
				t := task(def(func() { defer p("middle ends"); aw(inner()) }))
				aw(sl(1))
				t.Cancel()
				p(tr(t))
			})
		},
		"cancel_awaited_task": func() {
			run(func() {
				a := task(sl(10))
				b := task(def(func() { reraise(func() { aw(a) }, func() { p("outer sees") }) }))
				aw(sl(0))
				aw(sl(0))
				b.Cancel()
				p(tr(b), a.Cancelled(), b.Cancelled(), a.Cancelling())
			})
		},
		"cancel_inner_only": func() {
			run(func() {
				a := task(sl(10))
				b := task(val(func() string {
					onCancel(func() { aw(a) }, func() { p("seen", asyncio.CurrentTask().Cancelling()) })
					return "ok"
				}))
				aw(sl(0))
				aw(sl(0))
				a.Cancel()
				p(tr(b), a.Cancelled(), b.Cancelled())
			})
		},
		"uncancel": func() {
			run(func() {
				t := task(val(func() string {
					t := asyncio.CurrentTask()
					onCancel(func() { aw(sl(10)) }, func() { p(t.Cancelling(), t.Uncancel(), t.Uncancel()) })
					aw(sl(1))
					return "done"
				}))
				aw(sl(0))
				t.Cancel()
				t.Cancel()
				p(tr(t))
			})
		},
		"uncancel_must_cancel": func() {
			run(func() {
				p(tr(task(val(func() string {
					t := asyncio.CurrentTask()
					t.Cancel()
					p(t.Uncancel())
					aw(sl(0))
					return "not cancelled"
				}))))
			})
		},
		"raise_cancelled": func() {
			run(func() {
				t := task(asyncio.NewCoroutineErr("f", func() error {
					return &asyncio.CancelledError{Message: "mine"}
				}))
				p(tr(t), t.Cancelled())
			})
		},
		"error_in_finally": func() {
			run(func() {
				t := task(def(func() {
					defer raise("from finally")
					aw(sl(10))
				}))
				aw(sl(0))
				t.Cancel()
				p(tr(t), t.Cancelled())
			})
		},
		"done_callback_order": func() {
			run(func() {
				t := task(say("run"))
				for i := range 3 {
					t.AddDoneCallback(func(t *asyncio.Task[none]) { p("cb", i, t.Done()) })
				}
				aw(t)
				p("main")
				aw(sl(0))
			})
		},
		"done_callback_late": func() {
			run(func() {
				t := task(say("run"))
				aw(t)
				t.AddDoneCallback(func(*asyncio.Task[none]) { p("late") })
				p("main")
				aw(sl(0))
			})
		},
		"names": func() {
			run(func() {
				p(asyncio.CurrentTask().GetName())
				t, u, v := task(say("a")), task(say("b"), named("mine")), task(say("c"))
				p(t.GetName(), u.GetName(), v.GetName())
				t.SetName("renamed")
				p(t.GetName())
				aw(sl(1))
			})
		},
		"all_tasks": func() {
			names := func() (all []string) {
				for _, t := range asyncio.AllTasks() {
					all = append(all, t.GetName())
				}
				slices.Sort(all)
				return all
			}
			run(func() {
				t, u := task(sl(1), named("a")), task(sl(2), named("b"))
				p(names())
				aw(t)
				p(names())
				aw(u)
			})
		},
		"current_task": func() {
			f := func() *asyncio.Coroutine[none] {
				return def(func() {
					p(asyncio.CurrentTask().GetName())
					aw(sl(0))
					p(asyncio.CurrentTask().GetName())
				})
			}
			run(func() {
				aw(asyncio.Gather(task(f(), named("a")), task(f(), named("b"))))
				p(asyncio.CurrentTask().GetName())
			})
		},
		"set_result_refused": func() {
			run(func() {
				t := task(say("x"))
				p(trs(func() error { return asyncio.SetTaskResult(t) }))
				aw(t)
			})
		},
		"result_not_ready": func() {
			run(func() {
				t := task(say("x"))
				p(trv(t.Result), exc(t))
				aw(t)
			})
		},
		"self_await": func() {
			run(func() {
				var t *asyncio.Task[none]
				t = task(def(func() { aw(t) }), named("me"))
				p(strings.Split(tr(t).(string), ":")[1])
			})
		},
		"reuse_coroutine": func() {
			run(func() {
				c := say("once")
				aw(c)
				p(tr(c))
			})
		},
		"two_awaiters": func() {
			run(func() {
				t := task(sayv("go", 1, "v"))
				w := func(n string) *asyncio.Coroutine[none] { return def(func() { p(n, aw(t)) }) }
				aw(asyncio.Gather(w("a"), w("b")))
			})
		},
		"sleep_order": func() {
			run(func() {
				aw(asyncio.Gather(say("c", 3), say("a", 1), say("b", 2), say("a2", 1)))
				p(now())
			})
		},
		"sleep_zero_rounds": func() {
			f := func(n string) *asyncio.Coroutine[none] {
				return def(func() {
					for i := range 3 {
						p(n, i)
						aw(sl(0))
					}
				})
			}
			run(func() { aw(asyncio.Gather(f("a"), f("b"), f("c"))) })
		},
		"sleep_result": func() {
			run(func() { p(aw(asyncio.SleepResult(secs(1), "r")), aw(asyncio.SleepResult(0, "z"))) })
		},
		"sleep_negative": func() {
			run(func() {
				task(say("other"))
				aw(sl(-1))
				p("main", now())
				aw(sl(0))
			})
		},
		"nested_create": func() {
			var f func(n int) *asyncio.Coroutine[none]
			f = func(n int) *asyncio.Coroutine[none] {
				return def(func() {
					p("start", n)
					if n > 0 {
						task(f(n - 1))
					}
					aw(sl(0))
					p("end", n)
				})
			}
			run(func() {
				task(f(3))
				aw(sl(1))
			})
		},
		"wake_order": func() {
			run(func() {
				f := asyncio.CreateFutureIn[any](loop())
				for i := range 3 {
					task(def(func() { aw(f); p(i) }))
				}
				aw(sl(0))
				f.SetResult(nil)
				task(say("new"))
				p("set")
				aw(sl(1))
			})
		},
		"eager_factory": func() {
			run(func() {
				loop().SetTaskFactory(asyncio.EagerTaskFactory)
				t := task(def(func() { p("start", 1); aw(sl(0)); p("end", 1) }))
				p("created")
				u := task(val(func() int { return 7 }))
				p(u.Done(), trv(u.Result))
				aw(t)
			})
		},
		"eager_error": func() {
			run(func() {
				loop().SetTaskFactory(asyncio.EagerTaskFactory)
				t := task(def(func() { raise("eager") }))
				p(t.Done(), tr(t))
			})
		},
		"eager_current": func() {
			run(func() {
				loop().SetTaskFactory(asyncio.EagerTaskFactory)
				m := asyncio.CurrentTask()
				t := task(def(func() {
					p(asyncio.CurrentTask() == m)
					aw(sl(0))
					p(asyncio.CurrentTask() == m)
				}))
				p(asyncio.CurrentTask() == m, slices.Contains(asyncio.AllTasks(), asyncio.AnyTask(t)))
				aw(t)
				p(slices.Contains(asyncio.AllTasks(), asyncio.AnyTask(t)))
			})
		},
		"cancel_finally_awaits": func() {
			run(func() {
				t := task(def(func() {
					defer func() {
						p("cleaning")
						aw(sl(2))
						p("clean", now())
					}()
					aw(sl(10))
				}))
				aw(sl(1))
				t.Cancel()
				p(tr(t), now())
			})
		},
		"cancel_during_cleanup": func() {
			run(func() {
				t := task(def(func() {
					defer func() {
						defer func() { p("interrupted", now()) }()
						aw(sl(2))
					}()
					aw(sl(10))
				}))
				aw(sl(1))
				t.Cancel()
				aw(sl(1))
				t.Cancel()
				p(tr(t), now(), t.Cancelling())
			})
		},
		"exception_not_done": func() {
			run(func() {
				t := task(sl(1))
				p(t.Done(), t.Cancelled(), exc(t))
				aw(t)
				p(exc(t), trv(t.Result))
			})
		},
		"ensure_future": func() {
			run(func() {
				t := task(sayv("x", 0, 3))
				p(asyncio.EnsureFuture(t) == asyncio.AnyFuture(t))
				u := asyncio.EnsureFuture(sayv("y", 0, 4)).(*asyncio.Task[int])
				p(aw(t), aw(u))
			})
		},
	}
}
