package zmq

import (
	"context"
	"slices"
	"strings"
	"time"

	"goasync/kernel/wire"
)

const (
	// maxTopics and maxSubscription bound what a subscriber can make us remember.
	maxTopics       = 1000
	maxSubscription = 64 << 10
	// leastRead is what a subscriber must read in the time Options.Patience to be waited for.
	leastRead = 64 << 10
)

// subscription takes what a subscriber sent: 1 and a topic to subscribe, 0 and a topic to end that.
func (s *socket) subscription(p *peer, frames [][]byte) {
	if len(frames) != 1 || len(frames[0]) == 0 || frames[0][0] > 1 {
		s.log.Warn("a subscriber sent something else than a subscription", "peer", p.name())
		return
	}
	s.subscribe(p, string(frames[0][1:]), frames[0][0] == 1)
}

// subscribe changes the subscriptions of p, and greets it.
func (s *socket) subscribe(p *peer, topic string, on bool) {
	if s != s.transport.iopub {
		return
	}
	var greetings [][][]byte
	if on {
		for _, m := range s.transport.handler.Subscribed(topic) {
			greetings = append(greetings, s.transport.codec.Encode(m))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !on && p.topics[topic] > 1:
		p.topics[topic]--
	case !on:
		delete(p.topics, topic)
	case p.topics[topic] > 0 || len(p.topics) < maxTopics:
		p.topics[topic]++
		for _, frames := range greetings {
			p.push(frames) // before anything that is published from now on
		}
	default:
		s.log.Warn("too many subscriptions", "peer", p.name())
	}
}

// publish queues m for all subscribers of its topic.
func (s *socket) publish(m *wire.Message) {
	var topic string
	if len(m.Identities) > 0 {
		topic = string(m.Identities[0])
	}
	frames := s.transport.codec.Encode(m)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.peers {
		if p.subscribed(topic) {
			p.push(frames)
		}
	}
}

// subscribed reports whether p wants topic. socket.mu is held.
func (p *peer) subscribed(topic string) bool {
	for prefix := range p.topics {
		if strings.HasPrefix(topic, prefix) {
			return true
		}
	}
	return false
}

// Throttle implements kernel.Throttler: it returns when no subscriber that reads has more than half of its queue
// full. One that reads less than 64 KB in the time Options.Patience does not count until it has read all it was sent.
func (t *Transport) Throttle(ctx context.Context) {
	if t.iopub.crowded.Load() == 0 {
		return
	}
	var crowd []*reading
	for _, p := range t.iopub.all() {
		if eased := p.queue.full(); eased != nil {
			crowd = append(crowd, &reading{p, eased, p.guard.written.Load()})
		}
	}
	for len(crowd) > 0 {
		crowd = wait(ctx, crowd, t.options.Patience)
	}
}

// reading is a subscriber that is waited for.
type reading struct {
	peer   *peer
	eased  <-chan struct{} // closed when there is room
	before int64           // what it had read when the waiting began
}

// wait waits for all of crowd, but not longer than patience, and returns those that read and still have no room.
func wait(ctx context.Context, crowd []*reading, patience time.Duration) (still []*reading) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for i, r := range crowd {
		select {
		case <-r.eased:
		case <-ctx.Done():
			return nil
		case <-timer.C:
			return slices.DeleteFunc(crowd[i:], (*reading).over)
		}
	}
	return nil
}

// over reports whether r is not to be waited for any longer: there is room, or it does not read.
func (r *reading) over() bool {
	select {
	case <-r.eased:
		return true
	default:
	}
	now := r.peer.guard.written.Load()
	if now-r.before >= leastRead {
		r.before = now
		return false
	}
	if r.peer.queue.stall() {
		r.peer.socket.log.Warn("a client reads too slowly to be waited for", "peer", r.peer.name())
	}
	return true
}
