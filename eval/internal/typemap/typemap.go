// Package typemap maps types to values, identical types alike. It is the one place that knows which library does so.
package typemap

import "golang.org/x/tools/go/types/typeutil"

// Map is a map keyed by types.Type, where identical types are the same key. The zero Map is empty. Like a Go map it is
// not safe for concurrent use.
type Map = typeutil.Map
