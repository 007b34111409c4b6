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
// without knowing of it. What comes later, but within lateMost, is aborted if its date says that it was sent before.
const (
	burstGap  = 20 * time.Millisecond
	burstMost = 250 * time.Millisecond
	lateMost  = time.Second
)

// shell is where execute_requests run one after the other: the main shell, or a subshell (JEP 91).
type shell struct {
	id   string
	lane *lane

	mu      sync.Mutex
	arrived time.Time                // when the last request came
	stopped time.Time                // when the last failure was made known
	clocks  map[string]time.Duration // by how much our clock is ahead of a client's, at most, in this burst
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

// push queues r, and reports false when it is not to be run.
func (s *shell) push(r *request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	sent := s.sent(r, now)
	s.arrived = now
	if now.Sub(s.stopped) < lateMost && sent.Before(s.stopped) {
		return false
	}
	return s.lane.push(r)
}

// sent returns the latest time at which r may have been sent, by our clock. Its date is by the client's clock, which
// may be wrong, but not by more than it took the client's quickest message of this burst to come. mu is held.
func (s *shell) sent(r *request, now time.Time) time.Time {
	date, err := r.Header.Time()
	if err != nil {
		return now
	}
	if s.clocks == nil || now.Sub(s.arrived) > lateMost {
		s.clocks = map[string]time.Duration{}
	}
	client, ahead := string(clientKey(r.Message)), now.Sub(date)
	if known, ok := s.clocks[client]; ok {
		ahead = min(ahead, known)
	}
	s.clocks[client] = ahead
	return date.Add(ahead + dateResolution)
}

// dateResolution is how exact the dates of browsers are.
const dateResolution = time.Millisecond

// stop waits for the end of the burst that a failing request may be part of, and returns what is queued then.
func (s *shell) stop(ctx context.Context) []*request {
	for deadline := time.Now().Add(burstMost); ; {
		queued, wait := s.stopAt(deadline, ctx.Err() != nil)
		if wait <= 0 {
			return queued
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// stopAt empties the queue if the burst is over, or there is no more time. Else it returns how long to wait.
func (s *shell) stopAt(deadline time.Time, now bool) (queued []*request, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	quiet := s.arrived.Add(burstGap)
	if quiet.After(deadline) {
		quiet = deadline
	}
	if wait := time.Until(quiet); wait > 0 && !now {
		return nil, wait
	}
	s.stopped = time.Now()
	return s.lane.takeAll(), 0
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
