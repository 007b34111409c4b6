package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a flag for a number of bytes, as 512MB or 2GB.
type Size uint64

var units = []struct {
	name  string
	bytes uint64
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"TB", 1 << 40}, {"B", 1}}

// Set parses a size; a unit may be written in small letters and without its B.
func (s *Size) Set(text string) error {
	number, unit := strings.ToUpper(strings.TrimSpace(text)), uint64(1)
	for _, u := range units {
		if rest, ok := cutUnit(number, u.name); ok {
			number, unit = rest, u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || n <= 0 || n*float64(unit) >= math.MaxInt64 {
		return fmt.Errorf("want a size as 512MB or 2GB")
	}
	*s = Size(n * float64(unit))
	return nil
}

func cutUnit(text, unit string) (string, bool) {
	if rest, ok := strings.CutSuffix(text, unit); ok {
		return rest, true
	}
	if len(unit) == 1 {
		return text, false
	}
	return strings.CutSuffix(text, unit[:1])
}

// String gives the size in the largest unit that divides it.
func (s *Size) String() string {
	if *s == 0 {
		return ""
	}
	for i := len(units) - 2; i >= 0; i-- {
		if u := units[i]; uint64(*s)%u.bytes == 0 {
			return fmt.Sprint(uint64(*s)/u.bytes, u.name)
		}
	}
	return fmt.Sprint(uint64(*s), "B")
}

// Type names the flag's argument in the help.
func (*Size) Type() string { return "SIZE" }

const memoryLimitUsage = "how much memory the cells may use, as 2GB (default: three quarters of the machine's or container's)"
