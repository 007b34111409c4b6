package asyncio

// taskList is the loop's pending tasks in the order of their creation, with holes.
type taskList struct {
	tasks []*task
	n     int
}

const taskListMinimum = 64

func (s *taskList) add(t *task) {
	if len(s.tasks) >= taskListMinimum && len(s.tasks) >= 2*s.n {
		s.compact()
	}
	t.index = uint32(len(s.tasks))
	s.tasks = append(s.tasks, t)
	s.n++
}

func (s *taskList) remove(t *task) {
	if i := int(t.index); i < len(s.tasks) && s.tasks[i] == t {
		s.tasks[i] = nil
		s.n--
	}
}

func (s *taskList) compact() {
	kept := s.tasks[:0]
	for _, t := range s.tasks {
		if t != nil {
			t.index = uint32(len(kept))
			kept = append(kept, t)
		}
	}
	clear(s.tasks[len(kept):])
	s.tasks = kept
	if cap(kept) > readyShrink && len(kept) < cap(kept)/8 {
		s.tasks = append([]*task(nil), kept...)
	}
}

// all gives the tasks.
func (s *taskList) all() []*task {
	s.compact()
	return append([]*task(nil), s.tasks...)
}
