// Package kernel is the behaviour of a Jupyter kernel: it routes requests, keeps the execution count, the history
// and the comms, gives each output its parent header, and orders what is seen on iopub. It knows neither the
// language, which is a [Language], nor the network, which is a [Transport].
//
//	k := kernel.New(kernel.Options{Language: language, Transport: transport})
//	err := k.Run(ctx)
//
// # Who waits for whom
//
// Requests are handled in lanes, each a goroutine with a queue: execute_requests of the main shell in one, those of
// each subshell in one of its own, comm messages in one, questions to the language in one, those that the kernel
// answers itself in one, interrupts and shutdown in one. So cells run one at a time and in order, nothing else ever
// waits for a cell, and an interrupt waits for nothing. Every request is framed by the statuses
// busy and idle, and its reply is sent before idle. When a request that overtook a running cell turns idle, the
// cell's busy is sent again, because front ends show, and cullers believe, the last status they saw.
//
// Output of a request goes through an [Output], which keeps the request's parent header for ever: a task that outlives
// its cell still writes into that cell.
//
// # What it does not do
//
// It holds no debugger, only the part of its messages on which a variable panel stands; it does not stop a cell that
// ignores [Language.Interrupt]; and it does not watch a parent process, see [WatchParent] for that.
package kernel

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"goasync/kernel/wire"
)

// How long the end of the kernel waits for running cells, and for Language.Shutdown.
const (
	cellGrace     = time.Second
	languageGrace = 3 * time.Second
)

// Options are what a kernel is made of. Language and Transport are required.
type Options struct {
	Language  Language
	Transport Transport
	// Logger takes what goes wrong; contents of cells appear at debug level only. nil logs nothing.
	Logger *slog.Logger
	// Notice is shown on the standard error stream of the first cell, before anything else; empty shows nothing.
	Notice string
	// History keeps the inputs and outputs; nil keeps those of this session in memory.
	History *History
}

// Kernel is a running kernel. Make it with New.
type Kernel struct {
	language  Language
	transport Transport
	log       *slog.Logger
	history   *History
	session   string
	iopub     *publisher
	comms     *Comms
	inputs    inputs

	run         context.Context // of cells and queries; set by Run
	cancel      context.CancelFunc
	stopServing context.CancelFunc
	ending      sync.Once
	asked       atomic.Bool // a client has sent something

	debugger debugger
	meter    usageMeter

	lanes [laneCount]*lane

	mu        sync.Mutex
	shells    map[string]*shell // by subshell id, "" is the main one
	subshells []string          // ids, oldest first
	running   []*request        // executing, oldest first
	executed  int               // the execution count
	notice    string            // that was not shown yet
}

// New makes a kernel that does nothing yet.
func New(options Options) *Kernel {
	k := &Kernel{
		language:  options.Language,
		transport: options.Transport,
		log:       options.Logger,
		history:   options.History,
		session:   wire.NewID(),
		shells:    map[string]*shell{},
		notice:    options.Notice,
	}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	if k.history == nil {
		k.history = NewHistory()
	}
	k.iopub = &publisher{transport: k.transport, session: k.session, log: k.log}
	k.comms = newComms(k)
	k.run, k.cancel = context.WithCancel(context.Background())
	return k
}

// Comms returns the comms, where targets are registered.
func (k *Kernel) Comms() *Comms { return k.comms }

// Run serves clients until one asks for shutdown, ctx is done, or the transport fails, and then ends the language
// and closes the transport. It returns the transport's error, if any. A kernel runs once.
func (k *Kernel) Run(ctx context.Context) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	k.stopServing = stop
	for i := range k.lanes {
		k.lanes[i] = newLane(k.handle)
	}
	k.shells[""] = k.newShell("")
	k.iopub.send(k.starting())
	failure := k.transport.Serve(serving, k)
	k.end(false)
	k.closeLanes()
	return errors.Join(failure, k.transport.Close(), k.history.Close())
}

// Interrupt interrupts the running cells, as an interrupt_request does.
func (k *Kernel) Interrupt() {
	k.language.Interrupt() // first: an input that fails is to be known as interrupted
	k.inputs.failAll(ErrInterrupted)
}

// end stops the cells and shuts the language down, once.
func (k *Kernel) end(restart bool) {
	k.ending.Do(func() {
		shells := k.allShells()
		for _, s := range shells {
			s.lane.close()
			k.abort(s.lane.takeAll())
		}
		k.inputs.failAll(errEnded)
		k.language.Interrupt()
		k.cancel()
		k.await(cellGrace, "a cell does not end", func() {
			for _, s := range shells {
				<-s.lane.done
			}
		})
		k.await(languageGrace, "the language does not shut down", func() {
			defer k.recovered("shutdown")
			k.language.Shutdown(restart)
		})
	})
}

func (k *Kernel) allShells() []*shell {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Collect(maps.Values(k.shells))
}

// closeLanes ends all lanes but those of shells, when they have handled what came before the end.
func (k *Kernel) closeLanes() {
	for _, l := range k.lanes {
		l.close()
	}
	k.await(cellGrace, "a request does not end", func() {
		for _, l := range k.lanes {
			<-l.done
		}
	})
}

// await calls done in a goroutine and waits for it, but not longer than grace.
func (k *Kernel) await(grace time.Duration, complaint string, done func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		done()
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
		k.log.Warn(complaint, "waited", grace)
	}
}

// throttle holds output back while clients that read are far behind.
func (k *Kernel) throttle() {
	if t, ok := k.transport.(Throttler); ok {
		t.Throttle(k.run)
	}
}

// starting is the first status. Its subscribers come later, see Subscribed.
func (k *Kernel) starting() *wire.Message {
	m, err := wire.New("status", k.session, nil, map[string]any{"execution_state": "starting"})
	if err != nil {
		panic(err) // a constant
	}
	m.Identities = topic("status")
	return m
}

func (k *Kernel) status(state string, cause *wire.Message) {
	k.logError("status", k.iopub.publish("status", cause, map[string]any{"execution_state": state}))
}

func (k *Kernel) logError(what string, err error) {
	if err != nil {
		k.log.Error(what, "error", err)
	}
}
