package rt

import (
	"cmp"
	"reflect"

	asyncio "goasync/asyncrt"
)

// newPriorityQueue is asyncio.NewPriorityQueue: the erased instance cannot ask its type argument for an order.
func newPriorityQueue(maxsize ...int) *asyncio.Queue[any] {
	return asyncio.NewPriorityQueueFunc(less, maxsize...)
}

// less orders two values of one ordered type as cmp.Less does.
func less(a, b any) bool {
	switch a := a.(type) {
	case int:
		return a < b.(int)
	case string:
		return a < b.(string)
	case float64:
		return cmp.Less(a, b.(float64))
	}
	x, y := orderedValue(a), orderedValue(b)
	switch {
	case x.CanInt():
		return x.Int() < y.Int()
	case x.CanUint():
		return x.Uint() < y.Uint()
	case x.CanFloat():
		return cmp.Less(x.Float(), y.Float())
	}
	return x.String() < y.String()
}

func orderedValue(x any) reflect.Value {
	if v, ok := unbox(x); ok {
		return reflect.ValueOf(v.v)
	}
	return reflect.ValueOf(x)
}
