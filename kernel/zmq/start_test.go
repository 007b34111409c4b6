package zmq_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"goasync/kernel"
	"goasync/kernel/kerneltest"
	"goasync/kernel/wire"
	"goasync/kernel/zmq"
)

// journal is a logger's output, for tests.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// take returns the lines logged since the last call.
func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(j.text.String()), "\n")
	j.text.Reset()
	if lines[0] == "" {
		return nil
	}
	return lines
}

func (j *journal) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// startKernel runs a kernel for the toy language on a connection until the test ends.
func startKernel(t testing.TB, connection zmq.Connection, options zmq.Options) zmq.Connection {
	t.Helper()
	transport, err := zmq.Listen(connection, options)
	if err != nil {
		t.Fatal(err)
	}
	k := kernel.New(kernel.Options{Language: &kerneltest.Toy{}, Transport: transport, Logger: options.Logger})
	k.Comms().Register("echo", kerneltest.Echo)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return transport.Connection()
}

// within is a context for one step of a test, with room for a machine that is busy.
func within(t testing.TB) context.Context { return lasting(t, 5*time.Minute) }

func lasting(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func dial(t testing.TB, connection zmq.Connection, session string) *zmq.Client {
	t.Helper()
	client, err := zmq.Dial(within(t), connection, session)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func do(t testing.TB, client *zmq.Client, channel wire.Channel, msgType string, content any) *zmq.Exchange {
	t.Helper()
	exchange, err := client.Do(within(t), channel, msgType, content)
	if err != nil {
		t.Fatalf("%s: %v", msgType, err)
	}
	return exchange
}

func code(text string) map[string]any { return map[string]any{"code": text} }
