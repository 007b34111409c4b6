package asyncio_test

import asyncio "goasync/asyncrt"

type anyFuture = *asyncio.Future[any]

// future makes a future whose result nobody checks the type of.
func future() anyFuture { return asyncio.NewFuture[any]() }

func init() {
	programs["futures"] = map[string]func(){
		"states": func() {
			run(func() {
				f := future()
				p(f.Done(), f.Cancelled(), trv(f.Result), exc(f))
				f.SetResult(3)
				p(f.Done(), trv(f.Result), exc(f), trs(func() error { return f.SetResult(4) }))
			})
		},
		"exception": func() {
			run(func() {
				f := future()
				f.SetException(&asyncio.ValueError{Message: "bad"})
				p(f.Done(), trv(f.Result), exc(f), tr(f))
			})
		},
		"cancelled": func() {
			run(func() {
				f := future()
				p(f.Cancel(), f.Cancel(), f.Cancelled(), f.Done())
				p(trv(f.Result), exc(f), trs(func() error { return f.SetResult(1) }))
			})
		},
		"cancel_message": func() {
			run(func() {
				f := future()
				f.Cancel("why")
				p(trv(f.Result), tr(f))
			})
		},
		"callbacks": func() {
			run(func() {
				f := future()
				f.AddDoneCallback(func(f anyFuture) { p("one", trv(f.Result)) })
				f.AddDoneCallback(func(f anyFuture) { p("two", trv(f.Result)) })
				f.SetResult(1)
				p("set")
				aw(sl(0))
				p("end")
			})
		},
		"remove_callback": func() {
			run(func() {
				f := future()
				cb := func(anyFuture) { p("cb") }
				other := func(anyFuture) { p("other") }
				f.AddDoneCallback(cb)
				f.AddDoneCallback(other)
				f.AddDoneCallback(cb)
				p(f.RemoveDoneCallback(cb), f.RemoveDoneCallback(cb))
				f.SetResult(1)
				aw(sl(0))
			})
		},
		"callback_error": func() {
			run(func() {
				loop().SetExceptionHandler(func(_ *asyncio.Loop, c asyncio.ExceptionContext) {
					p("handler", en(c.Exception))
				})
				f := future()
				f.AddDoneCallback(func(anyFuture) { raise("cb") })
				f.AddDoneCallback(func(anyFuture) { p("next") })
				f.SetResult(1)
				aw(sl(0))
			})
		},
		"callback_adds_callback": func() {
			run(func() {
				f := future()
				f.AddDoneCallback(func(anyFuture) {
					p("first")
					f.AddDoneCallback(func(anyFuture) { p("second") })
				})
				f.SetResult(1)
				aw(sl(0))
				p("tick")
				aw(sl(0))
			})
		},
		"await_done": func() {
			run(func() {
				f := future()
				f.SetResult("v")
				task(say("other"))
				p(aw(f))
				p("no switch")
				aw(sl(0))
			})
		},
		"waiter_cancel_cancels": func() {
			run(func() {
				f := future()
				t := task(def(func() { aw(f) }))
				aw(sl(0))
				t.Cancel()
				p(f.Cancelled(), t.Cancelled())
				p(tr(t))
			})
		},
		"future_cancel_cancels_waiter": func() {
			run(func() {
				f := future()
				t := task(def(func() { reraise(func() { aw(f) }, func() { p("waiter") }) }))
				aw(sl(0))
				f.Cancel()
				p(tr(t), t.Cancelled(), t.Cancelling())
			})
		},
		"result_then_cancel": func() {
			run(func() {
				f := future()
				t := task(val(func() any { return aw(f) }))
				aw(sl(0))
				f.SetResult(1)
				p(t.Cancel())
				p(tr(t), f.Cancelled())
			})
		},
		"callback_of_cancelled": func() {
			run(func() {
				f := future()
				f.AddDoneCallback(func(f anyFuture) { p("cb", f.Cancelled()) })
				f.Cancel()
				aw(sl(0))
			})
		},
		"two_waiters_one_cancelled": func() {
			run(func() {
				f := future()
				w := func(n string) *asyncio.Task[none] { return task(def(func() { p(n, aw(f)) })) }
				a, b := w("a"), w("b")
				aw(sl(0))
				a.Cancel()
				p(tr(a), tr(b), f.Cancelled())
			})
		},
		"set_later": func() {
			run(func() {
				f := future()
				loop().CallLater(secs(2), func() { f.SetResult("late") })
				p(aw(f), now())
			})
		},
	}
	programs["gather"] = gatherPrograms()
	programs["wait"] = waitPrograms()
}

