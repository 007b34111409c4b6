package zmq_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"goasync/kernel/wire"
	"goasync/kernel/zmq"
)

var soak = flag.Int("soak", 400, "cells of the soak test; 10000 is the long form")

// soaker is one of the clients of the soak test.
type soaker struct {
	t          *testing.T
	random     *rand.Rand
	connection zmq.Connection
	session    string
	client     *zmq.Client
}

// do sends a request whose reply must come. Any status will do: other clients interrupt and fail as well.
func (s *soaker) do(channel wire.Channel, msgType string, content any) {
	exchange, err := s.client.Do(within(s.t), channel, msgType, content)
	if err != nil {
		s.t.Errorf("%s: %v", msgType, err)
		return
	}
	var reply struct{ Status string }
	if err := json.Unmarshal(exchange.Reply.Content, &reply); err != nil || reply.Status == "" {
		s.t.Errorf("%s: %s", msgType, exchange.Reply.Content)
	}
}

func (s *soaker) step() {
	execute := func(program string) { s.do(wire.Shell, "execute_request", code(program)) }
	switch n := s.random.IntN(20); {
	case n < 8:
		execute("print a\nvalue " + strconv.Itoa(n))
	case n < 10:
		execute("lines 1000\ndisplay a as b\nupdate b c")
	case n < 12:
		execute("fail E why")
	case n < 13:
		execute("after 5ms late\nafter 7ms fail")
	case n < 15:
		execute("sleep 1ms")
	case n < 16:
		s.do(wire.Control, "interrupt_request", nil)
	case n < 17:
		s.do(wire.Shell, "complete_request", map[string]any{"code": "pr", "cursor_pos": 2})
	case n < 18:
		s.comm()
	case n < 19:
		s.restart()
	default:
		s.disappear()
	}
}

// comm opens a comm, has a message echoed, and closes it.
func (s *soaker) comm() {
	id := wire.NewID()
	send := func(msgType string, content map[string]any) {
		content["comm_id"] = id
		if _, err := s.client.Send(wire.Shell, msgType, content); err != nil {
			s.t.Error(err)
		}
	}
	send("comm_open", map[string]any{"target_name": "echo", "data": map[string]any{}})
	send("comm_msg", map[string]any{"data": map[string]any{"n": 1}})
	send("comm_close", map[string]any{})
	s.do(wire.Shell, "comm_info_request", nil)
}

// restart connects anew, half of the times under the same identity and before the old connection has ended.
func (s *soaker) restart() {
	old := s.client
	if s.random.IntN(2) == 0 {
		s.session = wire.NewID()
		old.Close()
	}
	s.connect()
	old.Close()
}

// disappear sends a request and does not stay for the reply.
func (s *soaker) disappear() {
	if _, err := s.client.Send(wire.Shell, "execute_request", code("lines 1000")); err != nil {
		s.t.Error(err)
	}
	s.client.Close()
	s.connect()
}

func (s *soaker) connect() {
	client, err := zmq.Dial(within(s.t), s.connection, s.session)
	if err != nil {
		s.t.Error(err)
		runtime.Goexit() // this client's goroutine
	}
	s.client = client
}

// Eight clients work at once, interrupt each other, and come and go; then nothing of them is left.
func TestSoak(t *testing.T) {
	connection := startKernel(t, zmq.NewConnection(), zmq.Options{})
	round := func(cells int) {
		var clients sync.WaitGroup
		for i := range 8 {
			clients.Go(func() {
				s := &soaker{t: t, random: rand.New(rand.NewPCG(1, uint64(i))), connection: connection, session: wire.NewID()}
				s.connect()
				for range cells / 8 {
					s.step()
				}
				s.client.Close()
			})
		}
		clients.Wait()
	}
	round(*soak / 4) // warms up
	goroutines, memory := settled()
	round(*soak)
	for ctx := within(t); ; {
		goroutinesNow, memoryNow := settled()
		if goroutinesNow <= goroutines+2 && memoryNow < memory+16<<20 {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%d goroutines became %d, %d KB %d KB", goroutines, goroutinesNow, memory>>10, memoryNow>>10)
		}
	}
}

// settled returns the goroutines and the memory in use, once what has ended is gone.
func settled() (goroutines int, memory uint64) {
	for last := -1; goroutines != last; {
		last = goroutines
		time.Sleep(20 * time.Millisecond)
		goroutines = runtime.NumGoroutine()
	}
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return goroutines, stats.HeapAlloc
}
