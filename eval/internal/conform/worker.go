package conform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// request is a program on its way to a worker, a line of JSON.
type request struct {
	Name   string
	Source string
}

// response is what a worker made of it, a line of JSON.
type response struct {
	Output string
	Error  string // empty when the program ended well
	Ran    bool   // whether anything ran before the error
}

// Outcome is what an evaluator made of a program.
type Outcome struct {
	Output string // both streams, in order
	Err    error  // nil when the program ended well, with os.Exit(0) too
	Ran    bool   // false when the program was refused before anything ran
}

// Serve answers a Pool until its input ends: it is what a worker process does.
// Evaluate runs a program on its own, name and source given.
func Serve(in io.Reader, out io.Writer, evaluate func(name, source string) Outcome) error {
	requests, responses := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var q request
		if err := requests.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("worker: %w", err)
		}
		o := evaluate(q.Name, q.Source)
		r := response{Output: o.Output, Ran: o.Ran}
		if o.Err != nil {
			r.Error = o.Err.Error()
			if r.Error == "" {
				r.Error = "failed without a message"
			}
		}
		if err := responses.Encode(r); err != nil {
			return fmt.Errorf("worker: %w", err)
		}
	}
}
