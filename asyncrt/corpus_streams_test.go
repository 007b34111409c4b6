package asyncio_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	asyncio "goasync/asyncrt"
)

// text awaits bytes as a string without newline at the end.
func text(c *asyncio.Coroutine[[]byte]) string { return strings.TrimSuffix(string(aw(c)), "\n") }

// reader makes a reader that has been fed.
func reader(data string, eof bool, limit ...int) *asyncio.StreamReader {
	r := asyncio.NewStreamReader(limit...)
	r.FeedData([]byte(data))
	if eof {
		r.FeedEOF()
	}
	return r
}

func feedLater(r *asyncio.StreamReader, d float64, data string) {
	loop().CallLater(secs(d), func() { r.FeedData([]byte(data)) })
}

type handlerFunc = func(r *asyncio.StreamReader, w *asyncio.StreamWriter)

// listen starts a server.
func listen(f handlerFunc) *asyncio.Server {
	return aw(asyncio.StartServer(func(r *asyncio.StreamReader, w *asyncio.StreamWriter) *asyncio.Coroutine[none] {
		return def(func() { f(r, w) })
	}, "127.0.0.1", 0))
}

func dial(s *asyncio.Server) (*asyncio.StreamReader, *asyncio.StreamWriter) {
	c := aw(asyncio.OpenConnection("127.0.0.1", s.Port()))
	return c.Reader, c.Writer
}

func init() {
	programs["streams"] = readerPrograms()
	for name, f := range serverPrograms() {
		programs["streams"][name] = f
	}
	programs["subprocess"] = subprocessPrograms()
}

func readerPrograms() map[string]func() {
	return map[string]func(){
		"reader_line": func() {
			run(func() {
				r := reader("one\ntwo\nrest", true)
				p(text(r.ReadLine()), text(r.ReadLine()), text(r.ReadLine()), len(aw(r.ReadLine())), r.AtEOF())
			})
		},
		"reader_exactly": func() {
			run(func() {
				r := reader("abcdef", true)
				p(text(r.ReadExactly(4)))
				except(func() { aw(r.ReadExactly(4)) }, func(err error) {
					var e *asyncio.IncompleteReadError
					errors.As(err, &e)
					p(string(e.Partial), e.Expected, e.Error())
				})
			})
		},
		"reader_until": func() {
			run(func() {
				r, sep := reader("a;b;c", true), []byte(";")
				p(text(r.ReadUntil(sep)), text(r.ReadUntil(sep)), tr(r.ReadUntil(sep)))
			})
		},
		"reader_waits": func() {
			run(func() {
				r := reader("", false)
				feedLater(r, 1, "he")
				feedLater(r, 2, "llo\n")
				p(text(r.ReadLine()), now())
			})
		},
		"reader_two_waiters": func() {
			run(func() {
				r := reader("", false)
				t := task(r.Read(1))
				tick()
				p(tr(r.Read(1)))
				r.FeedData([]byte("x"))
				p(string(aw(t)))
			})
		},
		"reader_limit": func() {
			run(func() {
				r := reader("abcdefgh\nxy\n", false, 3)
				p(tr(r.ReadLine()))
				p(text(r.ReadLine()))
			})
		},
		"reader_exception": func() {
			run(func() {
				r := reader("", false)
				t := task(r.ReadLine())
				tick()
				r.SetException(valueError("lost"))
				p(tr(t), tr(r.Read()), en(r.Exception()))
			})
		},
		"reader_cancel": func() {
			run(func() {
				r := reader("", false)
				t := task(r.ReadLine())
				tick()
				t.Cancel()
				p(tr(t))
				r.FeedData([]byte("after\n"))
				p(text(r.ReadLine()))
			})
		},
		"reader_lines": func() {
			run(func() {
				for line := range asyncio.Each(reader("a\nb\nc", true)) {
					p(string(bytes.TrimSpace(line)))
				}
			})
		},
		"reader_parts": func() {
			run(func() {
				r := reader("abcdef", false)
				p(text(r.Read(2)), text(r.Read(0)) == "", text(r.Read(100)))
				r.FeedEOF()
				p(len(aw(r.Read())), len(aw(r.Read(5))))
			})
		},
		"reader_until_any": func() {
			run(func() {
				r := asyncio.NewStreamReader(6)
				r.FeedData([]byte("one\r\ntwo\nthree#"))
				seps := [][]byte{[]byte("\n"), []byte("\r\n"), []byte("##")}
				p(bytesRepr(aw(r.ReadUntil(seps...))), bytesRepr(aw(r.ReadUntil(seps...))))
				feedLater(r, 1, "#four")
				p(bytesRepr(aw(r.ReadUntil(seps...))), now())
				r.FeedData([]byte(" is too long"))
				p(tr(r.ReadUntil(seps...)))
				r.FeedEOF()
				p(bytesRepr(aw(r.Read())), tr(r.ReadUntil([]byte{}, []byte("x"))))
			})
		},
	}
}

