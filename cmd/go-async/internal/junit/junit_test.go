package junit_test

import (
	"bytes"
	"encoding/xml"
	"testing"
	"time"

	"goasync/cmd/go-async/internal/junit"
	"goasync/cmd/go-async/internal/nbformat"
	"goasync/cmd/go-async/internal/nbrun"
)

const want = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5" failures="2" errors="1">
 <testsuite name="a.ipynb" tests="4" failures="2" errors="0" skipped="1" time="2.000">
  <testcase classname="a.ipynb" name="cell 1: x := 1 &lt; 2" time="0.500">
   <system-out>hello&#xA;there</system-out>
  </testcase>
  <testcase classname="a.ipynb" name="cell 2: f()" time="1.500">
   <failure type="panic" message="no &amp; no">panic: no&#xA;at line 1</failure>
  </testcase>
  <testcase classname="a.ipynb" name="cell 4: h()" time="0.000">
   <failure type="differs" message="the outputs are not those stored">stdout:&#xA;- 1&#xA;+ 2&#xA;</failure>
  </testcase>
  <testcase classname="a.ipynb" name="cell 3: g()" time="0.000">
   <skipped></skipped>
  </testcase>
 </testsuite>
 <testsuite name="b.ipynb" tests="1" failures="0" errors="1" skipped="0" time="0.000">
  <testcase classname="b.ipynb" name="run" time="0.000">
   <error type="error" message="not a notebook"></error>
  </testcase>
 </testsuite>
</testsuites>
`

func TestWrite(t *testing.T) {
	a := &junit.Suite{Name: "a.ipynb"}
	first := nbrun.CellReport{Index: 1, Title: "x := 1 < 2", Status: nbrun.Passed, Duration: 500 * time.Millisecond}
	for _, e := range []nbrun.Event{
		{Kind: nbrun.CellOutput, Cell: first, Output: nbformat.NewStream("stdout", "\x1b[1mhello\x1b[0m\n")},
		{Kind: nbrun.CellOutput, Cell: first, Output: nbformat.NewStream("stdout", "there")},
		{Kind: nbrun.CellDone, Cell: first},
		{Kind: nbrun.CellDone, Cell: nbrun.CellReport{Index: 2, Title: "f()", Status: nbrun.Failed, Duration: 1500 * time.Millisecond,
			Failure: &nbrun.Failure{Name: "panic", Value: "no & no", Traceback: []string{"\x1b[31mpanic\x1b[0m: no", "at line 1"}}}},
		{Kind: nbrun.CellDone, Cell: nbrun.CellReport{Index: 4, Title: "h()", Status: nbrun.Passed}},
		{Kind: nbrun.CellDone, Cell: nbrun.CellReport{Index: 3, Title: "g()"}},
		{Kind: nbrun.CellDiffers, Cell: nbrun.CellReport{Index: 4, Title: "h()", Status: nbrun.Differs, Difference: "stdout:\n- 1\n+ 2\n"}},
		{Kind: nbrun.Finished, Duration: 2 * time.Second},
	} {
		a.Report(e)
	}
	b := &junit.Suite{Name: "b.ipynb", Error: "not a notebook"}
	var out bytes.Buffer
	if err := junit.Write(&out, []*junit.Suite{a, b}); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got %s\nwant %s", &out, want)
	}
}

func TestWriteStaysXML(t *testing.T) {
	s := &junit.Suite{Name: "a", Error: "bell \x07 and \xff"}
	var out bytes.Buffer
	if err := junit.Write(&out, []*junit.Suite{s}); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(out.Bytes(), new(struct{})); err != nil {
		t.Errorf("%v in %s", err, &out)
	}
}
