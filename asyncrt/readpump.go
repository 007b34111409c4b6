package asyncio

import (
	"bytes"
	"io"
	"sync/atomic"
)

// readPump reads from outside into a StreamReader, where the loop's poller cannot. Its goroutine stops while what it has read and
// nobody has taken is more than twice the limit.
type readPump struct {
	loop    *Loop
	r       *StreamReader
	src     io.ReadCloser
	ended   func(err error)
	backlog atomic.Int64  // bytes read and not taken
	waiting atomic.Bool   // the goroutine waits for resume
	resume  chan struct{} // of capacity one
	quit    chan struct{} // closed by stop
}

// pumpChunk is how much the pump reads at once: little at first, for there may be many.
const (
	pumpChunkMin = 4 << 10
	pumpChunkMax = 64 << 10
)

// startPump makes r read from src. ended is called on the loop when that is over; err is nil at
// the end of the stream.
func startPump(l *Loop, r *StreamReader, src io.ReadCloser, ended func(err error)) {
	r.loop = l
	p := &readPump{loop: l, r: r, src: src, ended: ended, resume: make(chan struct{}, 1), quit: make(chan struct{})}
	r.source = p
	if l.pumps == nil {
		l.pumps = map[*readPump]struct{}{}
	}
	l.pumps[p] = struct{}{}
	go p.work()
}

// stop ends the pump of a reader that nobody will read from any more, and closes its source.
func (p *readPump) stop() {
	delete(p.loop.pumps, p)
	p.r.source = nil
	_ = p.src.Close()
	close(p.quit)
}

func (p *readPump) work() {
	buf := make([]byte, pumpChunkMin)
	for {
		n, err := p.src.Read(buf)
		p.backlog.Add(int64(n))
		chunk := &pumped{p: p, data: bytes.Clone(buf[:n]), err: err}
		if p.loop.post(readyItem{r: chunk}) != nil || err != nil || !p.await() {
			return
		}
		if n == len(buf) && n < pumpChunkMax {
			buf = make([]byte, 4*n)
		}
	}
}

// await waits until there is room; it gives false when the pump is to stop.
func (p *readPump) await() bool {
	limit := int64(p.r.limit)
	if p.backlog.Load() <= 2*limit {
		return true
	}
	p.waiting.Store(true)
	if p.backlog.Load() <= limit && p.waiting.CompareAndSwap(true, false) {
		return true
	}
	select {
	case <-p.resume:
		return true
	case <-p.quit:
		return false
	}
}

// taken has the pump read on, when it waits and there is room.
func (p *readPump) taken(n int) {
	if p.backlog.Add(int64(-n)) <= int64(p.r.limit) && p.waiting.CompareAndSwap(true, false) {
		p.resume <- struct{}{}
	}
}

// pumped is what a pump read, on its way to the loop.
type pumped struct {
	p    *readPump
	data []byte
	err  error
}

func (c *pumped) run(l *Loop, _ *future) {
	p, r := c.p, c.p.r
	if r.source != source(p) {
		return // it was stopped meanwhile
	}
	r.feed(c.data)
	if c.err == nil {
		return
	}
	r.source = nil
	delete(l.pumps, p)
	if c.err == io.EOF {
		r.FeedEOF()
		p.ended(nil)
	} else {
		p.ended(c.err)
	}
}
