package asyncio_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"

	asyncio "goasync/asyncrt"
)

// realRun runs a main function on the real clock and fails the test when it fails.
func realRun(t *testing.T, f func()) {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := asyncio.Run(asyncio.NewCoroutineVoid("main", f), asyncio.WithoutInterrupts())
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("hangs")
	}
}

// echo sends every line back.
func echo(r *asyncio.StreamReader, w *asyncio.StreamWriter) *asyncio.Coroutine[none] {
	return def(func() {
		for line := range asyncio.Each(r) {
			w.Write(line)
			aw(w.Drain())
		}
		w.Close()
	})
}

func connect(t *testing.T, s *asyncio.Server, o ...asyncio.StreamOption) *asyncio.Connection {
	return aw(asyncio.OpenConnection("127.0.0.1", s.Port(), o...))
}

// talk sends lines to an echo server and checks what comes back.
func talk(t *testing.T, c *asyncio.Connection) {
	for _, line := range []string{"one\n", "two\n", strings.Repeat("x", 50000) + "\n"} {
		c.Writer.WriteString(line)
		aw(c.Writer.Drain())
		if got := string(aw(c.Reader.ReadLine())); got != line {
			t.Errorf("got %d bytes, want %d", len(got), len(line))
		}
	}
	c.Writer.WriteEOF()
	if rest := aw(c.Reader.Read()); len(rest) > 0 || !c.Reader.AtEOF() {
		t.Errorf("left: %q", rest)
	}
	c.Writer.Close()
	aw(c.Writer.WaitClosed())
}

func TestStreamEcho(t *testing.T) {
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		with(s, func(*asyncio.Server) {
			aw(asyncio.Gather(
				def(func() { talk(t, connect(t, s)) }),
				def(func() { talk(t, connect(t, s)) })))
		})
		if s.IsServing() {
			t.Error("serves after close")
		}
	})
}

func TestUnixStreams(t *testing.T) {
	realRun(t, func() {
		path := filepath.Join(t.TempDir(), "s")
		with(aw(asyncio.StartUnixServer(echo, path)), func(*asyncio.Server) {
			talk(t, aw(asyncio.OpenUnixConnection(path)))
		})
	})
}

// certificate makes a self-signed certificate for 127.0.0.1's name and a pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"test"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	leaf, _ := x509.ParseCertificate(der)
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLSStreams(t *testing.T) {
	cert, pool := certificate(t)
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0,
			asyncio.WithTLS(&tls.Config{Certificates: []tls.Certificate{cert}})))
		with(s, func(*asyncio.Server) {
			c := connect(t, s, asyncio.WithTLS(&tls.Config{RootCAs: pool, ServerName: "test"}))
			c.Writer.WriteString("hello\n")
			if got := string(aw(c.Reader.ReadLine())); got != "hello\n" {
				t.Errorf("got %q", got)
			}
			c.Writer.Close()
			aw(c.Writer.WaitClosed())
		})
	})
}

// A sender that is faster than its receiver is held by Drain, and nothing is lost.
func TestStreamBackpressure(t *testing.T) {
	const total, chunk = 20 << 20, 1 << 18
	realRun(t, func() {
		received := asyncio.NewFuture[int]()
		s := aw(asyncio.StartServer(func(r *asyncio.StreamReader, w *asyncio.StreamWriter) *asyncio.Coroutine[none] {
			return def(func() {
				n := 0
				for {
					data := aw(r.Read(chunk))
					if len(data) == 0 {
						break
					}
					n += len(data)
					if n%(1<<21) < len(data) {
						aw(asyncio.Sleep(time.Millisecond))
					}
				}
				received.SetResult(n)
				w.Close()
			})
		}, "127.0.0.1", 0))
		with(s, func(*asyncio.Server) {
			c := connect(t, s)
			waited := false
			for range total / chunk {
				c.Writer.Write(make([]byte, chunk))
				task := asyncio.CreateTask(c.Writer.Drain())
				aw(asyncio.Sleep(0))
				aw(asyncio.Sleep(0))
				waited = waited || !task.Done()
				aw(task)
			}
			c.Writer.Close()
			if got := aw(received); got != total {
				t.Errorf("received %d of %d bytes", got, total)
			}
			if !waited {
				t.Error("Drain never waited")
			}
		})
	})
}

