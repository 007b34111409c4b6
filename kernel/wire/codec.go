package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"sync"
)

// What can be wrong with a message that came in. Decode's errors wrap one of these.
var (
	ErrDelimiter = errors.New("no <IDS|MSG> delimiter")
	ErrFrames    = errors.New("frames are missing")
	ErrSignature = errors.New("the signature does not match")
	ErrReplayed  = errors.New("the message was received before")
	ErrJSON      = errors.New("a part is not a JSON object")
	ErrHeader    = errors.New("the header is not one")
)

// delimiter parts the routing frames from the message.
const delimiter = "<IDS|MSG>"

// The parts of a message that are signed, in their order after the signature.
const (
	partHeader = iota
	partParent
	partMetadata
	partContent
	parts
)

var emptyObject = []byte("{}")

// Codec turns messages into frames and back, signed with the key of a connection. Safe for concurrent use.
type Codec struct {
	macs *sync.Pool // of hash.Hash; nil when nothing is signed
	seen replays
}

// NewCodec makes a codec for a signature scheme of a connection file: "hmac-sha256" or "hmac-sha512". With an empty
// key messages are not signed and not verified.
func NewCodec(scheme string, key []byte) (*Codec, error) {
	var newHash func() hash.Hash
	switch scheme {
	case "hmac-sha256":
		newHash = sha256.New
	case "hmac-sha512":
		newHash = sha512.New
	default:
		return nil, fmt.Errorf("signature scheme %q is not supported (hmac-sha256 and hmac-sha512 are)", scheme)
	}
	codec := &Codec{}
	if len(key) > 0 {
		key = bytes.Clone(key)
		codec.macs = &sync.Pool{New: func() any { return hmac.New(newHash, key) }}
	}
	return codec, nil
}

// Encode returns the frames of m: identities, delimiter, signature, the four JSON parts, buffers.
func (c *Codec) Encode(m *Message) [][]byte {
	frames := make([][]byte, 0, len(m.Identities)+2+parts+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, []byte(delimiter), nil)
	signature := len(frames) - 1
	for _, part := range []json.RawMessage{m.RawHeader, m.ParentHeader, m.Metadata, m.Content} {
		if len(part) == 0 {
			part = emptyObject
		}
		frames = append(frames, part)
	}
	frames[signature] = c.sign(frames[signature+1:])
	return append(frames, m.Buffers...)
}

// sign returns the signature of parts in hexadecimal, empty without a key.
func (c *Codec) sign(parts [][]byte) []byte {
	if c.macs == nil {
		return []byte{}
	}
	mac := c.macs.Get().(hash.Hash)
	defer c.macs.Put(mac)
	mac.Reset()
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

// Decode verifies frames and makes a message of them, which keeps parts of frames. It never panics, whatever the
// frames; nothing of them is parsed before the signature is found right.
func (c *Codec) Decode(frames [][]byte) (*Message, error) {
	at := -1
	for i, frame := range frames {
		if string(frame) == delimiter {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, ErrDelimiter
	}
	rest := frames[at+1:]
	if len(rest) < 1+parts {
		return nil, fmt.Errorf("%w: %d after the delimiter", ErrFrames, len(rest))
	}
	signature, body := rest[0], rest[1:1+parts]
	if c.macs != nil {
		if !hmac.Equal(c.sign(body), signature) {
			return nil, ErrSignature
		}
		if c.seen.again(signature) {
			return nil, ErrReplayed
		}
	}
	m := &Message{Identities: frames[:at], Buffers: rest[1+parts:]}
	return m, m.parse(body)
}

// parse sets the JSON parts.
func (m *Message) parse(body [][]byte) error {
	targets := [parts]*json.RawMessage{&m.RawHeader, &m.ParentHeader, &m.Metadata, &m.Content}
	for i, part := range body {
		if string(bytes.TrimSpace(part)) == "null" {
			part = emptyObject
		}
		if trimmed := bytes.TrimLeft(part, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' || !json.Valid(part) {
			return fmt.Errorf("%w: part %d", ErrJSON, i)
		}
		*targets[i] = part
	}
	if err := json.Unmarshal(m.RawHeader, &m.Header); err != nil {
		return fmt.Errorf("%w: %w", ErrHeader, err)
	}
	if m.Header.MsgType == "" || m.Header.MsgID == "" {
		return fmt.Errorf("%w: no msg_type or msg_id", ErrHeader)
	}
	return nil
}

// replays remembers the last signatures, as a message that comes twice is not from who signed it.
type replays struct {
	mu    sync.Mutex
	known map[mark]struct{}
	order []mark // a ring once it is full
	next  int
}

// mark is enough of a signature to tell it from others.
type mark [16]byte

// remembered is how many messages are known; a replay of an older one is not noticed.
const remembered = 1 << 16

// again reports whether signature was seen before, and remembers it.
func (r *replays) again(signature []byte) bool {
	var m mark
	if _, err := hex.Decode(m[:], signature[:2*len(m)]); err != nil {
		return false // cannot be: it equals one that we made
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, found := r.known[m]; found {
		return true
	}
	if r.known == nil {
		r.known = map[mark]struct{}{}
	}
	r.known[m] = struct{}{}
	if len(r.order) < remembered {
		r.order = append(r.order, m)
		return false
	}
	delete(r.known, r.order[r.next])
	r.order[r.next] = m
	r.next = (r.next + 1) % remembered
	return false
}
