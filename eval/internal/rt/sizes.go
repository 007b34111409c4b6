package rt

import (
	"bytes"
	"image"
	"math"
	"math/big"
	"reflect"
	"runtime/metrics"
	"strconv"
	"strings"
)

// What the machine does not have ends the process: Go's run-time system cannot go on from it. Functions of Go's library that
// make something of a size that they are told ask for room first.

// A size tells how many bytes a call is going to make, by its arguments; those of a method begin with its receiver. It is no
// integer, which could overflow.
type size func(args []reflect.Value) float64

// each is so many bytes for each of as many elements as an argument says.
func each(bytes float64, arg int) size {
	return func(args []reflect.Value) float64 { return bytes * number(args[arg]) }
}

// pixels is so many bytes for each pixel of a rectangle.
func pixels(bytes float64) size {
	return func(args []reflect.Value) float64 {
		r := args[0].Interface().(image.Rectangle)
		return bytes * float64(r.Dx()) * float64(r.Dy())
	}
}

// elements is the size of a type's elements, which an argument counts.
func elements(arg int) size {
	return func(args []reflect.Value) float64 { return typeSize(args[0], true) * number(args[arg]) }
}

// entries is the size of a map's entries. Go takes no hint for more than there are addresses.
func entries(args []reflect.Value) float64 {
	t, ok := args[0].Interface().(reflect.Type)
	if !ok || t.Kind() != reflect.Map {
		return 0
	}
	return mapBytes(number(args[1]), float64(t.Key().Size()+t.Elem().Size()))
}

// mapBytes is what a map for n entries takes; 0 where Go does not believe the number.
func mapBytes(n, entry float64) float64 {
	const most = 1 << 48 / 4 // of addresses, for maps are up to four times as large as their entries
	if bytes := n * (entry + 1); bytes < most {
		return bytes
	}
	return 0
}

// single is one value of a type.
func single(args []reflect.Value) float64 { return typeSize(args[0], false) }

func typeSize(arg reflect.Value, elem bool) float64 {
	t, ok := arg.Interface().(reflect.Type)
	if !ok {
		return 0
	}
	t = plainType(t)
	if elem && (t.Kind() == reflect.Slice || t.Kind() == reflect.Chan) {
		t = t.Elem()
	}
	return float64(t.Size())
}

// number is the value of an argument that counts; 0 for what is negative, of which functions complain themselves.
func number(v reflect.Value) float64 {
	if v.CanUint() {
		return float64(v.Uint())
	}
	return max(0, float64(v.Int()))
}

// bits is the number of bits of a number of package big.
func bits(v reflect.Value) float64 {
	if x, ok := v.Interface().(*big.Int); ok && x != nil {
		return float64(x.BitLen())
	}
	return 0
}

func shifted(args []reflect.Value) float64 { return (bits(args[1]) + number(args[2])) / 8 }

// power is x to the y, if there is no modulus.
func power(args []reflect.Value) float64 {
	x, y, m := args[1], args[2], args[3]
	if bits(m) > 0 || bits(x) <= 1 || bits(y) == 0 || y.Interface().(*big.Int).Sign() < 0 {
		return 0
	}
	times, _ := new(big.Float).SetInt(y.Interface().(*big.Int)).Float64()
	return (bits(x) - 1) * times / 8
}

// product is that of all numbers from one to another.
func product(args []reflect.Value) float64 {
	from, to := args[1].Int(), args[2].Int()
	if from <= 0 && to >= 0 || from > to {
		return 0
	}
	largest := math.Log2(max(math.Abs(float64(from)), math.Abs(float64(to)), 2))
	return (float64(to) - float64(from)) * (largest - 1) / 8
}

// chosen is the binomial coefficient.
func chosen(args []reflect.Value) float64 {
	n, k := number(args[1]), number(args[2])
	if k > n {
		return 0
	}
	return min(n, 32*min(k, n-k)) / 8
}

// sizes are the functions by package, the methods by type. What is called often in package strings and its like has typed
// functions instead, see textPatches.
var sizes = map[string]map[string]size{
	"bufio":            {"NewReaderSize": each(1, 1), "NewWriterSize": each(1, 1)},
	"*bytes.Buffer":    {"Grow": each(1, 1)},
	"*strings.Builder": {"Grow": each(1, 1)},
	"container/ring":   {"New": each(40, 0)},
	"image": {
		"NewRGBA": pixels(4), "NewRGBA64": pixels(8), "NewNRGBA": pixels(4), "NewNRGBA64": pixels(8), "NewCMYK": pixels(4),
		"NewAlpha": pixels(1), "NewAlpha16": pixels(2), "NewGray": pixels(1), "NewGray16": pixels(2), "NewPaletted": pixels(1),
		"NewYCbCr": pixels(3), "NewNYCbCrA": pixels(4),
	},
	"math/big":      {"ParseFloat": each(oneBit, 2)},
	"*big.Int":      {"Lsh": shifted, "SetBit": each(oneBit, 2), "Exp": power, "MulRange": product, "Binomial": chosen},
	"*big.Float":    {"SetPrec": each(oneBit, 1), "Text": each(1, 2), "Append": each(1, 3)},
	"*big.Rat":      {"FloatString": each(1, 1)},
	"math/rand":     {"Perm": each(8, 0)},
	"math/rand/v2":  {"Perm": each(8, 0)},
	"*rand.Rand":    {"Perm": each(8, 1)},
	"reflect":       {"MakeSlice": elements(2), "MakeChan": elements(1), "MakeMapWithSize": entries, "New": single, "Zero": single},
	"reflect.Value": {"Grow": grown},
	"strconv":       {"FormatComplex": each(2, 2)},
	"crypto/rsa":    {"GenerateKey": each(oneBit, 1)},
	"crypto/rand":   {"Prime": each(oneBit, 1)},
	"crypto/sha3":   {"SumSHAKE128": each(1, 1), "SumSHAKE256": each(1, 1)},
}

