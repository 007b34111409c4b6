package kernel

import (
	"context"
	"slices"
	"sync"
	"time"

	"goasync/kernel/wire"
)

// A front end that runs all cells sends the requests in one go, and a cell may fail before the last of them is sent,
// let alone read. All of them are to be aborted, but what is sent in answer to the failure is not. So the failure is
// kept back until no request has come for the time burstGap, at most burstMost: what comes before that was sent
// without knowing of it, and what comes later is not aborted.
const (
	burstGap  = 20 * time.Millisecond
	burstMost = 250 * time.Millisecond
)

// shell is where execute_requests run one after the other: the main shell, or a subshell (JEP 91).
type shell struct {
	id   string
	lane *lane

	mu      sync.Mutex
	arrived time.Time // when the last request came
}

func (k *Kernel) newShell(id string) *shell {
	s := &shell{id: id}
	s.lane = newLane(func(r *request) { k.serveExecute(s, r) })
	return s
}

// enqueue puts an execute_request into the lane of its shell.
func (k *Kernel) enqueue(r *request) {
	k.mu.Lock()
	s := k.shells[r.Header.SubshellID]
	k.mu.Unlock()
	switch {
	case s == nil:
		k.log.Warn("execute_request for an unknown subshell", "subshell", r.Header.SubshellID)
		k.framed(r, func() { r.fail("SubshellNotFound", "no subshell "+r.Header.SubshellID) })
	case !s.push(r):
		k.abort([]*request{r})
	}
}

// abort answers execute_requests that will not run.
func (k *Kernel) abort(requests []*request) {
	for _, r := range requests {
		k.framed(r, func() { r.reply(map[string]any{"status": Aborted}) })
	}
}

// framed calls serve between busy and idle.
func (k *Kernel) framed(r *request, serve func()) {
	k.status("busy", r.Message)
	serve()
	k.idle(r)
}

func (s *shell) push(r *request) bool {
	s.mu.Lock()
	s.arrived = time.Now()
	s.mu.Unlock()
	return s.lane.push(r)
}

// stop waits for the end of the burst that a failing request may be part of, and returns what is queued then.
func (s *shell) stop(ctx context.Context) []*request {
	for deadline := time.Now().Add(burstMost); ; {
		s.mu.Lock()
		quiet := s.arrived.Add(burstGap)
		s.mu.Unlock()
		if quiet.After(deadline) {
			quiet = deadline
		}
		wait := time.Until(quiet)
		if wait <= 0 {
			return s.lane.takeAll()
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return s.lane.takeAll()
		}
	}
}

func (k *Kernel) createSubshell(r *request) {
	s := k.newShell(wire.NewID())
	k.mu.Lock()
	k.shells[s.id] = s
	k.subshells = append(k.subshells, s.id)
	k.mu.Unlock()
	r.reply(map[string]any{"status": OK, "subshell_id": s.id})
}

func (k *Kernel) deleteSubshell(r *request) {
	var content struct {
		SubshellID string `json:"subshell_id"`
	}
	if !r.decode(&content) {
		return
	}
	k.mu.Lock()
	s := k.shells[content.SubshellID]
	if content.SubshellID != "" {
		delete(k.shells, content.SubshellID)
		k.subshells = slices.DeleteFunc(k.subshells, func(id string) bool { return id == content.SubshellID })
	}
	k.mu.Unlock()
	if s == nil || s.id == "" {
		r.fail("SubshellNotFound", "no subshell "+content.SubshellID)
		return
	}
	s.lane.close()
	k.abort(s.lane.takeAll())
	r.reply(map[string]any{"status": OK})
}

func (k *Kernel) listSubshell(r *request) {
	k.mu.Lock()
	ids := append([]string{}, k.subshells...) // never null
	k.mu.Unlock()
	r.reply(map[string]any{"status": OK, "subshell_id": ids})
}
