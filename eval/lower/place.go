package lower

import (
	"go/types"
	"strings"
)

// tellsPlace reports whether a compiled function or method may tell where it is called: it finds the place by its caller's
// frame, which is the interpreter's. Such calls say where they stand.
func tellsPlace(f *types.Func) bool {
	if f.Pkg() == nil {
		return false
	}
	name := f.Name()
	switch f.Pkg().Path() {
	case "runtime":
		return name == "Caller"
	case "log":
		return name == "Output" || hasPrefix(name, "Print", "Fatal", "Panic")
	case "log/slog":
		return hasPrefix(name, "Debug", "Info", "Warn", "Error", "Log") && f.Signature().Variadic()
	}
	return false
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