func serverPrograms() map[string]func() {
	return map[string]func(){
		"echo": func() {
			run(func() {
				s := listen(func(r *asyncio.StreamReader, w *asyncio.StreamWriter) {
					p("connected")
					for line := range asyncio.Each(r) {
						w.Write(bytes.ToUpper(line))
						aw(w.Drain())
					}
					p("eof")
					w.Close()
					aw(w.WaitClosed())
					p("closed")
				})
				r, w := dial(s)
				w.WriteString("hello\n")
				p(text(r.ReadLine()))
				w.WriteLines([][]byte{[]byte("a\n"), []byte("b\n")})
				p(text(r.ReadLine()), text(r.ReadLine()))
				w.WriteEOF()
				p(len(aw(r.Read())), r.AtEOF())
				w.Close()
				p(w.IsClosing())
				aw(w.WaitClosed())
				s.Close()
				aw(s.WaitClosed())
				p(s.IsServing())
			})
		},
		"handler_fails": func() {
			run(func() {
				loop().SetExceptionHandler(func(_ *asyncio.Loop, c asyncio.ExceptionContext) { p(c.Message, en(c.Exception)) })
				s := listen(func(r *asyncio.StreamReader, w *asyncio.StreamWriter) {
					aw(r.ReadLine())
					raise("handler")
				})
				r, w := dial(s)
				w.WriteString("x\n")
				p(len(aw(r.Read())))
				w.Close()
				s.Close()
			})
		},
		"serve_forever": func() {
			run(func() {
				s := listen(func(*asyncio.StreamReader, *asyncio.StreamWriter) {})
				t := task(def(func() { with(s, func(*asyncio.Server) { aw(s.ServeForever()) }) }))
				tick()
				p(s.IsServing())
				t.Cancel()
				p(tr(t), s.IsServing())
			})
		},
	}
}

// bytesOrNone shows the output of a stream that may not be a pipe.
func bytesOrNone(data []byte) any {
	if data == nil {
		return nil
	}
	return strings.TrimSpace(string(data))
}

func subprocessPrograms() map[string]func() {
	in, out, errs := asyncio.WithStdin(asyncio.PIPE), asyncio.WithStdout(asyncio.PIPE), asyncio.WithStderr(asyncio.PIPE)
	return map[string]func(){
		"communicate": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessShell("cat; echo problem >&2; exit 3", in, out, errs))
				o := aw(c.Communicate([]byte("input\n")))
				p(bytesOrNone(o.Stdout), bytesOrNone(o.Stderr), c.ReturnCode)
			})
		},
		"exec": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessExec("/bin/echo", []string{"a", "b c"}, out))
				o := aw(c.Communicate())
				p(bytesOrNone(o.Stdout), bytesOrNone(o.Stderr), aw(c.Wait()))
			})
		},
		"lines": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessShell("echo one; echo two >&2; echo three", out, asyncio.WithStderr(asyncio.STDOUT)))
				for line := range asyncio.Each(c.Stdout) {
					p(string(bytes.TrimSpace(line)))
				}
				p(aw(c.Wait()))
			})
		},
		"dialogue": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessExec("/bin/cat", nil, in, out))
				for _, s := range []string{"a", "b"} {
					c.Stdin.WriteString(s + "\n")
					aw(c.Stdin.Drain())
					p(text(c.Stdout.ReadLine()))
				}
				c.Stdin.Close()
				p(len(aw(c.Stdout.Read())), aw(c.Wait()))
			})
		},
		"kill": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessExec("/bin/sleep", []string{"1000"}))
				must(c.Kill())
				p(aw(c.Wait()))
				d := aw(asyncio.CreateSubprocessExec("/bin/sleep", []string{"1000"}))
				must(d.Terminate())
				p(aw(d.Wait()), d.ReturnCode)
			})
		},
		"devnull": func() {
			run(func() {
				null := asyncio.DEVNULL
				c := aw(asyncio.CreateSubprocessShell("cat; echo hidden >&2", asyncio.WithStdin(null), out, asyncio.WithStderr(null)))
				o := aw(c.Communicate())
				p(len(o.Stdout), bytesOrNone(o.Stderr), c.ReturnCode)
			})
		},
		"environment": func() {
			run(func() {
				c := aw(asyncio.CreateSubprocessShell("echo $X; pwd", out, asyncio.WithEnv("X=value"), asyncio.WithDir("/")))
				p(strings.Fields(string(aw(c.Communicate()).Stdout)))
			})
		},
	}
}

// bytesRepr shows bytes as Python does.
func bytesRepr(b []byte) string { return "b'" + strings.Trim(fmt.Sprintf("%q", b), `"`) + "'" }
