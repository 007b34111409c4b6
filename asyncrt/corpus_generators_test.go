package asyncio_test

import (
	"errors"
	"fmt"

	asyncio "goasync/asyncrt"
)

// gen makes an async generator.
func gen[T any](body func(yield func(T))) *asyncio.AsyncGenerator[T] {
	return asyncio.NewAsyncGenerator("g", body)
}

func valueError(text string) error { return &asyncio.ValueError{Message: text} }

// threeTimes is an async iterator of its own type.
type threeTimes struct{ n int }

func (it *threeTimes) AIter() *threeTimes { return it }

func (it *threeTimes) ANext() *asyncio.Coroutine[int] {
	return asyncio.NewCoroutine("__anext__", func() (int, error) {
		it.n++
		if it.n > 3 {
			return 0, asyncio.ErrStopAsyncIteration
		}
		aw(sl(1))
		return it.n, nil
	})
}

// manager is an async context manager made of two functions.
type manager struct {
	enter func() string
	exit  func(err error) bool
}

func (m manager) AEnter() *asyncio.Coroutine[string] { return val(m.enter) }

func (m manager) AExit(err error) *asyncio.Coroutine[bool] {
	return val(func() bool { return m.exit(err) })
}

func init() {
	programs["generators"] = generatorPrograms()
	for name, f := range managerPrograms() {
		programs["generators"][name] = f
	}
	programs["runners"] = runnerPrograms()
}

func generatorPrograms() map[string]func() {
	return map[string]func(){
		"simple": func() {
			run(func() {
				g := gen(func(yield func(int)) {
					for i := range 3 {
						yield(i)
						aw(sl(1))
					}
				})
				for x := range asyncio.Each(g) {
					p(x, now())
				}
			})
		},
		"interleave": func() {
			run(func() {
				c := func(n string) *asyncio.Coroutine[none] {
					g := gen(func(yield func(string)) {
						for i := range 3 {
							tick()
							yield(fmt.Sprint(n, i))
						}
					})
					return def(func() {
						for x := range asyncio.Each(g) {
							p(x)
						}
					})
				}
				aw(asyncio.Gather(c("a"), c("b")))
			})
		},
		"error": func() {
			run(func() {
				g := gen(func(yield func(int)) { yield(1); raise("gen") })
				p(tr(def(func() {
					for x := range asyncio.Each(g) {
						p(x)
					}
				})))
			})
		},
		"anext": func() {
			run(func() {
				g := gen(func(yield func(int)) { yield(1) })
				p(aw(g.ANext()), tr(g.ANext()), tr(g.ANext()))
			})
		},
		"aclose": func() {
			run(func() {
				g := gen(func(yield func(int)) {
					defer func() {
						p("finally")
						aw(sl(1))
						p("closed", now())
					}()
					yield(1)
					yield(2)
				})
				p(aw(g.ANext()))
				aw(g.AClose())
				p(tr(g.ANext()))
			})
		},
		"aclose_unstarted": func() {
			run(func() {
				g := gen(func(yield func(int)) { p("never"); yield(1) })
				aw(g.AClose())
				p(tr(g.ANext()))
			})
		},
		"athrow": func() {
			run(func() {
				g := gen(func(yield func(int)) {
					defer func() {
						if err, ok := recover().(*asyncio.ValueError); ok {
							p("caught", err)
							yield(2)
						}
					}()
					yield(1)
				})
				p(aw(g.ANext()))
				p(aw(g.AThrow(valueError("t"))))
				p(tr(g.ANext()))
			})
		},
		"cancel_consumer": func() {
			run(func() {
				g := gen(func(yield func(string)) {
					defer p("gen ends")
					for {
						aw(sl(1))
						yield(now())
					}
				})
				t := task(def(func() {
					for x := range asyncio.Each(g) {
						p(x)
					}
				}))
				aw(sl(2.5))
				t.Cancel()
				p(tr(t))
			})
		},
		"nested": func() {
			run(func() {
				a := gen(func(yield func(int)) {
					for i := range 2 {
						aw(sl(1))
						yield(i)
					}
				})
				b := gen(func(yield func(int)) {
					for x := range asyncio.Each(a) {
						aw(sl(1))
						yield(x * 10)
					}
				})
				for x := range asyncio.Each(b) {
					p(x, now())
				}
			})
		},
		"across_tasks": func() {
			run(func() {
				type pair struct {
					i    int
					name string
				}
				g := gen(func(yield func(pair)) {
					for i := range 3 {
						aw(sl(1))
						yield(pair{i, asyncio.CurrentTask().GetName()})
					}
				})
				for _, n := range "abc" {
					aw(task(def(func() { x := aw(g.ANext()); p(x.i, x.name) }), named(string(n))))
				}
			})
		},
		"iterator_class": func() {
			run(func() {
				for x := range asyncio.Each(&threeTimes{}) {
					p(x, now())
				}
			})
		},
	}
}

