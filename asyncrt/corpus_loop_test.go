package asyncio_test

import (
	"fmt"
	"sync"

	asyncio "goasync/asyncrt"
)

// soon schedules a print.
func soon(what ...any) *asyncio.Handle { return loop().CallSoon(func() { p(what...) }) }

// later schedules a print.
func later(d float64, what ...any) *asyncio.TimerHandle {
	return loop().CallLater(secs(d), func() { p(what...) })
}

// ticks lets the loop do iterations.
func tick() { aw(sl(0)) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func init() {
	programs["loop"] = callbackPrograms()
	for name, f := range loopPrograms() {
		programs["loop"][name] = f
	}
}

func callbackPrograms() map[string]func() {
	return map[string]func(){
		"call_soon_order": func() {
			run(func() {
				for i := range 3 {
					soon(i)
				}
				p("main")
				tick()
				p("end")
			})
		},
		"call_soon_nested": func() {
			run(func() {
				l := loop()
				var f func(n int)
				f = func(n int) {
					p(n)
					if n > 0 {
						l.CallSoon(func() { f(n - 1) })
					}
				}
				l.CallSoon(func() { f(2) })
				for i := range 4 {
					tick()
					p("tick", i)
				}
			})
		},
		"call_soon_cancel": func() {
			run(func() {
				h := soon("never")
				h.Cancel()
				p(h.Cancelled())
				tick()
			})
		},
		"call_later_order": func() {
			run(func() {
				later(2, "two")
				later(1, "one")
				later(1, "one again")
				loop().CallAt(secs(1.5), func() { p("at") })
				aw(sl(3))
			})
		},
		"call_later_cancel": func() {
			run(func() {
				h := later(1, "never")
				later(2, "yes")
				p(h.When(), h.Cancelled())
				h.Cancel()
				p(h.Cancelled())
				aw(sl(3))
			})
		},
		"call_later_past": func() {
			run(func() {
				aw(sl(1))
				loop().CallAt(0, func() { p("past") })
				soon("soon")
				tick()
				p("tick")
				tick()
			})
		},
		"callback_error": func() {
			run(func() {
				loop().SetExceptionHandler(func(_ *asyncio.Loop, c asyncio.ExceptionContext) {
					p("handler", en(c.Exception))
				})
				loop().CallSoon(func() { raise("bad") })
				soon("goes on")
				tick()
			})
		},
		"handler_called": func() {
			run(func() {
				loop().SetExceptionHandler(handler)
				loop().CallExceptionHandler(asyncio.ExceptionContext{
					Message: "hello", Exception: &asyncio.ValueError{Message: "x"},
				})
			})
		},
		"threadsafe_same_thread": func() {
			run(func() {
				soon(1)
				_, err := loop().CallSoonThreadsafe(func() { p(2) })
				must(err)
				soon(3)
				tick()
			})
		},
		"threadsafe_thread": func() {
			run(func() {
				l, f := loop(), future()
				go l.CallSoonThreadsafe(func() { f.SetResult("thread") })
				p(aw(f))
			})
		},
		"timers_and_ready": func() {
			run(func() {
				later(0, "timer")
				soon("soon")
				tick()
				p("tick")
				tick()
			})
		},
		"close_running": func() { run(func() { p(trs(loop().Close)) }) },
	}
}

func loopPrograms() map[string]func() {
	return map[string]func(){
		"stop_forever": func() {
			l := virtualLoop()
			l.CallLater(secs(1), func() { p("one") })
			l.CallLater(secs(2), l.Stop)
			l.CallLater(secs(3), func() { p("never") })
			must(l.RunForever())
			p(fmt.Sprintf("%.2f", l.Time().Seconds()))
			must(l.Close())
			p(l.IsClosed())
		},
		"stop_runs_ready": func() {
			l := virtualLoop()
			l.CallSoon(func() {
				l.Stop()
				l.CallSoon(func() { p("next run") })
			})
			l.CallSoon(func() { p("same iteration") })
			must(l.RunForever())
			p("stopped")
			l.CallSoon(l.Stop)
			must(l.RunForever())
			must(l.Close())
		},
		"run_until_complete": func() {
			l := virtualLoop()
			p(trv(func() (int, error) { return asyncio.RunUntilComplete(l, sayv("x", 1, 5)) }))
			p(trv(func() (none, error) { return asyncio.RunUntilComplete(l, boom(0)) }))
			must(l.Close())
		},
		"run_until_complete_stopped": func() {
			l := virtualLoop()
			f := asyncio.CreateFutureIn[any](l)
			l.CallSoon(l.Stop)
			p(trv(func() (any, error) { return asyncio.RunUntilComplete(l, f) }))
			must(l.Close())
		},
		"closed_loop": func() {
			l := virtualLoop()
			must(l.Close())
			nothing := func() {}
			p(trs(func() error { l.CallSoon(nothing); return nil }), trs(l.RunForever),
				trs(func() error { l.CallLater(1, nothing); return nil }))
			p(trs(func() error { _, err := l.CallSoonThreadsafe(nothing); return err }))
		},
		"no_running_loop": func() {
			p(trv(asyncio.GetRunningLoop))
			p(trs(func() error { asyncio.AllTasks(); return nil }))
			p(trs(func() error { asyncio.CurrentTask(); return nil }))
			p(trs(func() error { asyncio.CreateTask(say("x")); return nil }))
		},
		"stop_before_run": func() {
			l := virtualLoop()
			l.CallSoon(func() { p("once") })
			l.Stop()
			must(l.RunForever())
			p("end")
			must(l.Close())
		},
		"is_running": func() {
			l := virtualLoop()
			p(l.IsRunning())
			asyncio.RunUntilComplete(l, def(func() { p(l.IsRunning(), loop() == l) }))
			p(l.IsRunning())
			must(l.Close())
		},
	}
}

// intVar makes a context variable.
func intVar() *asyncio.ContextVar[int] { return asyncio.NewContextVar("v", 0) }

func init() {
	programs["contexts"] = map[string]func(){
		"inherit": func() {
			v := asyncio.NewContextVar("v", "default")
			f := func(n string) *asyncio.Coroutine[none] {
				return def(func() {
					p(n, v.Get())
					v.Set(n)
					tick()
					p(n, v.Get())
				})
			}
			run(func() {
				v.Set("main")
				aw(asyncio.Gather(f("a"), f("b")))
				p(v.Get())
			})
		},
		"inline_shares": func() {
			v := asyncio.NewContextVar("v", "default")
			f := func() *asyncio.Coroutine[none] { return def(func() { v.Set("inner") }) }
			run(func() {
				aw(f())
				p(v.Get())
				aw(task(f()))
				p(v.Get())
				v.Set("x")
				aw(task(f()))
				p(v.Get())
			})
		},
		"token": func() {
			v := intVar()
			run(func() {
				t := v.Set(1)
				u := v.Set(2)
				p(v.Get())
				must(v.Reset(u))
				p(v.Get())
				must(v.Reset(t))
				p(v.Get())
				p(asyncio.ErrorName(v.Reset(t)))
			})
		},
		"callbacks": func() {
			v := intVar()
			run(func() {
				l := loop()
				v.Set(1)
				l.CallSoon(func() { p("soon", v.Get()) })
				l.CallLater(secs(1), func() { p("later", v.Get()) })
				f := future()
				f.AddDoneCallback(func(anyFuture) { p("done", v.Get()) })
				v.Set(2)
				f.SetResult(nil)
				aw(sl(2))
			})
		},
		"explicit": func() {
			v := intVar()
			f := func() *asyncio.Coroutine[none] { return def(func() { p(v.Get()); v.Set(v.Get() + 1) }) }
			run(func() {
				c := asyncio.CopyContext()
				aw(task(f(), asyncio.WithContext(c)))
				aw(task(f(), asyncio.WithContext(c)))
				p(v.Get())
				p(v.GetIn(c))
			})
		},
		"run": func() {
			v := intVar()
			run(func() {
				c := asyncio.CopyContext()
				c.Run(func() { v.Set(5) })
				p(v.Get())
				c.Run(func() { p(v.Get()) })
			})
		},
		"to_thread": func() {
			v := intVar()
			run(func() {
				v.Set(7)
				p(aw(asyncio.ToThreadValue(v.Get)))
				aw(asyncio.ToThreadVoid(func() { v.Set(8) }))
				p(v.Get())
			})
		},
		"wait_for_shares": func() {
			v := intVar()
			run(func() {
				aw(waitFor(def(func() { v.Set(3) }), 1))
				p(v.Get())
			})
		},
		"generator": func() {
			v := intVar()
			g := asyncio.NewAsyncGenerator("g", func(yield func(int)) {
				v.Set(1)
				yield(v.Get())
				p("g", v.Get())
				yield(v.Get())
			})
			run(func() {
				for x := range asyncio.Each(g) {
					p(x, v.Get())
					v.Set(9)
				}
			})
		},
	}
	programs["threads"] = threadPrograms()
}

func threadPrograms() map[string]func() {
	return map[string]func(){
		"to_thread": func() {
			run(func() {
				bad := func() { raise("thread") }
				p(aw(asyncio.ToThreadValue(func() int { return 3 })), tr(asyncio.ToThreadVoid(bad)))
			})
		},
		"run_in_executor": func() {
			run(func() {
				job := func(i int) *asyncio.Future[int] {
					return asyncio.RunInExecutorValue(loop(), nil, func() int { return i })
				}
				p(aw(job(5)), aw(asyncio.Gather(job(0), job(1), job(2), job(3))))
			})
		},
		"run_in_executor_cancel": func() {
			run(func() {
				e, l := asyncio.NewExecutor(1), loop()
				gate, ran := make(chan bool), []int{}
				a := asyncio.RunInExecutorVoid(l, e, func() { <-gate })
				b := asyncio.RunInExecutorVoid(l, e, func() { ran = append(ran, 1) })
				b.Cancel()
				tick()
				close(gate)
				aw(a)
				aw(asyncio.RunInExecutorVoid(l, e, func() {}))
				p(b.Cancelled(), ran)
				e.Shutdown(true)
			})
		},
		"run_coroutine_threadsafe": func() {
			run(func() {
				l := loop()
				r := aw(asyncio.ToThreadValue(func() [2]any {
					a := asyncio.RunCoroutineThreadsafe(sayv("on loop", 0, 4), l)
					b := asyncio.RunCoroutineThreadsafe(boom(0), l)
					return [2]any{
						trv(func() (int, error) { return a.Result() }),
						trv(func() (none, error) { return b.Result() }),
					}
				}))
				p(r[0], r[1])
			})
		},
		"run_coroutine_threadsafe_cancel": func() {
			run(func() {
				l := loop()
				var started sync.WaitGroup
				started.Add(1)
				w := def(func() {
					defer p("ended")
					started.Done()
					aw(asyncio.NewEvent().Wait())
				})
				r := aw(asyncio.ToThreadValue(func() [2]any {
					a := asyncio.RunCoroutineThreadsafe(w, l)
					started.Wait()
					return [2]any{a.Cancel(), trv(func() (none, error) { return a.Result() })}
				}))
				p(r[0], r[1])
				tick()
			})
		},
		"wrong_thread": func() {
			run(func() {
				p(aw(asyncio.ToThreadValue(func() any { return trv(asyncio.GetRunningLoop) })),
					aw(asyncio.ToThreadValue(func() any {
						return trs(func() error { asyncio.CurrentTask(); return nil })
					})))
			})
		},
	}
}
