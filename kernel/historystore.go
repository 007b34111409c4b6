package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// What the directory of a history is bounded to; the oldest sessions go first.
const (
	historySessions = 500
	historyBytes    = 16 << 20
)

// historyStore keeps each session in a file of its own, a JSON object a line. The file's name is the session's
// number, and creating it takes the number, so that kernels that run at the same time cannot get the same.
// History.mu guards it.
type historyStore struct {
	dir     string
	session int
	file    *os.File
	pending []HistoryEntry
	broken  bool // an error has been reported; nothing is kept any more
	loaded  bool
	before  []HistoryEntry
}

// OpenHistory makes a history that is kept in the directory dir, which is created when the first cell is stored. The
// files are readable by their owner only.
func OpenHistory(dir string) *History {
	return &History{store: &historyStore{dir: dir}}
}

func sessionFile(number int) string { return fmt.Sprintf("session-%06d.jsonl", number) }

// sessions lists the numbers of the sessions in the directory, in order.
func (s *historyStore) sessions() []int {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil
	}
	var numbers []int
	for _, e := range entries {
		var number int
		if _, err := fmt.Sscanf(e.Name(), "session-%d.jsonl", &number); err == nil && e.Name() == sessionFile(number) {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// number is the number of this session: the next free one for as long as nothing was stored.
func (s *historyStore) number() int {
	if s.session == 0 {
		numbers := s.sessions()
		if len(numbers) == 0 {
			return 1
		}
		return numbers[len(numbers)-1] + 1
	}
	return s.session
}

// open takes a number and creates the file.
func (s *historyStore) open() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	s.prune()
	for range 1000 {
		number := s.number()
		file, err := os.OpenFile(filepath.Join(s.dir, sessionFile(number)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		s.file, s.session = file, number
		return nil
	}
	return fmt.Errorf("no free session number in %s", s.dir)
}

// prune removes the oldest sessions where there are too many.
func (s *historyStore) prune() {
	numbers := s.sessions()
	slices.Reverse(numbers)
	var total int64
	for i, number := range numbers {
		name := filepath.Join(s.dir, sessionFile(number))
		if info, err := os.Stat(name); err == nil {
			total += info.Size()
		}
		if i >= historySessions || i > 0 && total > historyBytes {
			_ = os.Remove(name) // another kernel may have done it
		}
	}
}

// write appends what is pending. After an error nothing more is kept: a full disk is said once.
func (s *historyStore) write() error {
	if len(s.pending) == 0 {
		return nil
	}
	pending := s.pending
	s.pending = nil
	if s.broken {
		return nil
	}
	err := s.append(pending)
	if err != nil {
		s.broken = true
		return fmt.Errorf("the history is kept no longer: %w", err)
	}
	return nil
}

func (s *historyStore) append(entries []HistoryEntry) error {
	if s.file == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	for _, e := range entries {
		e.Session = s.session
		if err := encoder.Encode(e); err != nil {
			return err
		}
	}
	_, err := s.file.Write(buffer.Bytes())
	return err
}

func (s *historyStore) close() error {
	err := s.write()
	if s.file == nil {
		return err
	}
	file := s.file
	s.file = nil
	return errors.Join(err, file.Close())
}

// earlier reads the sessions before this one, once.
func (s *historyStore) earlier() []HistoryEntry {
	if s.loaded {
		return s.before
	}
	s.loaded = true
	for _, number := range s.sessions() {
		if number == s.session {
			break
		}
		s.before = append(s.before, readSession(filepath.Join(s.dir, sessionFile(number)), number)...)
	}
	s.before = last(s.before, historyEntries)
	return s.before
}

// readSession reads what can be read of a file.
func readSession(name string, number int) []HistoryEntry {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	var entries []HistoryEntry
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 4*historyInput)
	for lines.Scan() {
		var e HistoryEntry
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // cut short when a kernel was killed
		}
		e.Session = number
		entries = append(entries, e)
	}
	return entries
}
