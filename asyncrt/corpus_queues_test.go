package asyncio_test

import (
	"strings"

	asyncio "goasync/asyncrt"
)

type intQueue = *asyncio.Queue[int]

// drain gives the values of a queue.
func drain(q intQueue) (all []any) {
	for !q.Empty() {
		all = append(all, trv(q.GetNowait))
	}
	return all
}

func fill(q intQueue, values ...int) intQueue {
	for _, v := range values {
		if err := q.PutNowait(v); err != nil {
			panic(err)
		}
	}
	return q
}

func putNow[T any](q *asyncio.Queue[T], v T) any { return trs(func() error { return q.PutNowait(v) }) }

func init() {
	programs["queues"] = queuePrograms()
	for name, f := range queueWaitPrograms() {
		programs["queues"][name] = f
	}
}

func queuePrograms() map[string]func() {
	return map[string]func(){
		"fifo": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 0, 1, 2)
				p(q.Qsize(), q.Empty(), q.Full(), q.Maxsize())
				p(drain(q), trv(q.GetNowait))
			})
		},
		"lifo": func() { run(func() { p(drain(fill(asyncio.NewLifoQueue[int](), 0, 1, 2))) }) },
		"priority": func() {
			run(func() { p(drain(fill(asyncio.NewPriorityQueue[int](), 3, 1, 4, 1, 5, 9, 2, 6))) })
		},
		"full": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](1), 1)
				p(q.Full(), putNow(q, 2))
			})
		},
		"join_empty": func() { run(func() { aw(asyncio.NewQueue[int]().Join()); p("ok") }) },
		"task_done_too_often": func() {
			run(func() { p(trs(asyncio.NewQueue[int]().TaskDone)) })
		},
		"shutdown": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 1)
				q.Shutdown()
				p(putNow(q, 2), aw(q.Get()), tr(q.Get()), trv(q.GetNowait), tr(q.Put(3)))
			})
		},
		"shutdown_immediate": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 1, 2)
				q.Shutdown(true)
				p(tr(q.Get()), q.Qsize())
				aw(q.Join())
				p("joined")
			})
		},
		"shutdown_waiters": func() {
			run(func() {
				q, r := asyncio.NewQueue[int](), fill(asyncio.NewQueue[int](1), 0)
				t, u := task(q.Get()), task(r.Put(1))
				aw(sl(0))
				q.Shutdown()
				r.Shutdown()
				p(tr(t), tr(u))
			})
		},
		"shutdown_join": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 1)
				t := task(q.Join())
				aw(sl(0))
				q.Shutdown()
				aw(sl(0))
				p(t.Done())
				aw(q.Get())
				q.TaskDone()
				aw(t)
				p("ok")
			})
		},
		"repr": func() {
			run(func() {
				s := fill(asyncio.NewQueue[int](2), 1).String()
				s = strings.Replace(s, "qsize=1", "_queue=[1]", 1) // the values are not shown
				p(s[strings.Index(s, "maxsize"):])
			})
		},
	}
}

func queueWaitPrograms() map[string]func() {
	return map[string]func(){
		"blocking_get": func() {
			run(func() {
				q := asyncio.NewQueue[int]()
				ts := spawn(2, func(n int) { p(string("ab"[n]), aw(q.Get())) })
				aw(sl(0))
				fill(q, 1, 2)
				p("put")
				aw(asyncio.Gather(ts...))
			})
		},
		"blocking_put": func() {
			run(func() {
				q := asyncio.NewQueue[int](1)
				t := task(def(func() {
					for i := range 4 {
						aw(q.Put(i))
						p("put", i)
					}
				}))
				aw(sl(1))
				for range 4 {
					p("got", aw(q.Get()))
				}
				aw(t)
			})
		},
		"ping_pong": func() {
			run(func() {
				a, b := asyncio.NewQueue[int](), asyncio.NewQueue[int]()
				f := func(a, b intQueue, n string) taskNone {
					return task(def(func() {
						for range 3 {
							v := aw(a.Get())
							p(n, v)
							aw(b.Put(v + 1))
						}
					}))
				}
				t, u := f(a, b, "x"), f(b, a, "y")
				fill(a, 0)
				aw(asyncio.Gather(t, u))
			})
		},
		"join": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 0, 1, 2)
				t := task(def(func() {
					for {
						v := aw(q.Get())
						aw(sl(1))
						p("done", v)
						q.TaskDone()
					}
				}))
				aw(q.Join())
				p("joined", now())
				t.Cancel()
				p(tr(t))
			})
		},
		"get_cancel": func() {
			run(func() {
				q := asyncio.NewQueue[string]()
				t, u := task(q.Get()), task(q.Get())
				aw(sl(0))
				t.Cancel()
				q.PutNowait("v")
				p(tr(t), tr(u))
			})
		},
		"get_cancel_woken": func() {
			run(func() {
				q := asyncio.NewQueue[string]()
				t, u := task(q.Get()), task(q.Get())
				aw(sl(0))
				q.PutNowait("v")
				t.Cancel()
				p(tr(t), tr(u), q.Qsize())
			})
		},
		"put_cancel_woken": func() {
			run(func() {
				q := asyncio.NewQueue[string](1)
				q.PutNowait("0")
				t, u := task(q.Put("t")), task(q.Put("u"))
				aw(sl(0))
				p(trv(q.GetNowait))
				t.Cancel()
				p(tr(t), tr(u), trv(q.GetNowait))
			})
		},
		"get_timeout": func() {
			run(func() {
				q := asyncio.NewQueue[int]()
				p(tr(waitFor(q.Get(), 1)), now())
				fill(q, 1)
				p(aw(waitFor(q.Get(), 1)))
			})
		},
		"workers": func() {
			run(func() {
				q := fill(asyncio.NewQueue[int](), 3, 1, 2, 1)
				all(2, func(n int) {
					for !q.Empty() {
						v := aw(q.Get())
						aw(sl(float64(v)))
						p(string("ab"[n]), v, now())
						q.TaskDone()
					}
				})
			})
		},
		"getters_fifo": func() {
			run(func() {
				q := asyncio.NewQueue[int]()
				ts := spawn(3, func(n int) { p(string("abc"[n]), aw(q.Get())) })
				for i := range 3 {
					aw(sl(1))
					aw(q.Put(i))
				}
				aw(asyncio.Gather(ts...))
			})
		},
	}
}

