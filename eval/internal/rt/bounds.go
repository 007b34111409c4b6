package rt

import (
	"fmt"
	"reflect"
)

// checkIndex panics as Go does when an index, of any integer type, is not in range.
func checkIndex(i any, n int) {
	switch text, below, above := bound(i, n-1); {
	case below:
		panic(runtimeError(fmt.Sprintf("index out of range [%s]", text)))
	case above:
		panic(runtimeError(fmt.Sprintf("index out of range [%s] with length %d", text, n)))
	}
}

// bound gives the text of an integer and whether it is negative, or above a limit.
func bound(i any, limit int) (text string, below, above bool) {
	v := reflect.ValueOf(i)
	if v.CanUint() {
		return fmt.Sprint(v.Uint()), false, limit < 0 || v.Uint() > uint64(limit)
	}
	return fmt.Sprint(v.Int()), v.Int() < 0, v.Int() > int64(limit)
}

// rangeOver panics as Go does when a function that is ranged over calls the body once more: after the body said that it
// is enough (1), or after the loop (2).
func rangeOver(why int) {
	text := "range function continued iteration after function for loop body returned false"
	if why == 2 {
		text = "range function continued iteration after whole loop exit"
	}
	panic(runtimeError(text))
}

// checkSlice panics as Go does when the bounds of a slice expression, nil when left out, are not in range. limit is the
// capacity of a slice, negative for other operands.
func checkSlice(n, limit int, full bool, low, high, most any) {
	colon, of := "", fmt.Sprintf("with capacity %d", limit)
	if limit < 0 {
		limit, of = n, fmt.Sprintf("with length %d", n)
	}
	if full {
		text, below, above := bound(most, limit)
		outOfBounds(below, "[::%s]", text)
		outOfBounds(above, "[::%s] %s", text, of)
		colon, limit, of = ":", boundValue(most), ""
	}
	if high == nil {
		high = n
	} else {
		text, below, above := bound(high, limit)
		outOfBounds(below, "[:%s%s]", text, colon)
		if full {
			outOfBounds(above, "[:%s:%s]", text, fmt.Sprint(limit))
		}
		outOfBounds(above, "[:%s] %s", text, of)
	}
	if low != nil {
		text, below, above := bound(low, boundValue(high))
		outOfBounds(below, "[%s:%s]", text, colon)
		outOfBounds(above, "[%s:%s%s]", text, fmt.Sprint(high), colon)
	}
}

func boundValue(i any) int {
	v := reflect.ValueOf(i)
	if v.CanUint() {
		return int(v.Uint())
	}
	return int(v.Int())
}

func outOfBounds(is bool, format string, args ...any) {
	if is {
		panic(runtimeError("slice bounds out of range " + fmt.Sprintf(format, args...)))
	}
}
