package kernel

import (
	"context"
	"errors"
	"slices"
	"sync"

	"goasync/kernel/wire"
)

// errEnded is what a waiting Input fails with when the kernel ends.
var errEnded = errors.New("the kernel is shutting down")

// inputs are the input_requests that wait for their answers. A client is asked one thing at a time.
type inputs struct {
	mu      sync.Mutex
	clients map[string]*inputQueue // that are asked something
	stale   []string               // questions that were given up; an answer to one is not an answer to the next
}

// inputQueue is what is asked of one client; the first entry is on its screen. inputs.mu guards it.
type inputQueue struct {
	waiting []*question
}

// question is one call of Input.
type question struct {
	id       string // of the input_request, once sent
	answered bool
	turn     chan struct{}
	answer   chan answer
}

type answer struct {
	text string
	err  error
}

// Input implements Output.
func (o *output) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if !o.stdin {
		return "", ErrNoStdin
	}
	client := string(clientKey(o.request))
	q := o.kernel.inputs.ask(client)
	defer o.kernel.inputs.leave(client, q)
	select {
	case <-q.turn:
	case a := <-q.answer:
		return "", a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	content := map[string]any{"prompt": prompt, "password": password}
	message, err := wire.Reply("input_request", o.kernel.session, o.request, content)
	if err != nil {
		return "", err
	}
	o.kernel.inputs.sent(q, message.Header.MsgID)
	o.kernel.iopub.end(o.request)
	if err := o.kernel.transport.Send(Stdin, message); err != nil {
		return "", err
	}
	select {
	case a := <-q.answer:
		return a.text, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func clientKey(m *wire.Message) []byte {
	if len(m.Identities) == 0 {
		return nil
	}
	return m.Identities[0]
}

// maxStale bounds what is remembered of questions that were given up.
const maxStale = 100

// ask joins the queue of client.
func (i *inputs) ask(client string) *question {
	q := &question{turn: make(chan struct{}), answer: make(chan answer, 1)}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.clients == nil {
		i.clients = map[string]*inputQueue{}
	}
	queue := i.clients[client]
	if queue == nil {
		queue = &inputQueue{}
		i.clients[client] = queue
	}
	queue.waiting = append(queue.waiting, q)
	if len(queue.waiting) == 1 {
		close(q.turn)
	}
	return q
}

func (i *inputs) sent(q *question, id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	q.id = id
}

// leave ends q and gives the next question of client its turn.
func (i *inputs) leave(client string, q *question) {
	i.mu.Lock()
	defer i.mu.Unlock()
	queue := i.clients[client]
	for n, other := range queue.waiting {
		if other != q {
			continue
		}
		queue.waiting = append(queue.waiting[:n:n], queue.waiting[n+1:]...)
		if n == 0 && len(queue.waiting) > 0 {
			close(queue.waiting[0].turn)
		}
		break
	}
	if len(queue.waiting) == 0 {
		delete(i.clients, client)
	}
	if q.id == "" || q.answered {
		return
	}
	if len(i.stale) >= maxStale {
		i.stale = i.stale[1:]
	}
	i.stale = append(i.stale, q.id)
}

// failAll makes every waiting Input fail.
func (i *inputs) failAll(err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, queue := range i.clients {
		for _, q := range queue.waiting {
			q.deliver(answer{err: err})
		}
	}
}

func (q *question) deliver(a answer) {
	select {
	case q.answer <- a:
	default: // has one
	}
}

// reply hands an input_reply to the question that its client is looking at, and reports whether there was one. Many
// clients leave out the parent header, so only the parent of a question that was given up speaks against it.
func (i *inputs) reply(client, parent, value string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	queue := i.clients[client]
	if queue == nil || len(queue.waiting) == 0 || queue.waiting[0].id == "" || slices.Contains(i.stale, parent) {
		return false
	}
	q := queue.waiting[0]
	q.answered = true
	q.deliver(answer{text: value})
	return true
}

// inputReply takes an input_reply.
func (k *Kernel) inputReply(m *wire.Message) {
	r := &request{Message: m, kernel: k, channel: Stdin}
	var content struct {
		Value string `json:"value"`
	}
	if !r.decode(&content) {
		return
	}
	if !k.inputs.reply(string(clientKey(m)), m.Parent().MsgID, content.Value) {
		k.log.Warn("input_reply that nobody waits for")
	}
}
