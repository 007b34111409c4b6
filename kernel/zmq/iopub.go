package zmq

import (
	"context"
	"strings"
	"time"

	"goasync/kernel/wire"
)

const (
	// maxTopics and maxSubscription bound what a subscriber can make us remember.
	maxTopics       = 1000
	maxSubscription = 64 << 10
	// Throttle waits for a subscriber as long as it reads this much in this time.
	patience  = time.Second
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
	var welcome [][]byte
	if on {
		welcome = s.welcome(topic)
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
		if welcome != nil {
			p.push(welcome) // before anything that is published from now on
		}
	default:
		s.log.Warn("too many subscriptions", "peer", p.name())
	}
}

// welcome makes the frames that greet a subscriber of topic.
func (s *socket) welcome(topic string) [][]byte {
	m := s.transport.handler.Subscribed(topic)
	if m == nil {
		return nil
	}
	greeting := *m
	greeting.Identities = nil
	if topic != "" {
		greeting.Identities = [][]byte{[]byte(topic)}
	}
	return s.transport.codec.Encode(&greeting)
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
// full. One that reads less than 64 KB a second does not count until it has read all it was sent.
func (t *Transport) Throttle(ctx context.Context) {
	if t.iopub.crowded.Load() == 0 {
		return
	}
	for _, p := range t.iopub.all() {
		p.throttle(ctx)
	}
}

func (p *peer) throttle(ctx context.Context) {
	for eased := p.queue.full(); eased != nil; eased = p.queue.full() {
		before := p.guard.written.Load()
		timer := time.NewTimer(patience)
		select {
		case <-eased:
			timer.Stop()
			return
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if p.guard.written.Load()-before < leastRead && p.queue.stall() {
			p.socket.log.Warn("a client reads too slowly to be waited for", "peer", p.name())
		}
	}
}
