package eval

// HoldCompiler keeps cells from being compiled until release is called.
func (s *Session) HoldCompiler() (release func()) {
	s.compile.Lock()
	return s.compile.Unlock
}

// Remembered is how many cells have come.
func (s *Session) Remembered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.history)
}

// Running is how many cells run.
func (s *Session) Running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running)
}

// MemoryOf is the memory that a system with these files gives.
var MemoryOf = memoryOf