const oneBit = 0.125 // of a byte

// grown is what a slice in a reflect.Value grows by.
func grown(args []reflect.Value) float64 {
	x, ok := args[0].Interface().(reflect.Value)
	if !ok || x.Kind() != reflect.Slice {
		return 0
	}
	return float64(x.Type().Elem().Size()) * number(args[1])
}

// Bound puts functions that ask for room in the place of those of a package.
func (e *Env) Bound(path string, table map[string]reflect.Value) {
	for name, size := range sizes[path] {
		table[name] = e.asking(table[name], size)
	}
}

// asking returns f with the request for room before it.
func (e *Env) asking(f reflect.Value, size size) reflect.Value {
	return reflect.MakeFunc(f.Type(), func(args []reflect.Value) []reflect.Value {
		e.room(size(args))
		return callVariadic(f, args)
	})
}

// room raises a MemoryLimit when so many bytes do not fit below the limit.
func (e *Env) room(bytes float64) {
	limit := e.memoryLimit.Load()
	if limit == 0 || bytes < float64(limit)/100 {
		return
	}
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if bytes > float64(limit-min(limit, sample[0].Value.Uint64())) {
		panic(&MemoryLimit{limit})
	}
}

// reserve asks for room for n elements of so many bytes each.
func (e *Env) reserve(n, size int) { e.room(max(0, float64(n)) * float64(size)) }

// reserveMap asks for room for a map of n entries of so many bytes each.
func (e *Env) reserveMap(n, size int) { e.room(mapBytes(max(0, float64(n)), float64(size))) }

// textPatches are functions that make a text of others, or of a number, and ask for room first.
func (e *Env) textPatches(path string) map[string]any {
	switch path {
	case "strings":
		return map[string]any{
			"Repeat": func(s string, n int) string { e.reserve(n, len(s)); return strings.Repeat(s, n) },
			"Join": func(list []string, between string) string {
				e.room(joined(list, between))
				return strings.Join(list, between)
			},
			"Replace": func(s, old, new string, n int) string {
				e.room(withReplaced(s, old, new))
				return strings.Replace(s, old, new, n)
			},
			"ReplaceAll": func(s, old, new string) string {
				e.room(withReplaced(s, old, new))
				return strings.ReplaceAll(s, old, new)
			},
		}
	case "bytes":
		return map[string]any{
			"Repeat": func(b []byte, n int) []byte { e.reserve(n, len(b)); return bytes.Repeat(b, n) },
			"Join": func(list [][]byte, between []byte) []byte {
				e.room(joined(list, between))
				return bytes.Join(list, between)
			},
			"Replace": func(b, old, new []byte, n int) []byte {
				e.room(withReplaced(b, old, new))
				return bytes.Replace(b, old, new, n)
			},
			"ReplaceAll": func(b, old, new []byte) []byte {
				e.room(withReplaced(b, old, new))
				return bytes.ReplaceAll(b, old, new)
			},
		}
	case "strconv":
		return map[string]any{
			"FormatFloat": func(x float64, format byte, digits, size int) string {
				e.reserve(digits, 1)
				return strconv.FormatFloat(x, format, digits, size)
			},
			"AppendFloat": func(b []byte, x float64, format byte, digits, size int) []byte {
				e.reserve(digits, 1)
				return strconv.AppendFloat(b, x, format, digits, size)
			},
		}
	}
	return nil
}

// joined is the size of a list of texts with something between them.
func joined[T string | []byte](list []T, between T) float64 {
	size := float64(len(between)) * float64(len(list))
	for _, x := range list {
		size += float64(len(x))
	}
	return size
}

// withReplaced is at most the size of a text in which others give way to longer ones. An empty one is between all letters.
func withReplaced[T string | []byte](s, old, new T) float64 {
	if len(new) <= len(old) {
		return 0
	}
	return float64(len(s)+1) / float64(max(1, len(old))) * float64(len(new)+1)
}
