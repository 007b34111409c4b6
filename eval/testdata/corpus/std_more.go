package main

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/binary"
	"encoding/json"
	"errors"
	"expvar"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"maps"
	"math"
	"math/bits"
	"math/cmplx"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing/fstest"
	"text/scanner"
	"time"
	"unicode/utf8"
)

type Temp float64

func (t Temp) String() string { return fmt.Sprintf("%.1f°", float64(t)) }

type Point struct{ X, Y int }

func (p Point) Format(f fmt.State, verb rune) {
	w, ok := f.Width()
	fmt.Fprintf(f, "P[%c %d %v %v]", verb, w, ok, f.Flag('+'))
}

type Money struct{ cents int64 }

func (m Money) MarshalJSON() ([]byte, error) {
	return []byte(fmt.Sprintf(`"$%d.%02d"`, m.cents/100, m.cents%100)), nil
}
func (m *Money) UnmarshalJSON(b []byte) error {
	var d, c int64
	if _, err := fmt.Sscanf(string(b), `"$%d.%d"`, &d, &c); err != nil {
		return err
	}
	m.cents = d*100 + c
	return nil
}

type Bill struct {
	Total Money            `json:"total"`
	Lines map[string]Money `json:"lines"`
	Opt   *Money           `json:"opt,omitempty"`
	List  []*Money
	T     Temp
	Skip  func() `json:"-"`
}

type listFlag []string

func (l *listFlag) String() string     { return strings.Join(*l, "|") }
func (l *listFlag) Set(s string) error { *l = append(*l, s); return nil }

type LV struct{ a int }

func (l LV) LogValue() slog.Value { return slog.GroupValue(slog.Int("a", l.a)) }

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type visitor struct{ n int }

func (v *visitor) Visit(n ast.Node) ast.Visitor {
	if _, ok := n.(*ast.Ident); ok {
		v.n++
	}
	return v
}

type counter struct {
	sync.Mutex
	m map[string]int
}

func (c *counter) inc(k string) { c.Lock(); defer c.Unlock(); c.m[k]++ }

type Header struct {
	Magic [4]byte
	N     uint16
	F     float32
}

type Enum uint8

func (e Enum) MarshalText() ([]byte, error) { return []byte("enum" + strconv.Itoa(int(e))), nil }
func (e *Enum) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(strings.TrimPrefix(string(b), "enum"))
	*e = Enum(n)
	return err
}

var _ encoding.TextMarshaler = Enum(0)
var _ sort.Interface = byLen(nil)

type limited struct {
	r io.Reader
	n int
}

func (l *limited) Read(p []byte) (int, error) {
	if l.n <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := l.r.Read(p[:min(len(p), l.n)])
	l.n -= n
	return n, err
}
func (l *limited) Close() error { return errors.New("close failed") }

