package asleep

import "testing"

const (
	self = "goroutine 1 [running]:\ngoasync/eval.sleepers()\n\t/src/eval/deadlock.go:1 +0x1\ncreated by goasync/eval.NewSession in goroutine 1\n\t/src/eval/session.go:1\n"

	code  = "github.com/traefik/yaegi/interp.runCfg(0xc0001, 0xc0002)\n\t/src/run.go:234 +0x265\n"
	pull  = "created by iter.Pull[...] in goroutine 24\n\t/src/iter.go:271 +0x90\n"
	goStm = "created by github.com/traefik/yaegi/interp.call.func9 in goroutine 53\n\t/src/run.go:1\n"

	receives = "goroutine 25 [select, 2 minutes]:\ngoasync/eval/internal/rt.receiveFrom[...](0xc0, 0xc1)\n\t/src/channel.go:127 +0xa5\nreflect.Value.call({0x10, 0x33})\n\t/src/value.go:586\n" + code + pull
	selects  = "goroutine 41 [select]:\nreflect.rselect({0x33, 0x1, 0x33})\n\t/src/select.go:1\nreflect.Select({0x33, 0x1})\n\t/src/value.go:1\ngoasync/eval/internal/rt.(*Env).wait(0xc0, {0xc1, 0x1})\n\t/src/channel.go:60\n" + code + pull
	native   = "goroutine 42 [chan receive]:\nreflect.chanrecv(0x33, 0x1)\n\t/src/chan.go:1\nreflect.Value.Recv(0x33)\n\t/src/value.go:1\ngithub.com/traefik/yaegi/interp.recv2.func2(0xc0)\n\t/src/run.go:3625\n" + code + goStm
	group    = "goroutine 53 [sync.WaitGroup.Wait]:\nsync.runtime_SemacquireWaitGroup(0x0?, 0x0?)\n\t/src/sema.go:114\nsync.(*WaitGroup).Wait(0x33)\n\t/src/waitgroup.go:206\n" + code + goStm
	idle     = "goroutine 16 [coroutine]:\niter.Pull[...].func1.1()\n\t/src/iter.go:1\ngoasync/asyncrt.(*worker).serve(0x33, 0x33)\n\t/src/worker.go:45\n" + pull
	loop     = "goroutine 24 [coroutine]:\niter.Pull[...].func2()\n\t/src/iter.go:317\ngoasync/eval.(*Session).serve(0x33)\n\t/src/session.go:199\ncreated by goasync/eval.NewSession in goroutine 21\n\t/src/session.go:190\n"
	socket   = "goroutine 9 [IO wait]:\ninternal/poll.runtime_pollWait(0x7f, 0x72)\n\t/src/netpoll.go:1\nbufio.(*Reader).Read(0x33)\n\t/src/bufio.go:1\ncreated by goasync/kernel/zmq.(*Socket).serve in goroutine 7\n\t/src/socket.go:1\n"
	first    = "goroutine 1 [chan receive]:\nmain.main()\n\t/src/main.go:1\n"

	sleeping  = "goroutine 60 [sleep]:\ntime.Sleep(0x3b9aca00)\n\t/src/time.go:1\n" + code + goStm
	timed     = "goroutine 61 [select]:\ngoasync/eval/internal/rt.(*Env).Sleep(0xc0, 0x1)\n\t/src/interrupt.go:1\n" + code + pull
	computing = "goroutine 62 [runnable]:\n" + code + goStm
	serving   = "goroutine 63 [IO wait]:\ninternal/poll.runtime_pollWait(0x7f, 0x72)\n\t/src/netpoll.go:1\nnet/http.(*conn).serve(0x33)\n\t/src/server.go:1\ncreated by net/http.(*Server).Serve in goroutine 60\n\t/src/server.go:1\n"
	ownLoop   = "goroutine 64 [select]:\ngoasync/asyncrt.(*RealClock).Wait(0xc0)\n\t/src/clock.go:1\n" + code + "created by goasync/asyncrt.(*Executor).start in goroutine 24\n\t/src/executor.go:1\n"
	child     = "goroutine 65 [chan receive]:\nos/exec.(*Cmd).Wait(0xc0)\n\t/src/exec.go:1\n" + code + goStm
)

func TestAll(t *testing.T) {
	tests := []struct {
		name       string
		goroutines []string
		sleepers   string
	}{
		{"a channel", []string{first, loop, receives, socket}, "25"},
		{"a select", []string{loop, selects, idle}, "41"},
		{"the interpreter's own operation", []string{loop, selects, native}, "41 42"},
		{"a group and a channel", []string{group, loop, receives}, "53 25"},
		{"nothing of a cell", []string{first, loop, socket, idle}, ""},
		{"one sleeps for a time", []string{loop, receives, sleeping}, ""},
		{"the cell sleeps for a time", []string{loop, timed}, ""},
		{"one computes", []string{loop, receives, computing}, ""},
		{"a server", []string{loop, selects, serving}, ""},
		{"a loop in a thread", []string{loop, receives, ownLoop}, ""},
		{"a child process", []string{loop, receives, child}, ""},
	}
	for _, test := range tests {
		dump := self
		for _, g := range test.goroutines {
			dump += "\n" + g
		}
		if sleepers := All(dump); sleepers != test.sleepers {
			t.Errorf("%s: %q sleep, want %q", test.name, sleepers, test.sleepers)
		}
	}
}
