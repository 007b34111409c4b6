// Package wire is the form of Jupyter messages: headers, parts, multipart frames and their signatures
// (jupyter_client docs, "The wire protocol"). It does no I/O and knows no message type; a transport frames and
// verifies with a [Codec], everything above it works with a [Message].
//
// Start with [NewCodec], [Codec.Encode] and [Codec.Decode].
package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Version is the version of the Jupyter messaging protocol that headers declare.
const Version = "5.5"

// Header is a message header. Date is ISO 8601; SubshellID is set on shell requests meant for a subshell (JEP 91).
type Header struct {
	MsgID      string `json:"msg_id"`
	Session    string `json:"session"`
	Username   string `json:"username"`
	Date       string `json:"date"`
	MsgType    string `json:"msg_type"`
	Version    string `json:"version"`
	SubshellID string `json:"subshell_id,omitempty"`
}

// Time parses the date. Clients that leave out the zone mean UTC.
func (h Header) Time() (time.Time, error) {
	t, err := time.Parse(time.RFC3339, h.Date)
	if err != nil {
		return time.Parse("2006-01-02T15:04:05", h.Date)
	}
	return t, nil
}

// Message is one Jupyter message. The JSON parts are raw: what a client sent is handed on as it came, unknown
// fields included, so that a parent header is echoed exactly. An empty part stands for {}. A Message must not be
// changed once it was handed to a transport.
type Message struct {
	// Identities are the routing frames: a client's ZeroMQ identity, or an iopub topic.
	Identities [][]byte
	// Header is the parsed form of RawHeader.
	Header Header
	// RawHeader is the header as it goes over the wire.
	RawHeader json.RawMessage
	// ParentHeader is the RawHeader of the request that caused this message.
	ParentHeader json.RawMessage
	Metadata     json.RawMessage
	Content      json.RawMessage
	// Buffers are the binary parts (comm messages).
	Buffers [][]byte
}

// New makes a message of the given type with a fresh id. content is marshalled as JSON, nil becomes {}.
// parent may be nil.
func New(msgType, session string, parent *Message, content any) (*Message, error) {
	raw, err := Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", msgType, err)
	}
	return NewRaw(msgType, session, parent, raw)
}

// NewRaw is New for content that is JSON already. It does not check that it is.
func NewRaw(msgType, session string, parent *Message, content json.RawMessage) (*Message, error) {
	header := Header{
		MsgID:    NewID(),
		Session:  session,
		Username: "kernel",
		Date:     time.Now().UTC().Format("2006-01-02T15:04:05.000000Z07:00"),
		MsgType:  msgType,
		Version:  Version,
	}
	raw, err := Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("header of %s: %w", msgType, err)
	}
	message := &Message{Header: header, RawHeader: raw, Content: content}
	if parent != nil {
		message.ParentHeader = parent.RawHeader
	}
	return message, nil
}

// Reply makes the answer to request, addressed to the client that sent it.
func Reply(msgType, session string, request *Message, content any) (*Message, error) {
	message, err := New(msgType, session, request, content)
	if err != nil {
		return nil, err
	}
	message.Identities = request.Identities
	return message, nil
}

// NewID returns a fresh unique id: a random UUID.
func NewID() string { return uuid.NewString() }

// Parent parses the parent header. It is zero when there is none.
func (m *Message) Parent() Header {
	var header Header
	if len(m.ParentHeader) > 0 && json.Unmarshal(m.ParentHeader, &header) != nil {
		return Header{}
	}
	return header
}

// Marshal is json.Marshal without the escaping of <, > and &, and with {} for nil.
func Marshal(v any) (json.RawMessage, error) {
	if v == nil {
		return json.RawMessage("{}"), nil
	}
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}