func TestStreamReader(t *testing.T) {
	rows := []struct {
		name string
		feed string
		call func(r *asyncio.StreamReader) any
		want string
	}{
		{"read all", "abc", func(r *asyncio.StreamReader) any { return string(aw(r.Read())) }, "abc"},
		{"read some", "abc", func(r *asyncio.StreamReader) any { return string(aw(r.Read(2))) }, "ab"},
		{"read none", "abc", func(r *asyncio.StreamReader) any { return string(aw(r.Read(0))) }, ""},
		{"exactly", "abcd", func(r *asyncio.StreamReader) any { return string(aw(r.ReadExactly(3))) }, "abc"},
		{"exactly too many", "ab", func(r *asyncio.StreamReader) any { return tr(r.ReadExactly(3)) },
			"IncompleteReadError: 2 bytes read on a total of 3 expected bytes"},
		{"line", "a\nb", func(r *asyncio.StreamReader) any { return string(aw(r.ReadLine())) }, "a\n"},
		{"last line", "ab", func(r *asyncio.StreamReader) any { return string(aw(r.ReadLine())) }, "ab"},
		{"until", "a--b", func(r *asyncio.StreamReader) any { return string(aw(r.ReadUntil([]byte("--")))) }, "a--"},
		{"until end", "ab", func(r *asyncio.StreamReader) any { return tr(r.ReadUntil([]byte("--"))) },
			"IncompleteReadError: 2 bytes read on a total of undefined expected bytes"},
		{"long line", "0123456789\n", func(r *asyncio.StreamReader) any { return tr(r.ReadLine()) },
			"ValueError: Separator is found, but chunk is longer than limit"},
		{"endless line", "01234567890", func(r *asyncio.StreamReader) any { return tr(r.ReadUntil()) },
			"LimitOverrunError: Separator is not found, and chunk exceed the limit"},
		{"negative", "", func(r *asyncio.StreamReader) any { return tr(r.ReadExactly(-1)) },
			"ValueError: readexactly size can not be less than zero"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			run(func() {
				r := asyncio.NewStreamReader(8)
				l := loop()
				for i, c := range []byte(row.feed) {
					l.CallLater(time.Duration(i), func() { r.FeedData([]byte{c}) })
				}
				l.CallLater(time.Second, r.FeedEOF)
				if strings.HasPrefix(row.name, "long") || strings.HasPrefix(row.name, "read") {
					aw(asyncio.Sleep(time.Second / 2))
				}
				if got := str(row.call(r)); got != row.want {
					t.Errorf("got %q, want %q", got, row.want)
				}
			})
		})
	}
}

func TestConnectionRefused(t *testing.T) {
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0))
		port := s.Port()
		s.Close()
		if _, err := asyncio.Await(asyncio.OpenConnection("127.0.0.1", port)); err == nil {
			t.Error("connected to a closed server")
		}
	})
}

func TestSubprocess(t *testing.T) {
	realRun(t, func() {
		pr := aw(asyncio.CreateSubprocessShell("cat; echo err >&2; exit 3",
			asyncio.WithStdin(asyncio.PIPE), asyncio.WithStdout(asyncio.PIPE), asyncio.WithStderr(asyncio.PIPE)))
		big := strings.Repeat("0123456789\n", 50000)
		out := aw(pr.Communicate([]byte(big)))
		if string(out.Stdout) != big || string(out.Stderr) != "err\n" || pr.ReturnCode != 3 {
			t.Errorf("%d bytes, %q, %d", len(out.Stdout), out.Stderr, pr.ReturnCode)
		}
	})
}

func TestSubprocessLines(t *testing.T) {
	realRun(t, func() {
		pr := aw(asyncio.CreateSubprocessExec("/bin/sh", []string{"-c", "for i in 1 2 3; do echo $i; done"},
			asyncio.WithStdout(asyncio.PIPE), asyncio.WithStderr(asyncio.STDOUT)))
		var all string
		for line := range asyncio.Each(pr.Stdout) {
			all += string(line)
		}
		if code := aw(pr.Wait()); all != "1\n2\n3\n" || code != 0 {
			t.Errorf("%q, %d", all, code)
		}
	})
}

func TestSubprocessKill(t *testing.T) {
	realRun(t, func() {
		pr := aw(asyncio.CreateSubprocessExec("sleep", []string{"1000"}))
		if _, err := asyncio.Await(asyncio.WaitFor(pr.Wait(), time.Millisecond)); !errors.Is(err, asyncio.ErrTimeout) {
			t.Error(err)
		}
		if err := pr.Kill(); err != nil {
			t.Error(err)
		}
		if code := aw(pr.Wait()); code != -9 {
			t.Error(code)
		}
		if pr.Terminate() == nil {
			t.Error("terminated a process that has ended")
		}
	})
}

func TestSubprocessMissing(t *testing.T) {
	realRun(t, func() {
		if _, err := asyncio.Await(asyncio.CreateSubprocessExec("/no/such/program", nil)); err == nil {
			t.Error("started")
		}
	})
}

// A server that is told to begins to accept connections later; until then they wait.
func TestStartServing(t *testing.T) {
	realRun(t, func() {
		s := aw(asyncio.StartServer(echo, "127.0.0.1", 0, asyncio.WithoutServing()))
		if s.IsServing() {
			t.Error("it serves")
		}
		c := connect(t, s)
		c.Writer.WriteString("early\n")
		aw(s.StartServing())
		aw(s.StartServing())
		if got := string(aw(c.Reader.ReadLine())); got != "early\n" || !s.IsServing() {
			t.Error(got)
		}
		c.Writer.Close()
		s.Close()
		if got := tr(s.StartServing()); !strings.HasPrefix(got.(string), "RuntimeError") {
			t.Error(got)
		}
	})
}
