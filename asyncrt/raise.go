package asyncio

// Must gives v, or raises err: a call that can fail, where its error is not wanted as a value. Cells write the call
// alone (`q.GetNowait()`), compiled programs this.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// MustErr raises err when it is not nil: a call that can fail, as a statement.
func MustErr(err error) {
	if err != nil {
		panic(err)
	}
}

// ErrOf gives the error of a call whose value is not wanted: `err := asyncio.Run(main())` of a main without value.
func ErrOf[T any](_ T, err error) error { return err }

// Like gives v. Its first argument is there for its type alone: v is converted to that, as an assignment to it does.
func Like[T any](_ T, v T) T { return v }

// Defers keeps the functions that an `async with` block defers: they belong to the function around the block, which
// runs them by `defer d.Run()`. The zero value is empty.
type Defers struct{ list []func() }

// Add defers f.
func (d *Defers) Add(f func()) { d.list = append(d.list, f) }

// Run runs the deferred functions, last first. While a panic unwinds, each may recover it by calling recover itself,
// as a deferred function does; what is left of the panic goes on. It must be deferred.
func (d *Defers) Run() { d.unwind(recover()) }

func (d *Defers) unwind(p any) {
	for len(d.list) > 0 {
		last := len(d.list) - 1
		f := d.list[last]
		d.list = d.list[:last]
		p = runDeferred(f, p)
	}
	if p != nil {
		panic(p)
	}
}

// runDeferred runs f as a deferred function of a call that panics with p, or returns when p is nil. It gives the
// panic that is left.
func runDeferred(f func(), p any) (left any) {
	defer func() { left = recover() }()
	defer f()
	if p != nil {
		panic(p)
	}
	return nil
}
