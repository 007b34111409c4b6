package nbrun

import (
	"strings"
	"time"

	"goasync/cmd/go-async/internal/nbformat"
)

// Kind says what an [Event] tells.
type Kind string

// The kinds, in the order in which they come.
const (
	Started     Kind = "started"      // Total
	CellStarted Kind = "cell started" // Cell
	CellOutput  Kind = "cell output"  // Cell, Output, Update, DisplayID
	CellDone    Kind = "cell done"    // Cell
	CellDiffers Kind = "cell differs" // Cell, whose Status is Differs now
	Finished    Kind = "finished"     // Total, Duration, Failed
)

// Event is one step of a run. It can be sent as JSON.
type Event struct {
	Kind     Kind            `json:"kind"`
	Total    int             `json:"total,omitempty"` // code cells in the notebook
	Cell     CellReport      `json:"cell"`
	Output   nbformat.Output `json:"output,omitempty"`
	Update   bool            `json:"update,omitempty"` // Output replaces what was shown before
	Duration time.Duration   `json:"duration,omitempty"`
	Failed   bool            `json:"failed,omitempty"`
	// DisplayID names what is shown, when it may be replaced.
	DisplayID string `json:"displayID,omitempty"`
}

// Status is what became of a cell.
type Status string

// The states of a code cell. The zero Status is NotRun: skipped by its tag,
// empty, or behind the failing one.
const (
	NotRun Status = ""
	Passed Status = "passed"
	Failed Status = "failed"
	Raised Status = "raised" // failed, as its tag raises-exception allows

	// Differs is a cell that passed or raised, with outputs that are not those stored.
	Differs Status = "differs"
)

// CellReport is what became of one code cell.
type CellReport struct {
	Index    int           `json:"index"`    // among the code cells, from 1
	Position int           `json:"position"` // among all cells, from 1
	ID       string        `json:"id,omitempty"`
	Title    string        `json:"title,omitempty"` // its first line that says something
	Count    int           `json:"count,omitempty"` // its execution count, 0 where it was not run
	Status   Status        `json:"status,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Failure  *Failure      `json:"failure,omitempty"`

	Difference string `json:"difference,omitempty"` // of outputs, see nbcompare.Difference
}

// title is a cell's first line that is neither empty nor only brackets.
func title(source string) string {
	const limit = 60
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if strings.Trim(line, "(){}[]/* ") == "" || strings.HasPrefix(line, "import") || strings.HasPrefix(line, `"`) {
			continue
		}
		line = strings.TrimSpace(strings.TrimLeft(line, "/"))
		if r := []rune(line); len(r) > limit {
			return string(r[:limit-1]) + "…"
		}
		return line
	}
	return strings.TrimSpace(strings.SplitN(source, "\n", 2)[0])
}
