package kernel_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"goasync/kernel"
	"goasync/kernel/kerneltest"
	"goasync/kernel/wire"
)

// program is a language in which every cell runs one function.
type program struct {
	kerneltest.Toy
	run func(out kernel.Output)
}

func (p *program) Execute(_ context.Context, _ kernel.ExecuteRequest, out kernel.Output) kernel.ExecuteReply {
	p.run(out)
	return kernel.ExecuteReply{}
}

// execute runs a cell with that function and returns what was sent once all is at rest.
func execute(t *testing.T, run func(out kernel.Output)) []kerneltest.Sent {
	t.Helper()
	memory := runKernel(t, &program{run: run})
	header := wire.Header{MsgID: "1", MsgType: "execute_request"}
	raw, err := wire.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	memory.Deliver(wire.Shell, &wire.Message{Header: header, RawHeader: raw, Identities: [][]byte{[]byte("client")}})
	time.Sleep(time.Hour)
	synctest.Wait()
	return memory.Take()
}

// texts joins the streams of messages, by name, and counts the messages.
func texts(t *testing.T, sent []kerneltest.Sent) (joined map[string]string, messages int) {
	t.Helper()
	joined = map[string]string{}
	for _, s := range sent {
		var content struct{ Name, Text string }
		if s.Message.Header.MsgType != "stream" {
			continue
		}
		if err := json.Unmarshal(s.Message.Content, &content); err != nil {
			t.Fatal(err)
		}
		joined[content.Name] += content.Text
		messages++
	}
	return joined, messages
}

// However a text is cut into writes, over two streams and with pauses between, each stream has its text.
func TestStreamsKeepTheirText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := strings.Repeat("aä€😀\n", 20_000)
	synctest.Test(t, func(t *testing.T) {
		sent := execute(t, func(out kernel.Output) {
			rest := map[string]string{kernel.Stdout: text, kernel.Stderr: text}
			for len(rest[kernel.Stdout])+len(rest[kernel.Stderr]) > 0 {
				name := []string{kernel.Stdout, kernel.Stderr}[random.IntN(2)]
				n := min(random.IntN(50), len(rest[name]))
				if random.IntN(100) == 0 {
					n = min(random.IntN(30_000), len(rest[name]))
				}
				out.Stream(name, rest[name][:n])
				rest[name] = rest[name][n:]
			}
		})
		joined, _ := texts(t, sent)
		for name, got := range joined {
			if got != text {
				t.Errorf("%s differs: %d bytes of %d", name, len(got), len(text))
			}
		}
	})
}

// A million short writes are few messages, and none of them is long.
func TestStreamsAreGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := execute(t, func(out kernel.Output) {
			for range 1_000_000 {
				out.Stream(kernel.Stdout, "x\n")
			}
		})
		joined, messages := texts(t, sent)
		if len(joined[kernel.Stdout]) != 2_000_000 || messages > 40 {
			t.Errorf("%d bytes in %d messages", len(joined[kernel.Stdout]), messages)
		}
		for _, s := range sent {
			if len(s.Message.Content) > 1<<20 {
				t.Errorf("a message of %d bytes", len(s.Message.Content))
			}
		}
	})
}

// Bytes that are no UTF-8, at the end of all output too, do not get lost or stuck.
func TestStreamsOfOtherBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		joined, _ := texts(t, execute(t, func(out kernel.Output) { out.Stream(kernel.Stdout, "a\xffb\xe2\x82") }))
		if got := joined[kernel.Stdout]; got != "a\ufffdb\ufffd\ufffd" && got != "a\ufffdb\ufffd" {
			t.Errorf("got %q", got)
		}
	})
}

// Tasks that write at once from many goroutines, after their cell has ended, keep the order of their own writes.
func TestStreamsFromManyTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tasks sync.WaitGroup
		sent := execute(t, func(out kernel.Output) {
			for i := range 50 {
				tasks.Go(func() {
					for n := range 100 {
						time.Sleep(time.Duration(i%7) * time.Millisecond)
						out.Stream(kernel.Stdout, string(rune('A'+i))+string(rune('a'+n%26))+" ")
					}
				})
			}
		})
		joined, _ := texts(t, sent)
		next := map[byte]int{}
		for word := range strings.FieldsSeq(joined[kernel.Stdout]) {
			if int(word[1]-'a') != next[word[0]]%26 {
				t.Fatalf("%s comes after %d of its kind", word, next[word[0]])
			}
			next[word[0]]++
		}
		if len(next) != 50 {
			t.Errorf("%d tasks wrote", len(next))
		}
	})
}

// What is no JSON is said in the cell, and the reply comes all the same.
func TestOutputThatCannotBeShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := execute(t, func(out kernel.Output) {
			out.Display(kernel.DisplayData{MIMEBundle: kernel.MIMEBundle{Data: map[string]any{"a/json": math.NaN()}}})
		})
		joined, _ := texts(t, sent)
		if got := joined[kernel.Stderr]; !strings.Contains(got, "cannot be shown") || !strings.Contains(got, "NaN") {
			t.Errorf("got %q", got)
		}
		if last := sent[len(sent)-2].Message; last.Header.MsgType != "execute_reply" {
			t.Errorf("no reply but %s", last.Header.MsgType)
		}
	})
}

// A cell that ends its goroutine, or panics, ends neither the kernel nor the wait of its client.
func TestCellThatExitsItsGoroutine(t *testing.T) {
	for _, run := range []func(kernel.Output){
		func(kernel.Output) { runtime.Goexit() },
		func(kernel.Output) { panic(errors.New("oh")) },
	} {
		synctest.Test(t, func(t *testing.T) {
			sent := execute(t, run)
			reply := sent[len(sent)-2].Message
			if reply.Header.MsgType != "execute_reply" || !strings.Contains(string(reply.Content), "InternalError") {
				t.Errorf("got %s %s", reply.Header.MsgType, reply.Content)
			}
		})
	}
}

func BenchmarkStream(b *testing.B) {
	memory := kerneltest.NewMemory()
	started := make(chan kernel.Output)
	k := kernel.New(kernel.Options{Transport: memory, Language: &program{run: func(out kernel.Output) { started <- out }}})
	go k.Run(b.Context())
	header := wire.Header{MsgID: "1", MsgType: "execute_request"}
	raw, _ := wire.Marshal(header)
	memory.Deliver(wire.Shell, &wire.Message{Header: header, RawHeader: raw})
	out := <-started
	b.ReportAllocs()
	for b.Loop() {
		out.Stream(kernel.Stdout, "hello, world\n")
	}
}
