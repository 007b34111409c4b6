package stdhost_test

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"

	"goasync/eval/internal/stdhost"
)

// Sort puts equal elements where slices.SortFunc puts them.
func TestSortIsThatOfSlices(t *testing.T) {
	type pair struct{ key, id int }
	random := rand.New(rand.NewSource(1))
	for n := range 300 {
		a := make([]pair, n)
		for i := range a {
			a[i] = pair{random.Intn(1 + n/4), i}
		}
		for _, row := range []struct {
			name string
			ours func(int, func(i, j int) bool, func(i, j int))
			std  func([]pair, func(a, b pair) int)
		}{
			{"Sort", stdhost.Sort, slices.SortFunc[[]pair]},
			{"Stable", stdhost.Stable, slices.SortStableFunc[[]pair]},
		} {
			got, want := slices.Clone(a), slices.Clone(a)
			row.std(want, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
			row.ours(n, func(i, j int) bool { return got[i].key < got[j].key }, func(i, j int) { got[i], got[j] = got[j], got[i] })
			if !slices.Equal(got, want) {
				t.Fatalf("%s of %v:\n got %v\nwant %v", row.name, a, got, want)
			}
		}
	}
}

func TestPull(t *testing.T) {
	ended := false
	n := 0
	next, stop := stdhost.Pull(func(yield func() bool) {
		defer func() { ended = true }()
		for n = 1; yield(); n++ {
		}
	})
	for want := 1; want <= 3; want++ {
		if !next() || n != want {
			t.Fatalf("step %d: n is %d", want, n)
		}
	}
	stop()
	if !ended || next() {
		t.Error("the sequence goes on after stop")
	}
}
