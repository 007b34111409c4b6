package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	crand "crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash"
	"hash/crc32"
	"hash/fnv"
	"io"
	"io/fs"
	"math/big"
	"math/rand"
	randv2 "math/rand/v2"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing/iotest"
	"testing/quick"
	"text/scanner"
	"time"
	"unicode/utf8"
)

type sum struct{ n uint32 }

func (s *sum) Write(p []byte) (int, error) {
	for _, b := range p {
		s.n = s.n*31 + uint32(b)
	}
	return len(p), nil
}
func (s *sum) Sum(b []byte) []byte {
	return append(b, byte(s.n>>24), byte(s.n>>16), byte(s.n>>8), byte(s.n))
}
func (s *sum) Reset()         { s.n = 0 }
func (s *sum) Size() int      { return 4 }
func (s *sum) BlockSize() int { return 1 }
func (s *sum) Sum32() uint32  { return s.n }

type src struct{ n uint64 }

func (s *src) Int63() int64   { s.n++; return int64(s.n) }
func (s *src) Seed(x int64)   { s.n = uint64(x) }
func (s *src) Uint64() uint64 { s.n += 1 << 62; return s.n }

type visitor struct{ depth int }

func (v visitor) Visit(n ast.Node) ast.Visitor {
	if n == nil {
		return nil
	}
	if id, ok := n.(*ast.Ident); ok {
		fmt.Print(strings.Repeat(" ", v.depth), id.Name, ";")
	}
	return visitor{v.depth + 1}
}

type zr struct{}

func (zr) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 7
	}
	return len(p), nil
}

type signer struct{ crypto.Signer }

type mm struct{ n int }

func (m *mm) Format(s fmt.State, v rune) { fmt.Fprint(s, "mm", m.n) }

type byteR struct{ b []byte }

