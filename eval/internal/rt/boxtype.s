// Package rt declares a function of package reflect without a body; the compiler allows it where there is an assembly file.
