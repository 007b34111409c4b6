package wire

// Channel names one of the sockets of a kernel.
type Channel string

// The channels of a kernel that carry messages; the heartbeat carries none and is the transport's own business.
const (
	Shell   Channel = "shell"
	Control Channel = "control"
	Stdin   Channel = "stdin"
	IOPub   Channel = "iopub"
)

// Handler receives what a transport delivers. Its methods return quickly.
type Handler interface {
	// Receive takes a message that came in on Shell, Control or Stdin.
	Receive(channel Channel, m *Message)
	// Subscribed returns the messages with which a new iopub subscriber of topic is greeted, with their topic frames
	// (iopub_welcome, JEP 65), or nil for none.
	Subscribed(topic string) []*Message
}