func managerPrograms() map[string]func() {
	fail := func(err error) func() string { return func() string { panic(err) } }
	empty := func() string { return "" }
	use := func(m manager, body func(string)) any { return tr(def(func() { with(m, body) })) }
	return map[string]func(){
		"context_manager": func() {
			run(func() {
				m := manager{
					func() string { aw(sl(1)); p("enter"); return "x" },
					func(err error) bool {
						aw(sl(1))
						p("exit", en(err))
						var swallowed *asyncio.ValueError
						return errors.As(err, &swallowed)
					},
				}
				with(m, func(x string) { p(x, now()) })
				with(m, func(string) { raise("swallowed") })
				p(use(m, func(string) { panic(&asyncio.RuntimeError{Message: "kept"}) }), now())
			})
		},
		"exit_replaces": func() {
			run(func() {
				m := manager{empty, func(error) bool { raise("from exit"); return false }}
				p(use(m, func(string) { panic(&asyncio.RuntimeError{Message: "body"}) }), use(m, func(string) {}))
			})
		},
		"enter_fails": func() {
			run(func() {
				m := manager{fail(valueError("enter")), func(error) bool { p("never"); return false }}
				p(use(m, func(string) { p("never") }))
			})
		},
	}
}

func runnerPrograms() map[string]func() {
	return map[string]func(){
		"value": func() { p(trv(func() (int, error) { return runv(val(func() int { return 5 })) })) },
		"error": func() { p(trv(func() (none, error) { return runv(boom(0)) })) },
		"cancels_rest": func() {
			run(func() {
				for n := range 3 {
					task(def(func() { defer p("end", n); aw(sl(100)) }))
				}
				tick()
			})
			p("out")
		},
		"cancels_not_started": func() {
			run(func() { task(say("never")) })
			p("out")
		},
		"shutdown_error": func() {
			run(func() {
				loop().SetExceptionHandler(func(_ *asyncio.Loop, c asyncio.ExceptionContext) {
					p(c.Message, en(c.Exception))
				})
				task(def(func() { onCancel(func() { aw(sl(100)) }, func() { raise("cleanup") }) }))
				tick()
			})
		},
		"shutdown_waits": func() {
			run(func() {
				task(def(func() {
					defer func() { aw(sl(1)); p("cleaned", now()) }()
					aw(sl(100))
				}))
				tick()
			})
		},
		"closes_generators": func() {
			run(func() {
				p(aw(gen(func(yield func(int)) {
					defer p("closed")
					yield(1)
					yield(2)
				}).ANext()))
			})
			p("out")
		},
		"runner_twice": func() {
			r := runner()
			f := func(n int) any {
				return trv(func() (int, error) {
					return asyncio.RunWith(r, val(func() int { p("f", n, now()); aw(sl(1)); return n }))
				})
			}
			p(f(1), f(2))
			must(r.Close())
		},
		"runner_context": func() {
			v, r := intVar(), runner()
			f := func() any {
				return trv(func() (int, error) {
					return asyncio.RunWith(r, val(func() int { v.Set(v.Get() + 1); return v.Get() }))
				})
			}
			p(f(), f())
			must(r.Close())
			p(v.Get())
		},
		"runner_closed": func() {
			r := runner()
			r.GetLoop()
			must(r.Close())
			p(trv(func() (none, error) { return asyncio.RunWith(r, say("x")) }))
		},
		"main_cancelled": func() {
			p(trv(func() (none, error) {
				return runv(def(func() { asyncio.CurrentTask().Cancel("bye"); tick() }))
			}))
		},
		"debug": func() {
			r := asyncio.NewRunner(asyncio.WithLoopFactory(virtualLoop), asyncio.WithDebug(true))
			p(r.GetLoop().GetDebug())
			must(r.Close())
		},
	}
}