func gatherPrograms() map[string]func() {
	return map[string]func(){
		"values": func() {
			run(func() { p(aw(asyncio.Gather(sayv("a", 2, 1), sayv("b", 1, 2), sayv("c", 0, 3)))) })
		},
		"empty": func() {
			run(func() {
				f := asyncio.GatherAny()
				p(f.Done(), aw(f))
			})
		},
		"first_error": func() {
			run(func() {
				t := task(say("goes on", 3))
				p(tr(asyncio.GatherAny(t, boom(1), boom(2, "second"))), now())
				aw(t)
			})
		},
		"error_then_result": func() {
			run(func() {
				g := asyncio.Gather(boom(0), say("later", 1))
				p(tr(g))
				aw(sl(2))
				p(g.Done(), exc(g))
			})
		},
		"return_exceptions": func() {
			run(func() {
				p(outcomes(aw(asyncio.GatherAnyResults(sayv("a", 1, 1), boom(0), asyncio.SleepResult(secs(1), "s")))))
			})
		},
		"cancel_outer": func() {
			run(func() {
				w := func(n int) *asyncio.Coroutine[none] {
					return def(func() { reraise(func() { aw(sl(10)) }, func() { p("cancelled", n) }) })
				}
				g := asyncio.Gather(w(1), w(2))
				aw(sl(0))
				p(g.Cancel(), g.Done(), g.Cancelled())
				p(tr(g), g.Cancelled())
			})
		},
		"cancel_outer_exceptions": func() {
			run(func() {
				g := asyncio.GatherResults(sl(10), sl(10))
				aw(sl(0))
				g.Cancel()
				p(tr(g))
			})
		},
		"cancel_awaiting_task": func() {
			run(func() {
				w := func(n int) *asyncio.Coroutine[none] {
					return def(func() { defer p("end", n); aw(sl(10)) })
				}
				t := task(def(func() { aw(asyncio.Gather(w(1), w(2))) }))
				aw(sl(1))
				t.Cancel()
				p(tr(t))
			})
		},
		"cancel_child": func() {
			run(func() {
				a, b := task(sl(10)), task(say("b", 1))
				g := asyncio.Gather(a, b)
				aw(sl(0))
				a.Cancel("child")
				p(tr(g), b.Done())
				aw(b)
			})
		},
		"cancel_child_exceptions": func() {
			run(func() {
				a, b := task(sl(10)), task(sayv("b", 1, 5))
				g := asyncio.GatherAnyResults(a, b)
				aw(sl(0))
				a.Cancel()
				r := aw(g)
				p(en(r[0].Err), r[1].Value)
			})
		},
		"duplicate_task": func() {
			run(func() {
				t := task(sayv("once", 0, 1))
				p(aw(asyncio.Gather[asyncio.Awaitable[int]](t, t, sayv("x", 0, 2), t)))
			})
		},
		"duplicate_coroutine": func() {
			run(func() {
				c := sayv("once", 0, 1)
				p(aw(asyncio.Gather(c, c)))
			})
		},
		"done_futures": func() {
			run(func() {
				f := asyncio.NewFuture[string]()
				f.SetResult("f")
				t := task(sayv("t", 0, "t"))
				aw(t)
				g := asyncio.Gather[asyncio.Awaitable[string]](f, t)
				p(g.Done())
				p(aw(g))
			})
		},
		"order_of_completion": func() {
			run(func() {
				g := asyncio.Gather(say("a"), say("b"))
				g.AddDoneCallback(func(*asyncio.Future[[]none]) { p("gather done") })
				task(say("c"))
				aw(g)
				p("main")
			})
		},
		"nested": func() {
			run(func() {
				p(aw(asyncio.GatherAny(asyncio.Gather(sayv("a", 1, 1), sayv("b", 0, 2)), sayv("c", 2, 3))))
			})
		},
		"stubborn_child": func() {
			run(func() {
				g := asyncio.Gather(stubborn(1), sl(1))
				aw(sl(0))
				g.Cancel()
				aw(sl(0))
				aw(sl(0))
				p(g.Done())
				g.Cancel()
				p(tr(g))
			})
		},
		"error_after_cancel": func() {
			run(func() {
				w := def(func() { onCancel(func() { aw(sl(10)) }, func() { raise("instead") }) })
				g := asyncio.Gather(w, sl(10))
				aw(sl(0))
				g.Cancel()
				p(tr(g))
			})
		},
		"results_cancelled": func() {
			run(func() {
				t := task(def(func() { aw(asyncio.GatherResults(sl(10), say("said"))) }))
				aw(sl(1))
				t.Cancel("stop")
				p(tr(t))
			})
		},
		"results_of_cancelled": func() {
			run(func() {
				t, fut := task(sl(10)), asyncio.NewFuture[none]()
				loop().CallLater(secs(1), func() { t.Cancel("of the task") })
				loop().CallLater(secs(1), func() { fut.Cancel("of the future") })
				f := def(func() {
					t := task(sl(10))
					aw(sl(0))
					t.Cancel("inner")
					aw(t)
				})
				p(outcomes(aw(asyncio.GatherResults[asyncio.Awaitable[none]](f, t, fut))))
			})
		},
		"cancelled_again": func() {
			run(func() {
				fails := def(func() { onCancel(func() { aw(sl(10)) }, func() { raise("instead") }) })
				t := task(def(func() { aw(asyncio.Gather(fails)) }))
				aw(sl(1))
				t.Cancel()
				aw(sl(0))
				t.Cancel()
				p(tr(t), t.Cancelling())
			})
		},
	}
}

