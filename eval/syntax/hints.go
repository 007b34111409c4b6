package syntax

import "goasync/eval/diag"

// hint adds the Go form of a habit of Python found on the error's line.
func (p *parse) hint(e *diag.Error) {}
