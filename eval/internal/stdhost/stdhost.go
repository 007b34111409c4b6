// Package stdhost is the compiled support of the standard library's generic
// functions as cells run them from source (eval/lower/stdsrc). It holds what
// cannot be, or should not be, interpreted: sorting, coroutines, and generic
// functions of crypto instantiated with the interface they are about.
//
// Cells cannot import it; the source in stdsrc does, as internal/stdhost.
// Nothing here takes user values as interfaces, so it works whatever those are.
package stdhost

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"hash"
	"iter"
	"slices"
	"sort"

	asyncio "goasync/asyncrt"
)

// order is a sort.Interface of functions.
type order struct {
	n    int
	less func(i, j int) bool
	swap func(i, j int)
}

func (o order) Len() int           { return o.n }
func (o order) Less(i, j int) bool { return o.less(i, j) }
func (o order) Swap(i, j int)      { o.swap(i, j) }

// Sort sorts n elements as slices.SortFunc does, equal elements included.
func Sort(n int, less func(i, j int) bool, swap func(i, j int)) { sort.Sort(order{n, less, swap}) }

// SortInts is slices.Sort, compiled for the most usual type.
func SortInts(x []int) { slices.Sort(x) }

// SortFloat64s is slices.Sort, compiled for float64.
func SortFloat64s(x []float64) { slices.Sort(x) }

// SortStrings is slices.Sort, compiled for string.
func SortStrings(x []string) { slices.Sort(x) }

// Stable sorts n elements and keeps the order of equal ones.
func Stable(n int, less func(i, j int) bool, swap func(i, j int)) { sort.Stable(order{n, less, swap}) }

// Pull is iter.Pull over a sequence without values: the caller keeps the
// value of each step in a variable. The sequence is part of what pulls, and
// interrupted with it.
func Pull(seq func(yield func() bool)) (next func() bool, stop func()) {
	var borrow, giveBack func()
	step, end := iter.Pull(func(yield func(struct{}) bool) {
		borrow()
		seq(func() bool {
			more := yield(struct{}{})
			borrow()
			return more
		})
	})
	next = func() bool {
		borrow, giveBack = asyncio.Lend()
		defer giveBack()
		_, ok := step()
		return ok
	}
	stop = func() {
		borrow, giveBack = asyncio.Lend()
		defer giveBack()
		end()
	}
	return next, stop
}

// HKDFExtract is hkdf.Extract.
func HKDFExtract(h func() hash.Hash, secret, salt []byte) ([]byte, error) {
	return hkdf.Extract(h, secret, salt)
}

// HKDFExpand is hkdf.Expand.
func HKDFExpand(h func() hash.Hash, pseudorandomKey []byte, info string, keyLength int) ([]byte, error) {
	return hkdf.Expand(h, pseudorandomKey, info, keyLength)
}

// HKDFKey is hkdf.Key.
func HKDFKey(h func() hash.Hash, secret, salt []byte, info string, keyLength int) ([]byte, error) {
	return hkdf.Key(h, secret, salt, info, keyLength)
}

// PBKDF2Key is pbkdf2.Key.
func PBKDF2Key(h func() hash.Hash, password string, salt []byte, iter, keyLength int) ([]byte, error) {
	return pbkdf2.Key(h, password, salt, iter, keyLength)
}
