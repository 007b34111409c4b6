package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

type reader struct{ s string }

func (r *reader) Read(p []byte) (int, error) {
	if r.s == "" {
		return 0, io.EOF
	}
	n := copy(p, r.s)
	r.s = r.s[n:]
	return n, nil
}

type writerTo struct{ reader }

func (w *writerTo) WriteTo(to io.Writer) (int64, error) {
	n, err := io.WriteString(to, "[WriteTo "+w.s+"]")
	return int64(n), err
}

type sink struct{ b []string }

func (s *sink) Write(p []byte) (int, error) { s.b = append(s.b, string(p)); return len(p), nil }

type fromSink struct{ sink }

func (s *fromSink) ReadFrom(r io.Reader) (int64, error) {
	all, err := io.ReadAll(r)
	s.b = append(s.b, "ReadFrom:"+string(all))
	return int64(len(all)), err
}

type stringSink struct{ sink }

func (s *stringSink) WriteString(x string) (int, error) {
	s.b = append(s.b, "WriteString:"+x)
	return len(x), nil
}

type seeker struct {
	reader
	at int64
}

func (s *seeker) Seek(off int64, whence int) (int64, error) { s.at = off; return off, nil }

type readerAt struct{ data string }

func (r readerAt) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(r.data)) {
		return 0, io.EOF
	}
	n := copy(p, r.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

type closer struct {
	reader
	closed *int
}

func (c closer) Close() error { *c.closed++; return errors.New("close says no") }

type byteReader struct{ *strings.Reader }

func (b byteReader) ReadByte() (byte, error) { c, err := b.Reader.ReadByte(); return c | 0x20, err }

type runeScanner struct {
	rs []rune
	i  int
	n  int
}

func (r *runeScanner) Read(p []byte) (int, error) { return 0, errors.New("Read called") }
func (r *runeScanner) ReadRune() (rune, int, error) {
	if r.i >= len(r.rs) {
		return 0, 0, io.EOF
	}
	r.i++
	return r.rs[r.i-1], 1, nil
}
func (r *runeScanner) UnreadRune() error { r.i--; r.n++; return nil }

func main() {
	var b bytes.Buffer
	n, err := io.Copy(&b, &writerTo{reader{"abc"}})
	fmt.Println(n, err, b.String())
	s := &fromSink{}
	n, err = io.Copy(s, &reader{"xyz"})
	fmt.Println(n, err, s.b)
	n, err = io.Copy(s, &writerTo{reader{"w"}})
	fmt.Println(n, err, s.b)
	ss := &stringSink{}
	io.WriteString(ss, "hello")
	io.WriteString(&ss.sink, "plain")
	fmt.Fprint(ss, "f")
	fmt.Println(ss.b)
	bw := bufio.NewWriter(s)
	bw.WriteString("12")
	bw.ReadFrom(strings.NewReader("buffered"))
	bw.Flush()
	fmt.Println(s.b)
	br := bufio.NewReader(&writerTo{reader{"br"}})
	b.Reset()
	br.WriteTo(&b)
	fmt.Println(b.String())
	sk := &seeker{}
	sr := io.NewSectionReader(readerAt{"0123456789"}, 2, 5)
	all, err := io.ReadAll(sr)
	fmt.Println(string(all), err, sk.at)
	var rd io.Reader = sk
	if sk2, ok := rd.(io.Seeker); ok {
		sk2.Seek(5, 0)
	}
	_, isw := rd.(io.Writer)
	fmt.Println(sk.at, isw)
	closed := 0
	rc := io.NopCloser(&writerTo{reader{"nop"}})
	_, isWT := rc.(io.WriterTo)
	fmt.Println(isWT, rc.Close())
	c := closer{reader{"c"}, &closed}
	var rc2 io.ReadCloser = struct {
		io.Reader
		io.Closer
	}{&c.reader, c}
	fmt.Println(rc2.Close(), closed)
	mr := io.MultiReader(&reader{"a"}, &writerTo{reader{"b"}}, &reader{"c"})
	b.Reset()
	n, err = io.Copy(&b, mr)
	fmt.Println(n, err, b.String())
	mw := io.MultiWriter(ss, s)
	io.WriteString(mw, "multi")
	fmt.Println(ss.b, s.b)
	var x int
	fmt.Fscan(byteReader{strings.NewReader("12 34")}, &x)
	fmt.Println(x)
	rs := &runeScanner{rs: []rune("77 88")}
	k, err := fmt.Fscan(rs, &x)
	fmt.Println(k, err, x, rs.i, rs.n)
	k, err = fmt.Fscanf(rs, "%d", &x)
	fmt.Println(k, err, x, rs.i, rs.n)
	tr := io.TeeReader(&reader{"tee"}, ss)
	io.ReadAll(tr)
	fmt.Println(ss.b)
	lr := io.LimitReader(&reader{"limited"}, 3)
	all, _ = io.ReadAll(lr)
	fmt.Println(string(all))
	var w1, w2 io.Writer = s, s
	fmt.Println(w1 == w2, w1 == io.Writer(ss))
	m := map[io.Writer]int{s: 1}
	m[w2]++
	fmt.Println(len(m), m[s])
	pr, pw := io.Pipe()
	go func() { fmt.Fprint(pw, "piped"); pw.CloseWithError(myErr("own")) }()
	all, err = io.ReadAll(pr)
	_, own := err.(myErr)
	fmt.Println(string(all), err, own)
	rw := bufio.NewReadWriter(bufio.NewReader(&reader{"rw"}), bufio.NewWriter(s))
	line, err := rw.ReadString('\n')
	fmt.Println(line, err)
	b.Reset()
	b.ReadFrom(&reader{"into"})
	fmt.Println(b.String())
	sc := bufio.NewScanner(&reader{"l1\nl2"})
	for sc.Scan() {
		fmt.Println(sc.Text())
	}
	_, err = io.ReadFull(&reader{"ab"}, make([]byte, 3))
	fmt.Println(err == io.ErrUnexpectedEOF)
	_, err = io.CopyN(ss, &reader{"copyn"}, 2)
	fmt.Println(err, ss.b[len(ss.b)-1])
	ow := io.NewOffsetWriter(writerAt{&b}, 10)
	ow.Write([]byte("off"))
	fmt.Println(b.String())
}

type writerAt struct{ b *bytes.Buffer }

func (w writerAt) WriteAt(p []byte, off int64) (int, error) {
	fmt.Fprintf(w.b, "|%s@%d", p, off)
	return len(p), nil
}

type myErr string

func (e myErr) Error() string { return string(e) }
