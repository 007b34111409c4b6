package kernel

import (
	"slices"
	"sync"
	"time"

	"goasync/kernel/wire"
)

// shell is where execute_requests run one after the other: the main shell, or a subshell (JEP 91).
type shell struct {
	id   string
	lane *lane

	mu      sync.Mutex
	failure stopped // the last that stopped what was queued
}

// stopped is the moment at which a failing cell aborted the requests that its client had sent after it.
type stopped struct {
	request *request
	at      time.Time
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
	case !s.lane.push(r):
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

// stop returns what r, which failed, aborts of the queue. What was sent before now and is still on its way is
// aborted when it comes, see aborted.
func (s *shell) stop(r *request) []*request {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = stopped{request: r, at: time.Now()}
	return s.lane.takeAll()
}

// aborted reports whether r was sent before its client could know of the last failure.
func (s *shell) aborted(r *request, clocks *clocks) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure.request != nil && clocks.before(r, s.failure)
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
