// Package junit writes what became of notebooks as the XML report that CI
// systems read: a test suite for each notebook, a test case for each code cell.
//
// The form is the one that Jenkins and GitLab document (testsuites, testsuite,
// testcase, failure, skipped, system-out); nothing else is written.
//
// To start: feed a [Suite] the events of a run, then [Write].
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"goasync/cmd/go-async/internal/nbrun"
)

// Suite collects one notebook's run.
type Suite struct {
	Name  string
	Error string // why it could not be run at all, "" otherwise

	cells    []nbrun.CellReport
	output   map[int]string // by the cell's index
	duration time.Duration
}

// Report takes one event of the run.
func (s *Suite) Report(e nbrun.Event) {
	switch e.Kind {
	case nbrun.CellOutput:
		if s.output == nil {
			s.output = map[int]string{}
		}
		s.output[e.Cell.Index] += e.Output.Text()
	case nbrun.CellDone:
		s.cells = append(s.cells, e.Cell)
	case nbrun.CellDiffers:
		i := slices.IndexFunc(s.cells, func(c nbrun.CellReport) bool { return c.Index == e.Cell.Index })
		s.cells[i] = e.Cell // which was done before
	case nbrun.Finished:
		s.duration = e.Duration
	}
}

type (
	suites struct {
		XMLName xml.Name `xml:"testsuites"`
		Tests   int      `xml:"tests,attr"`
		Failed  int      `xml:"failures,attr"`
		Errors  int      `xml:"errors,attr"`
		Suites  []suite  `xml:"testsuite"`
	}
	suite struct {
		Name    string `xml:"name,attr"`
		Tests   int    `xml:"tests,attr"`
		Failed  int    `xml:"failures,attr"`
		Errors  int    `xml:"errors,attr"`
		Skipped int    `xml:"skipped,attr"`
		Time    string `xml:"time,attr"`
		Cases   []kase `xml:"testcase"`
	}
	kase struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		Time    string   `xml:"time,attr"`
		Failure *trouble `xml:"failure"`
		Error   *trouble `xml:"error"`
		Skipped *skipped `xml:"skipped"`
		Output  string   `xml:"system-out,omitempty"`
	}
	trouble struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	skipped struct{}
)

// Write writes the report of all suites.
func Write(w io.Writer, all []*Suite) error {
	var root suites
	for _, s := range all {
		out := s.xml()
		root.Tests += out.Tests
		root.Failed += out.Failed
		root.Errors += out.Errors
		root.Suites = append(root.Suites, out)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(root); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *Suite) xml() suite {
	out := suite{Name: s.Name, Time: seconds(s.duration)}
	for _, c := range s.cells {
		k := kase{Class: s.Name, Name: caseName(c), Time: seconds(c.Duration), Output: clean(s.output[c.Index])}
		switch c.Status {
		case nbrun.Failed:
			k.Failure = &trouble{c.Failure.Name, clean(c.Failure.Value), clean(strings.Join(c.Failure.Traceback, "\n"))}
			out.Failed++
		case nbrun.Differs:
			k.Failure = &trouble{"differs", "the outputs are not those stored", clean(c.Difference)}
			out.Failed++
		case nbrun.NotRun:
			k.Skipped = &skipped{}
			out.Skipped++
		}
		out.Cases = append(out.Cases, k)
	}
	if s.Error != "" {
		out.Cases = append(out.Cases, kase{Class: s.Name, Name: "run", Time: "0.000", Error: &trouble{"error", clean(s.Error), ""}})
		out.Errors++
	}
	out.Tests = len(out.Cases)
	return out
}

func caseName(c nbrun.CellReport) string { return fmt.Sprintf("cell %d: %s", c.Index, c.Title) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// clean takes out what only a terminal understands; encoding/xml replaces what
// XML cannot hold.
func clean(s string) string { return colours.ReplaceAllString(s, "") }
