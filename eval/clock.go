package eval

import asyncio "goasync/asyncrt"

// setClock decides the clock of the session's loop: one that %clock can switch, but for clocks of other kinds.
func (s *Session) setClock(c asyncio.Clock) {
	switch c.(type) {
	case nil:
		s.clock = asyncio.NewSwitchClock(false)
	case *asyncio.VirtualClock:
		s.clock = asyncio.NewSwitchClock(true)
	}
}
