package eval

import (
	asyncio "goasync/asyncrt"
	"goasync/eval/magic"
)

// setClock decides the clock of the session's loop: one that %clock can switch, but for clocks of other kinds.
func (s *Session) setClock(c asyncio.Clock) {
	switch c.(type) {
	case nil:
		s.clock = asyncio.NewSwitchClock(false)
	case *asyncio.VirtualClock:
		s.clock = asyncio.NewSwitchClock(true)
	}
}

// switchClock performs %clock. Time does not go back: what waits goes on waiting for what is left.
func (p *performer) switchClock(step magic.Step) Result {
	switch {
	case p.clock == nil:
		return failed("MagicError", "the clock of this session cannot be switched")
	case step.Args == "":
	case step.Args != "virtual" && step.Args != "real":
		return misused(step, "no clock %q", step.Args)
	case !p.onLoop(func() { p.clock.SetVirtual(step.Args == "virtual") }):
		return failed("MagicError", "the loop is busy: the clock stays as it is")
	}
	if p.clock.Virtual() {
		p.print("the clock is virtual: sleeps take no time\n")
	} else {
		p.print("the clock is real\n")
	}
	return Result{}
}
