package check

// CompilerWords puts the texts of go/types in the words of the compiler.
var CompilerWords = compilerWords