func init() {
	programs["shield"] = map[string]func(){
		"shield_cancel": func() {
			run(func() {
				inner := task(sayv("inner", 2, "v"))
				t := task(def(func() { aw(asyncio.Shield(inner)) }))
				aw(sl(1))
				t.Cancel()
				p(tr(t), inner.Done())
				p(aw(inner))
			})
		},
		"shield_value": func() { run(func() { p(aw(asyncio.Shield(sayv("x", 1, 3)))) }) },
		"shield_error": func() { run(func() { p(tr(asyncio.Shield(boom(1)))) }) },
		"shield_inner_cancelled": func() {
			run(func() {
				inner := task(sl(5))
				s := asyncio.Shield(inner)
				aw(sl(1))
				inner.Cancel()
				p(tr(s), s.Cancelled())
			})
		},
		"shield_done": func() {
			run(func() {
				t := task(sayv("x", 0, 1))
				aw(t)
				s := asyncio.Shield(t)
				p(s.Done(), aw(s))
			})
		},
		"shield_gather": func() {
			run(func() {
				a := task(say("a", 2))
				g := asyncio.GatherAny(asyncio.Shield(a), sl(5))
				aw(sl(1))
				g.Cancel()
				p(tr(g), a.Cancelled())
				aw(a)
			})
		},
		"as_completed": func() {
			run(func() {
				for c := range asyncio.AsCompleted(sayv("c", 3, "C"), sayv("a", 1, "A"), sayv("b", 2, "B")) {
					p(aw(c), now())
				}
			})
		},
		"as_completed_error": func() {
			run(func() {
				for c := range asyncio.AsCompletedAny(boom(1), sayv("a", 2, "A")) {
					p(tr(c))
				}
			})
		},
		"as_completed_timeout": func() {
			run(func() {
				t := task(sayv[any]("slow", 5, nil))
				for c := range asyncio.AsCompletedWithin[asyncio.Awaitable[any]](secs(2), t, sayv[any]("a", 1, "A")) {
					p(tr(c), now())
				}
				aw(t)
			})
		},
		"as_completed_async": func() {
			run(func() {
				a, b := task(sayv("a", 2, "A")), task(sayv("b", 1, "B"))
				for t := range asyncio.Each(asyncio.AsCompleted(a, b)) {
					p(t == asyncio.FutureLike[string](a), t == asyncio.FutureLike[string](b), trv(t.Result))
				}
			})
		},
		"as_completed_concurrent": func() {
			run(func() {
				var cs []*asyncio.Coroutine[string]
				for c := range asyncio.AsCompleted(sayv("x", 1, "X"), sayv("y", 2, "Y")) {
					cs = append(cs, c)
				}
				p(aw(asyncio.Gather(cs...)))
			})
		},
		"as_completed_empty": func() {
			run(func() {
				for range asyncio.AsCompleted([]taskNone{}...) {
					p("no")
				}
				for range asyncio.Each(asyncio.AsCompleted([]taskNone{}...)) {
					p("no")
				}
				p("end")
			})
		},
	}
}
