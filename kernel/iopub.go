package kernel

import (
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"goasync/kernel/wire"
)

// How stream output is gathered: it is sent when it is this old, this long, or in this many pieces. The start of a
// UTF-8 sequence waits longer for its end.
const (
	flushDelay  = 10 * time.Millisecond
	flushBytes  = 64 << 10
	flushPieces = 128
	holdDelay   = 500 * time.Millisecond
)

// publisher is the one writer of iopub: whatever is published leaves in the order of the calls, and streams, which
// are gathered, before anything published after them.
type publisher struct {
	transport Transport
	session   string
	log       *slog.Logger

	mu     sync.Mutex
	pieces []*piece
	bytes  int
	timer  *time.Timer
	set    bool // timer will flush
	soon   bool // and after flushDelay
}

// piece is stream output of one request, not sent yet.
type piece struct {
	request *wire.Message
	name    string
	text    strings.Builder
	held    time.Time // when a flush left text behind, which is the start of a UTF-8 sequence; zero if none did
}

// reset makes text all that there is of the piece.
func (p *piece) reset(text string) {
	text = strings.Clone(text)
	p.text.Reset()
	p.text.WriteString(text)
}

// stream adds text to what request has written to the stream of that name.
func (p *publisher) stream(request *wire.Message, name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	target := p.piece(request, name)
	target.text.WriteString(text)
	target.held = time.Time{}
	p.bytes += len(text)
	if p.bytes >= flushBytes || len(p.pieces) >= flushPieces {
		p.flush(nil)
	}
	p.arm()
}

// piece returns what text of that stream can be added to without changing the order of what is seen: the last piece,
// or a new one, to which the start of a character moves that an earlier piece ends with.
func (p *publisher) piece(request *wire.Message, name string) *piece {
	fresh := &piece{request: request, name: name}
	for i := len(p.pieces) - 1; i >= 0; i-- {
		earlier := p.pieces[i]
		if earlier.request != request || earlier.name != name {
			continue
		}
		if i == len(p.pieces)-1 {
			return earlier
		}
		text := earlier.text.String()
		n := len(text) - incomplete(text)
		fresh.text.WriteString(text[n:])
		earlier.reset(text[:n])
		break
	}
	p.pieces = append(p.pieces, fresh)
	return fresh
}

// arm sets the timer for what waits.
func (p *publisher) arm() {
	if len(p.pieces) == 0 || p.soon {
		return
	}
	delay := holdDelay
	for _, piece := range p.pieces {
		if piece.held.IsZero() {
			delay, p.soon = flushDelay, true
			break
		}
	}
	switch {
	case p.timer == nil:
		p.timer = time.AfterFunc(delay, p.tick)
	case p.soon || !p.set:
		p.timer.Reset(delay)
	}
	p.set = true
}

func (p *publisher) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set, p.soon = false, false
	p.flush(nil)
	p.arm()
}

// flush sends the pieces. The start of a UTF-8 sequence at the end of a piece stays behind for a while, but not when
// the piece is of request ended, which writes no more.
func (p *publisher) flush(ended *wire.Message) {
	var left []*piece
	for _, piece := range p.pieces {
		text := piece.text.String()
		n := len(text)
		if piece.request != ended && (piece.held.IsZero() || time.Since(piece.held) < holdDelay) {
			n -= incomplete(text)
		}
		if n > 0 {
			p.sendStream(piece, text[:n])
		}
		if n < len(text) {
			piece.reset(text[n:])
			if piece.held.IsZero() {
				piece.held = time.Now()
			}
			left = append(left, piece)
		}
	}
	clear(p.pieces)
	p.pieces, p.bytes = append(p.pieces[:0], left...), 0
}

// incomplete returns how many bytes at the end of text begin a UTF-8 sequence without ending it.
func incomplete(text string) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		tail := text[len(text)-n:]
		if utf8.RuneStart(tail[0]) {
			if utf8.FullRuneInString(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

func (p *publisher) sendStream(piece *piece, text string) {
	content := make([]byte, 0, len(text)+len(text)/16+len(piece.name)+64)
	content = wire.AppendString(append(content, `{"name":`...), piece.name)
	content = wire.AppendString(append(content, `,"text":`...), text)
	message, err := wire.NewRaw("stream", p.session, piece.request, append(content, '}'))
	if err == nil {
		message.Identities = topic("stream." + piece.name)
		err = p.transport.Send(IOPub, message)
	}
	if err != nil {
		p.log.Error("stream output is lost", "error", err)
	}
}

// send publishes message, after the streams that were written before.
func (p *publisher) send(message *wire.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flush(nil)
	if err := p.transport.Send(IOPub, message); err != nil {
		p.log.Error("output is lost", "type", message.Header.MsgType, "error", err)
	}
}

// end sends all streams of request to the last byte.
func (p *publisher) end(request *wire.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flush(request)
}

// publish makes a message and sends it. It fails when content does not marshal.
func (p *publisher) publish(msgType string, request *wire.Message, content any) error {
	message, err := wire.New(msgType, p.session, request, content)
	if err != nil {
		return err
	}
	message.Identities = topic(msgType)
	p.send(message)
	return nil
}

// topic is the routing frame of an iopub message. Clients subscribe to all of them.
func topic(name string) [][]byte {
	return [][]byte{[]byte("kernel." + name)}
}
