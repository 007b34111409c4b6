package rt

// TracingFlag is the name of the variable that says whether lowered code marks the statements that it comes to.
const TracingFlag = "tracing"

// UseTracing makes flag the variable of that name.
func (e *Env) UseTracing(flag *bool) { e.tracing = flag }

// Trace has mark told the places in cells that async functions come to, until the function returned is called. The
// loop calls both.
func (e *Env) Trace(mark func(place int)) (stop func()) {
	e.marking = mark
	setFlag(e.tracing, true)
	return func() {
		setFlag(e.tracing, false)
		e.marking = nil
	}
}

// at tells the range of the statement of a cell that comes next.
func (e *Env) at(from, to int) {
	if !onLoop() {
		e.leaveAbandoned()
	}
	e.At(from, to)
}

// Mark tells the tracer, if there is one, that the loop comes to a place.
func (e *Env) Mark(place int) {
	if e.marking != nil {
		e.marking(place)
	}
}
