package kerneltest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"goasync/kernel/wire"
)

// Conversation runs scripts against a kernel on a Memory transport and writes down what is said. A script has a step
// on each line:
//
//	CHANNEL TYPE [OPTION…] {CONTENT}   sends a message; messages are numbered from 1
//	sleep DURATION                     lets (virtual) time pass
//	pause DURATION                     the same, without writing down what is said meanwhile
//	subscribe [TOPIC]                  subscribes to iopub
//
// with the options @from=NAME (the client, whose session it is as well), @parent=N, @subshell=ID, @cell=ID,
// @buffer=TEXT, @ago=DURATION (its date is that of a message that was held up, or of a clock that is late), and @hold,
// which sends the message together with the next one instead of waiting for the kernel to come to rest. In a step, $N.FIELD is a field of the content of the reply to message N.
//
// What the kernel says between two steps stands in the order in which it was said; only after a message on control,
// which is handled beside all else, and after messages that were sent together, it is grouped by parent.
//
// In the transcript "> N" is a message of the client, "< N" one of the kernel whose parent is message N, "< -" one
// without parent. Ids are written as id1, id2…, in the order in which they appear, and times and measurements as *.
type Conversation struct {
	memory *Memory
	settle func()
	text   strings.Builder
	number map[string]int         // of a message, by id
	ids    map[string]string      // what stands for an id in the transcript
	reply  map[int]map[string]any // contents of replies
	group  bool                   // what is said next
}

// NewConversation starts one. settle returns when the kernel has come to rest: synctest.Wait, in a bubble.
func NewConversation(memory *Memory, settle func()) *Conversation {
	return &Conversation{
		memory: memory, settle: settle,
		number: map[string]int{}, ids: map[string]string{}, reply: map[int]map[string]any{},
	}
}

// Run runs a script and returns the transcript.
func (c *Conversation) Run(script string) (string, error) {
	c.settle()
	c.hear()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := c.step(c.resolve(line)); err != nil {
			return "", fmt.Errorf("%s: %w", line, err)
		}
	}
	c.settle()
	c.hear()
	return c.text.String(), nil
}

var reference = regexp.MustCompile(`\$(\d+)\.(\w+)`)

// resolve replaces the references to replies.
func (c *Conversation) resolve(line string) string {
	return reference.ReplaceAllStringFunc(line, func(r string) string {
		parts := reference.FindStringSubmatch(r)
		n, _ := strconv.Atoi(parts[1]) // digits, by the pattern
		return fmt.Sprint(c.reply[n][parts[2]])
	})
}

func (c *Conversation) step(line string) error {
	command, rest, _ := strings.Cut(line, " ")
	switch command {
	case "sleep":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		fmt.Fprintf(&c.text, "> %s\n", line)
		time.Sleep(d)
	case "pause":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		fmt.Fprintf(&c.text, "> %s\n", line)
		time.Sleep(d)
		return nil
	case "subscribe":
		fmt.Fprintf(&c.text, "> %s\n", line)
		c.memory.Subscribe(rest)
	default:
		m, hold, err := c.message(rest)
		if err != nil {
			return err
		}
		c.memory.Deliver(wire.Channel(command), m)
		fmt.Fprintf(&c.text, "> %d %s %s\n", len(c.number), command, c.mask(rest))
		c.group = c.group || hold || command == "control"
		if hold {
			return nil
		}
	}
	c.settle()
	c.hear()
	return nil
}

// message makes a message of a step without its channel.
func (c *Conversation) message(step string) (m *wire.Message, hold bool, err error) {
	step, content, _ := strings.Cut(step, "{")
	words := strings.Fields(step)
	if len(words) == 0 {
		return nil, false, fmt.Errorf("no message type")
	}
	header := wire.Header{
		MsgID: fmt.Sprintf("m%d", len(c.number)+1), Session: "client", Username: "user", MsgType: words[0],
		Version: wire.Version, Date: time.Now().UTC().Format(time.RFC3339Nano),
	}
	m = &wire.Message{}
	if content != "" {
		m.Content = json.RawMessage("{" + content)
	}
	for _, word := range words[1:] {
		if word == "@hold" {
			hold = true
		} else if err := option(m, &header, word); err != nil {
			return nil, false, err
		}
	}
	c.number[header.MsgID] = len(c.number) + 1
	m.Header, m.Identities = header, [][]byte{[]byte(header.Session)}
	m.RawHeader, err = wire.Marshal(header)
	return m, hold, err
}

// option changes a message by one of the options of a step.
func option(m *wire.Message, header *wire.Header, word string) error {
	switch name, v, _ := strings.Cut(word, "="); name {
	case "@from":
		header.Session = v
	case "@parent":
		m.ParentHeader = json.RawMessage(`{"msg_id":"m` + v + `"}`)
	case "@subshell":
		header.SubshellID = v
	case "@cell":
		m.Metadata = json.RawMessage(`{"cellId":"` + v + `"}`)
	case "@ago":
		d, err := time.ParseDuration(v)
		if err != nil {
			return err
		}
		header.Date = time.Now().Add(-d).UTC().Format(time.RFC3339Nano)
	case "@buffer":
		m.Buffers = append(m.Buffers, []byte(v))
	default:
		return fmt.Errorf("unknown option %s", word)
	}
	return nil
}

// hear writes down what the kernel has sent.
func (c *Conversation) hear() {
	all := c.memory.Take()
	if c.group {
		slices.SortStableFunc(all, func(a, b Sent) int { return c.parent(a) - c.parent(b) })
	}
	c.group = false
	for _, sent := range all {
		m := sent.Message
		parent := "-"
		if n := c.parent(sent); n > 0 {
			parent = strconv.Itoa(n)
			c.remember(n, m)
		}
		fmt.Fprintf(&c.text, "< %s %s %s", parent, sent.Channel, m.Header.MsgType)
		if len(m.Metadata) > 2 {
			fmt.Fprintf(&c.text, " metadata=%s", c.mask(canonical(m.Metadata)))
		}
		content := c.mask(canonical(m.Content))
		if m.Header.MsgType == "usage_reply" {
			content = measurement.ReplaceAllString(content, ":*")
		}
		fmt.Fprintf(&c.text, " %s", content)
		for _, buffer := range m.Buffers {
			fmt.Fprintf(&c.text, " buffer=%s", buffer)
		}
		c.text.WriteByte('\n')
	}
}

// parent is the number of the message that s answers, 0 for none.
func (c *Conversation) parent(s Sent) int { return c.number[s.Message.Parent().MsgID] }

func (c *Conversation) remember(n int, m *wire.Message) {
	if !strings.HasSuffix(m.Header.MsgType, "_reply") {
		return
	}
	var content map[string]any
	if json.Unmarshal(m.Content, &content) == nil {
		c.reply[n] = content
	}
}

// canonical sorts the fields of a JSON object.
func canonical(raw json.RawMessage) string {
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		return string(raw)
	}
	text, err := wire.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

var (
	uuids       = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	times       = regexp.MustCompile(`"started":"[^"]*"`)
	measurement = regexp.MustCompile(`:(\d[\d.e+]*|"[^"]*")`)
)

// mask replaces what differs between runs.
func (c *Conversation) mask(text string) string {
	text = times.ReplaceAllString(text, `"started":"*"`)
	return uuids.ReplaceAllStringFunc(text, func(id string) string {
		if c.ids[id] == "" {
			c.ids[id] = fmt.Sprintf("id%d", len(c.ids)+1)
		}
		return c.ids[id]
	})
}
