package progen_test

import (
	"testing"

	"goasync/eval/internal/progen"
)

// Most programs are right, and each seed always gives the same one.
func TestGenerate(t *testing.T) {
	const n = 100
	bad := 0
	for seed := range uint64(n) {
		p := progen.Generate(seed)
		if again := progen.Generate(seed); again != p {
			t.Errorf("seed %d gives different programs", seed)
		}
		if err := progen.Check(p); err != nil {
			bad++
			t.Logf("seed %d: %v", seed, err)
		}
	}
	if bad > n/10 {
		t.Errorf("%d of %d programs are wrong", bad, n)
	}
}
