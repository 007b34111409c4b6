//go:build !((linux && arm64) || ((darwin || windows) && (amd64 || arm64)))

package stdexport

// platformData is empty on linux/amd64, which the tables describe, and on
// platforms without tables of their own, where constants of os and runtime
// would be those of linux/amd64.
const platformData = ""
