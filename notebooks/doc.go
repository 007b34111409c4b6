// Package notebooks holds the notebooks that come with the kernel, and the
// tests that execute them everywhere a user would: through go-async run, and,
// with the build tag frontends, through nbconvert, the classic notebook and
// JupyterLab in a browser.
//
// Five notebooks are ports of Python ones, cell for cell; README.md maps the
// cells. testdata/python has a Python counterpart of each, whose transcript was
// recorded from ipykernel (testdata/record.py, go test -run Transcripts
// -update) and is what the ports are compared with.
//
// Tags of code cells: setup makes what the lesson needs (a web site, files),
// extra has no counterpart in the source, raises-exception ends in an error as
// the source does, background goes on printing when it is done (which nbclient
// does not show).
package notebooks