// waited awaits a Wait.
func waited[F asyncio.AnyFuture](fs []F, o ...asyncio.WaitOption) (done, pending []F) {
	r := aw(asyncio.Wait(fs, o...))
	return r.Done, r.Pending
}

func taskNames[F asyncio.AnyFuture](fs []F) (all []string) {
	for _, f := range fs {
		all = append(all, any(f).(asyncio.AnyTask).GetName())
	}
	return all
}

type tasks = []*asyncio.Task[none]

func waitPrograms() map[string]func() {
	return map[string]func(){
		"all": func() {
			run(func() {
				done, pending := waited(tasks{task(say("a", 2), named("a")), task(say("b", 1), named("b"))})
				p(taskNames(done), len(pending), now())
			})
		},
		"first_completed": func() {
			run(func() {
				a := task(say("a", 2), named("a"))
				b := task(say("b", 1), named("b"))
				done, pending := waited(tasks{a, b}, asyncio.FirstCompleted)
				p(taskNames(done), taskNames(pending), now())
				aw(a)
			})
		},
		"first_exception": func() {
			run(func() {
				ts := tasks{task(say("a", 1)), task(boom(2)), task(say("c", 3))}
				done, pending := waited(ts, asyncio.FirstException)
				p(len(done), len(pending), now())
				waited(pending)
			})
		},
		"first_exception_cancelled": func() {
			run(func() {
				a, b := task(sl(5)), task(say("b", 3))
				loop().CallLater(secs(1), func() { a.Cancel() })
				done, pending := waited(tasks{a, b}, asyncio.FirstException)
				p(len(done), len(pending), now())
			})
		},
		"timeout": func() {
			run(func() {
				a, b := task(say("a", 1)), task(say("b", 5))
				done, pending := waited(tasks{a, b}, asyncio.WithTimeout(secs(3)))
				p(len(done), len(pending), now(), b.Done())
				aw(b)
			})
		},
		"timeout_zero": func() {
			run(func() {
				a := task(say("a"))
				done, pending := waited(tasks{a}, asyncio.WithTimeout(0))
				p(len(done), len(pending))
				aw(a)
			})
		},
		"empty": func() {
			run(func() { p(tr(asyncio.Wait(tasks{}))) })
		},
		"already_done": func() {
			run(func() {
				a := task(say("a"))
				aw(a)
				task(say("other"))
				done, pending := waited(tasks{a})
				p(len(done), len(pending))
				aw(sl(0))
			})
		},
		"cancelled_waiter": func() {
			run(func() {
				a := task(say("a", 2))
				t := task(def(func() { waited(tasks{a}) }))
				aw(sl(1))
				t.Cancel()
				p(tr(t), a.Cancelled())
				aw(a)
			})
		},
		"duplicates": func() {
			run(func() {
				a := task(say("a", 1))
				done, pending := waited(tasks{a, a})
				p(len(done), len(pending))
			})
		},
		"futures": func() {
			run(func() {
				f, g := future(), future()
				loop().CallLater(secs(1), func() { g.SetResult(1) })
				done, pending := waited([]anyFuture{f, g}, asyncio.FirstCompleted)
				p(pending[0] == f, done[0] == g)
			})
		},
	}
}