func main() {
	fmt.Println(Temp(36.6), []Temp{1, 2}, map[string]Temp{"a": 3}, struct{ T Temp }{4}, &struct{ T *Temp }{nil})
	fmt.Printf("%v|%+v|%5d|%s\n", Point{1, 2}, Point{}, Point{}, []Point{{}})
	b := Bill{Total: Money{1234}, Lines: map[string]Money{"x": {5}}, List: []*Money{{100}, nil}, T: 3}
	js, err := json.Marshal(b)
	fmt.Println(string(js), err)
	var b2 Bill
	fmt.Println(json.Unmarshal(js, &b2), b2.Total, b2.Lines, *b2.List[0], b2.List[1] == nil)
	js, err = json.Marshal(map[Enum][]Enum{1: {2, 3}})
	fmt.Println(string(js), err)
	var me map[Enum][]Enum
	fmt.Println(json.Unmarshal(js, &me), me)
	_, err = json.Marshal(map[string]any{"c": make(chan int)})
	fmt.Println(err)
	_, err = json.Marshal(b.Skip)
	fmt.Println(err)
	var anyv any
	json.Unmarshal([]byte(`{"a":[1,"x",null,{"b":true}]}`), &anyv)
	fmt.Println(anyv, anyv.(map[string]any)["a"].([]any)[3].(map[string]any)["b"])
	fs1 := flag.NewFlagSet("t", flag.ContinueOnError)
	fs1.SetOutput(io.Discard)
	var lf listFlag
	fs1.Var(&lf, "l", "list")
	n := fs1.Int("n", 3, "num")
	d := fs1.Duration("d", time.Second, "dur")
	fmt.Println(fs1.Parse([]string{"-l", "a", "-l=b", "-n", "7", "rest"}), lf.String(), *n, *d, fs1.Args())
	h := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return a
	}}))
	h.Info("msg", "k", Temp(1), "p", LV{3}, "e", errors.New("bad"), slog.Group("g", "x", 1))
	h.With("w", Enum(2)).Warn("careful")
	lg := log.New(os.Stdout, "[p] ", log.Lmsgprefix)
	lg.Printf("%v %T", Temp(2), Temp(2))
	ss := []string{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(byLen(ss)))
	fmt.Println(ss, slices.SortedFunc(slices.Values(ss), strings.Compare))
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", "package p; func f(a int) int { return a + g(a) }", 0)
	v := &visitor{}
	ast.Walk(v, file)
	fmt.Println(v.n, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if fd, ok := n.(*ast.FuncDecl); ok {
			fmt.Println(fd.Name.Name)
		}
		return true
	})
	c := counter{m: map[string]int{}}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { c.inc([]string{"a", "b"}[i%2]) })
	}
	wg.Wait()
	fmt.Println(c.m)
	var buf bytes.Buffer
	fmt.Println(binary.Write(&buf, binary.BigEndian, Header{[4]byte{1, 2, 3, 4}, 5, 1.5}), buf.Bytes())
	var hd Header
	fmt.Println(binary.Read(&buf, binary.BigEndian, &hd), hd, binary.Size(hd))
	hh := fnv.New32a()
	io.WriteString(hh, "hello")
	fmt.Println(hh.Sum32(), bits.OnesCount(255), math.Inf(1), math.NaN(), cmplx.Abs(3+4i), math.MaxInt64, math.Pi)
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println(r.IntN(100), r.Perm(5), r.Float64() < 1)
	u, err := url.Parse("https://u:p@h.com:80/a/b?q=1&q=2#f")
	fmt.Println(u.Host, u.Query()["q"], u.User, u.Fragment, err)
	mfs := fstest.MapFS{"a/b.txt": {Data: []byte("hi")}, "c.txt": {Data: []byte("yo")}}
	fs.WalkDir(mfs, ".", func(p string, d fs.DirEntry, err error) error { fmt.Print(p, " ", d.IsDir(), "; "); return err })
	data, err := fs.ReadFile(mfs, "a/b.txt")
	fmt.Println(string(data), err, filepath.Join("a", "..", "b"))
	_, err = fs.Stat(mfs, "nope")
	var pe *fs.PathError
	fmt.Println(errors.Is(err, fs.ErrNotExist), errors.As(err, &pe))
	got, err := io.ReadAll(&limited{strings.NewReader("hello world"), 5})
	fmt.Println(string(got), err, errors.Is(err, io.ErrUnexpectedEOF))
	var rc io.ReadCloser = &limited{strings.NewReader("x"), 1}
	fmt.Println(rc.Close())
	mr := io.MultiReader(strings.NewReader("ab"), io.LimitReader(&limited{strings.NewReader("cdef"), 9}, 2))
	got, _ = io.ReadAll(io.TeeReader(mr, os.Stdout))
	fmt.Println(" ", len(got))
	pr, pw := io.Pipe()
	go func() { fmt.Fprint(pw, "piped"); pw.CloseWithError(errors.New("end")) }()
	got, err = io.ReadAll(pr)
	fmt.Println(string(got), err)
	var sc scanner.Scanner
	sc.Init(strings.NewReader("x := 3"))
	for tok := sc.Scan(); tok != scanner.EOF; tok = sc.Scan() {
		fmt.Print(sc.TokenText(), " ")
	}
	fmt.Println(utf8.RuneCountInString("héé"), strconv.Quote("a\n"), strconv.FormatInt(-255, 16))
	_, err = strconv.Atoi("x1")
	var ne *strconv.NumError
	fmt.Println(err, errors.As(err, &ne), ne.Func)
	m := map[Point]string{{1, 2}: "a", {0, 5}: "b"}
	keys := slices.SortedFunc(maps.Keys(m), func(a, b Point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	fmt.Println(len(keys), keys[0].X, m[Point{1, 2}])
	rv := reflect.ValueOf(&b).Elem()
	for i := range rv.NumField() {
		f := rv.Type().Field(i)
		fmt.Print(f.Name, " ", f.Type, " ", f.Tag.Get("json"), "; ")
	}
	fmt.Println(rv.Kind(), rv.Type())
	rt := reflect.TypeOf(Temp(0))
	fmt.Println(rt, rt.Kind(), rt.NumMethod(), rt.Method(0).Name, rt.Implements(reflect.TypeFor[fmt.Stringer]()))
	fmt.Println(reflect.DeepEqual(map[string][]Point{"a": {{1, 2}}}, map[string][]Point{"a": {{1, 2}}}), reflect.DeepEqual(Temp(1), 1.0))
	fn := reflect.ValueOf(strings.ToUpper)
	fmt.Println(fn.Call([]reflect.Value{reflect.ValueOf("up")})[0])
	expvar.NewInt("cnt").Add(3)
	fmt.Println(expvar.Get("cnt"))
	sb := strings.Builder{}
	fmt.Fprintf(&sb, "%08.3f|%-8s|%+d|%x|%q|%U|%e|%t|%c|%p", 3.14159, "hi", 5, "hex", 'x', 0x1F600, 12345.678, true, 'é', nil)
	fmt.Println(sb.String(), sb.Len())
	rp := strings.NewReplacer("a", "1", "b", "2")
	fmt.Println(rp.Replace("abc"), strings.FieldsFunc("a1b2", func(r rune) bool { return r < 'a' }), strings.Title("go lang"))
	t0 := time.Date(2024, time.February, 29, 23, 0, 0, 0, time.FixedZone("X", 3600))
	fmt.Println(t0, t0.UTC().Format(time.Kitchen), t0.AddDate(1, 0, 0).Format("Mon Jan 2"), t0.YearDay(), t0.Sub(t0.Add(-90*time.Minute)), t0.Unix())
	js, _ = json.Marshal(struct {
		T time.Time
		D time.Duration
	}{t0, time.Second})
	fmt.Println(string(js))
}
