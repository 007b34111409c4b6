package kernel

import (
	"slices"
	"strings"
	"sync"
)

// What a session's history is bounded to, in memory and in its file. Longer inputs and outputs are cut off.
const (
	historyEntries = 10_000
	historyInput   = 256 << 10
	historyOutput  = 16 << 10
)

// HistoryEntry is a cell that was run. Sessions are numbered from 1; Line is the execution count.
type HistoryEntry struct {
	Session int    `json:"s"`
	Line    int    `json:"l"`
	Input   string `json:"i"`
	Output  string `json:"o,omitempty"`
}

// History holds what history_request asks for: the cells of this session and, if it was opened on a directory, of
// earlier ones. Safe for concurrent use.
type History struct {
	mu      sync.Mutex
	entries []HistoryEntry // of this session, oldest first
	store   *historyStore  // nil when nothing is kept
}

// NewHistory makes a history that is forgotten when the kernel ends.
func NewHistory() *History { return &History{} }

// Add appends a cell of this session. It does no I/O, see Sync.
func (h *History) Add(line int, input, output string) {
	entry := HistoryEntry{Line: line, Input: cut(input, historyInput), Output: cut(output, historyOutput)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.entries) >= historyEntries {
		h.entries = slices.Delete(h.entries, 0, historyEntries/10)
	}
	h.entries = append(h.entries, entry)
	if h.store != nil {
		h.store.pending = append(h.store.pending, entry)
	}
}

// cut shortens text to at most n bytes, at a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return strings.Clone(text[:n]) // not to keep the rest
}

// Sync writes what was added to the file, if there is one.
func (h *History) Sync() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.store == nil {
		return nil
	}
	return h.store.write()
}

// Close writes what was added and closes the file.
func (h *History) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.store == nil {
		return nil
	}
	return h.store.close()
}

// Range returns the cells start to stop-1 of a session: 0 is this one, -1 the one before it. In this session negative
// numbers count from the end; stop 0 means no end. As in IPython, the entries have session number 0 when 0 was asked for.
func (h *History) Range(session, start, stop int) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	current := h.number()
	if session < 0 {
		session += current
	}
	label := session
	if session != 0 && session != current {
		return inRange(h.earlier(), session, start, stop)
	}
	if n := len(h.entries); n > 0 {
		end := h.entries[n-1].Line + 1
		if start < 0 {
			start += end
		}
		if stop < 0 {
			stop += end
		}
	}
	return relabel(inRange(h.entries, 0, start, stop), label)
}

func inRange(entries []HistoryEntry, session, start, stop int) []HistoryEntry {
	var found []HistoryEntry
	for _, e := range entries {
		if e.Session == session && e.Line >= start && (stop == 0 || e.Line < stop) {
			found = append(found, e)
		}
	}
	return found
}

// Tail returns the last n cells of all sessions, oldest first.
func (h *History) Tail(n int) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return last(h.all(), n)
}

// Search returns the last n cells, all for n 0, whose input matches a pattern with the wildcards * and ?. unique
// leaves out all but the last of equal inputs.
func (h *History) Search(pattern string, n int, unique bool) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []HistoryEntry
	seen := map[string]bool{}
	all := h.all()
	for i := len(all) - 1; i >= 0 && (n <= 0 || len(found) < n); i-- {
		e := all[i]
		if unique && seen[e.Input] || !glob(pattern, e.Input) {
			continue
		}
		seen[e.Input] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

func relabel(entries []HistoryEntry, session int) []HistoryEntry {
	for i := range entries {
		entries[i].Session = session
	}
	return entries
}

func last(entries []HistoryEntry, n int) []HistoryEntry {
	return entries[max(len(entries)-max(n, 0), 0):]
}

// all returns the cells of all sessions with their true session numbers.
func (h *History) all() []HistoryEntry {
	all := slices.Clone(h.earlier())
	number := h.number()
	for _, e := range h.entries {
		e.Session = number
		all = append(all, e)
	}
	return all
}

// number is the number of this session.
func (h *History) number() int {
	if h.store == nil {
		return 1
	}
	return h.store.number()
}

func (h *History) earlier() []HistoryEntry {
	if h.store == nil {
		return nil
	}
	return h.store.earlier()
}

// glob matches text as SQLite's GLOB does, but for its character classes: * is any text, ? any character.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, mark, i, j := -1, 0, 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// historyRequest answers history_request.
func (k *Kernel) historyRequest(r *request) {
	var content struct {
		Output  bool   `json:"output"`
		Type    string `json:"hist_access_type"`
		Session int    `json:"session"`
		Start   int    `json:"start"`
		Stop    int    `json:"stop"`
		N       int    `json:"n"`
		Pattern string `json:"pattern"`
		Unique  bool   `json:"unique"`
	}
	if !r.decode(&content) {
		return
	}
	var entries []HistoryEntry
	switch content.Type {
	case "range":
		entries = k.history.Range(content.Session, content.Start, content.Stop)
	case "tail":
		entries = k.history.Tail(content.N)
	case "search":
		entries = k.history.Search(content.Pattern, content.N, content.Unique)
	}
	r.reply(map[string]any{"status": OK, "history": historyContent(entries, content.Output)})
}

// historyContent makes the tuples of history_reply.
func historyContent(entries []HistoryEntry, output bool) [][]any {
	tuples := make([][]any, len(entries))
	for i, e := range entries {
		tuples[i] = []any{e.Session, e.Line, e.Input}
		if !output {
			continue
		}
		var text any = e.Output
		if e.Output == "" {
			text = nil
		}
		tuples[i][2] = []any{e.Input, text}
	}
	return tuples
}
