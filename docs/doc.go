// Package docs holds the pages about go-async, and the tests that carry out
// what stands in them: README.md, docs/*.md, notebooks/README.md.
//
// A fenced block says by its info string what it is.
//
//	go             a cell; the cells of a page run in one session, on the virtual clock
//	go new         the same, in a session of its own from here on
//	go fails       a cell that ends in an error
//	go program     a Go file; it is run by go run
//	go export      a Go program that go-async export makes of the cells before it
//	python         a cell of Python; run by Python with the build tag frontends
//	python fails   the same, ending in an error
//	sh             commands; run in a directory that has the notebooks, with a home of its own
//	sh fails       the same; the last command ends with a status that is not 0
//	json, yaml, dockerfile, ini, toml, py-config, text   shown, and not run
//
// What is not run says why behind a colon: "sh not run: needs root". A block
// with the info string output, right behind one of these, is what it shows; the
// output of a Python block is that of the Go block behind it where it has none
// of its own. "output like" compares with every number masked, "output part"
// wants the lines shown, in their order, among others. Indented blocks are not
// used: a test could not tell what they are.
//
// go test ./docs -run Magics -update writes the table of magics from the program.
// The other tests hold that links lead somewhere, and that the flags and the
// paths named exist.
package docs