func (b *byteR) ReadByte() (byte, error) {
	if len(b.b) == 0 {
		return 0, io.EOF
	}
	c := b.b[0]
	b.b = b.b[1:]
	return c, nil
}
func (b *byteR) Read(p []byte) (int, error) {
	c, err := b.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

type fi struct{ name string }

func (f fi) Name() string           { return f.name }
func (f fi) Size() int64            { return 3 }
func (f fi) Mode() fs.FileMode      { return 0o600 }
func (f fi) ModTime() time.Time     { return time.Unix(0, 0) }
func (f fi) IsDir() bool            { return false }
func (f fi) Sys() any               { return nil }
func (f fi) Uname() (string, error) { return "user-" + f.name, nil }
func (f fi) Gname() (string, error) { return "group", nil }

type addr string

func (a addr) Network() string { return "cell" }
func (a addr) String() string  { return string(a) }

type conn struct{ net.Conn }

func (c conn) RemoteAddr() net.Addr { return addr("there") }

type listener struct{ n int }

func (l *listener) Accept() (net.Conn, error) { l.n++; return nil, errors.New("no more") }
func (l *listener) Close() error              { return nil }
func (l *listener) Addr() net.Addr            { return addr("here") }

func main() {
	var h hash.Hash32 = &sum{}
	io.WriteString(h, "hello")
	fmt.Println(h.Sum32(), hex.EncodeToString(h.Sum(nil)))
	_, bm := h.(encoding.BinaryMarshaler)
	fmt.Println(bm)
	mac := hmac.New(sha256.New, []byte("k"))
	mac.Write([]byte("x"))
	fmt.Println(hex.EncodeToString(mac.Sum(nil))[:8])
	mac = hmac.New(func() hash.Hash { return &sum{} }, []byte("k"))
	mac.Write([]byte("x"))
	fmt.Println(hex.EncodeToString(mac.Sum(nil)))
	r := rand.New(&src{})
	fmt.Println(r.Uint64(), r.Int63(), r.Intn(100))
	r2 := randv2.New(&src{})
	fmt.Println(r2.Uint64(), r2.IntN(10))
	z := rand.NewZipf(r, 1.5, 2, 10)
	fmt.Println(z.Uint64())
	f, _ := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f(a int) int { return a+b }", 0)
	ast.Walk(visitor{}, f)
	fmt.Println()
	bi, err := crand.Int(zr{}, big.NewInt(1000))
	fmt.Println(bi, err)
	fmt.Printf("%v %s\n", &mm{3}, &mm{4})
	var buf bytes.Buffer
	gw, _ := gzip.NewWriterLevel(&buf, 9)
	gw.Write([]byte("zipped zipped"))
	gw.Close()
	br := &byteR{append(buf.Bytes(), "tail"...)}
	gr, err := gzip.NewReader(br)
	gr.Multistream(false)
	all, _ := io.ReadAll(gr)
	fmt.Println(string(all), err, string(br.b))
	fr := flate.NewReader(strings.NewReader("x"))
	if rs, ok := fr.(flate.Resetter); ok {
		fmt.Println(rs.Reset(&byteR{}, nil))
	}
	lw := lzw.NewWriter(&buf, lzw.LSB, 8)
	lw.Close()
	hd, err := tar.FileInfoHeader(fi{"f"}, "")
	fmt.Println(hd.Name, hd.Uname, hd.Gname, err)
	zh, err := zip.FileInfoHeader(fi{"z"})
	fmt.Println(zh.Name, zh.UncompressedSize64, err)
	zw := zip.NewWriter(&buf)
	zw.RegisterCompressor(99, func(w io.Writer) (io.WriteCloser, error) { return nopw{w}, nil })
	fw, err := zw.CreateHeader(&zip.FileHeader{Name: "a", Method: 99})
	fmt.Println(err)
	fw.Write([]byte("data"))
	fmt.Println(zw.Close())
	c := conn{}
	fmt.Println(c.RemoteAddr(), c.RemoteAddr().Network())
	var l net.Listener = &listener{}
	_, err = l.Accept()
	fmt.Println(err, l.Addr(), l.(*listener).n)
	pr := multipart.NewWriter(&buf)
	pr.SetBoundary("b")
	pw, _ := pr.CreateFormFile("f", "n")
	io.Copy(pw, &byteR{[]byte("multi")})
	pr.Close()
	qp := quotedprintable.NewWriter(&nopwc{&buf})
	qp.Write([]byte("é"))
	qp.Close()
	fmt.Println(quick.Check(func(a, b uint8) bool { return a+b == b+a }, nil))
	fmt.Println(iotest.TestReader(&seekR{strings.NewReader("abc")}, []byte("abc")))
	var sc scanner.Scanner
	sc.Init(&byteR{[]byte("a 12")})
	sc.Scan()
	fmt.Println(sc.TokenText())
	fmt.Println(regexp.MustCompile("b+").FindReaderIndex(&runeR{strings.NewReader("abbb")}))
	key, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	s := signer{key}
	sig, err := s.Sign(crand.Reader, make([]byte, 32), crypto.SHA256)
	fmt.Println(len(sig) > 0, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(crand.Reader, tmpl, tmpl, s.Public(), s)
	fmt.Println(len(der) > 0, err)
	_ = rsa.PublicKey{}
	_ = crc32.IEEE
	_ = fnv.New32
	_, err = mail.ParseAddress("a")
	fmt.Println(err != nil)
	ap := netip.AddrPort{}
	fmt.Println(ap)
	tp := textproto.NewReader(bufio.NewReader(&byteR{[]byte("K: v\n\n")}))
	hdr, err := tp.ReadMIMEHeader()
	fmt.Println(hdr, err)
	u := url.URL{Host: "h", Path: "/p"}
	fmt.Println(&u, utf8.RuneLen('é'))
	os.Stdout.WriteString("")
}

type nopw struct{ io.Writer }

func (nopw) Close() error { fmt.Println("closed"); return nil }

type nopwc struct{ b *bytes.Buffer }

func (n *nopwc) Write(p []byte) (int, error) { return n.b.Write(p) }

type seekR struct{ *strings.Reader }
type runeR struct{ *strings.Reader }
