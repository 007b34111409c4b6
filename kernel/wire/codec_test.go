package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"goasync/kernel/wire"
)

func codec(t testing.TB, scheme, key string) *wire.Codec {
	t.Helper()
	c, err := wire.NewCodec(scheme, []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func frames(parts ...string) [][]byte {
	var f [][]byte
	for _, part := range parts {
		f = append(f, []byte(part))
	}
	return f
}

func TestRoundTrip(t *testing.T) {
	for _, scheme := range []string{"hmac-sha256", "hmac-sha512"} {
		for _, key := range []string{"", "secret"} {
			parent, _ := wire.New("execute_request", "them", nil, nil)
			m, err := wire.New("comm_msg", "us", parent, map[string]any{"text": "<ä&>"})
			if err != nil {
				t.Fatal(err)
			}
			m.Identities = frames("one", "two")
			m.Buffers = frames("binary\x00", "")
			encoded := codec(t, scheme, key).Encode(m)
			got, err := codec(t, scheme, key).Decode(encoded)
			if err != nil {
				t.Fatalf("%s with key %q: %v", scheme, key, err)
			}
			if got.Header != m.Header || got.Parent() != parent.Header || string(got.Content) != `{"text":"<ä&>"}` ||
				!slices.EqualFunc(got.Identities, m.Identities, bytes.Equal) ||
				!slices.EqualFunc(got.Buffers, m.Buffers, bytes.Equal) || string(got.Metadata) != "{}" {
				t.Errorf("%s with key %q: got %+v", scheme, key, got)
			}
		}
	}
}

// The signature was computed with Python's hmac module.
func TestSignatureIsJupyters(t *testing.T) {
	m := &wire.Message{RawHeader: json.RawMessage(`{"msg_id":"1","msg_type":"x"}`), Content: json.RawMessage(`{"a":1}`)}
	for scheme, want := range map[string]string{
		"hmac-sha256": "4d315654716920d3dde0f8702aa82a867450303fb85689ccfaaec524fa3f643e",
		"hmac-sha512": "62cbc25b0bc4d0ed3c9cb32fd0c0863920ea47ed077f62994b318518bc53fa5eae4e45a0f37927ea84b7d7c5739fe9a6ed7c5fe8a48964094c5ceae69b4a4507",
	} {
		got := codec(t, scheme, "key").Encode(m)[1]
		if string(got) != want {
			t.Errorf("%s: got %s, want %s", scheme, got, want)
		}
	}
}

func TestSchemeMustBeKnown(t *testing.T) {
	if _, err := wire.NewCodec("hmac-md5", nil); err == nil {
		t.Error("no error")
	}
}

func TestDecodeRefuses(t *testing.T) {
	const header = `{"msg_id":"1","msg_type":"x"}`
	good := codec(t, "hmac-sha256", "key").Encode(&wire.Message{RawHeader: json.RawMessage(header)})
	changed := func(i int, part string) [][]byte {
		f := slices.Clone(good)
		f[i] = []byte(part)
		return f
	}
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	for _, row := range []struct {
		name   string
		key    string
		frames [][]byte
		want   error
	}{
		{"nothing", "key", nil, wire.ErrDelimiter},
		{"no delimiter", "key", good[1:], wire.ErrDelimiter},
		{"delimiter alone", "key", good[:1], wire.ErrFrames},
		{"no content", "key", good[:5], wire.ErrFrames},
		{"wrong key", "other", good, wire.ErrSignature},
		{"no signature", "key", changed(1, ""), wire.ErrSignature},
		{"short signature", "key", changed(1, string(good[1][:10])), wire.ErrSignature},
		{"upper case signature", "key", changed(1, strings.ToUpper(string(good[1]))), wire.ErrSignature},
		{"changed content", "key", changed(5, `{"a":1}`), wire.ErrSignature},
		{"changed metadata", "key", changed(4, `{"a":1}`), wire.ErrSignature},
		{"content is no JSON", "", changed(5, `{"a"`), wire.ErrJSON},
		{"content is empty", "", changed(5, ``), wire.ErrJSON},
		{"content is a list", "", changed(5, `[]`), wire.ErrJSON},
		{"content is deep", "", changed(5, deep), wire.ErrJSON},
		{"two values", "", changed(5, `{}{}`), wire.ErrJSON},
		{"header is null", "", changed(2, `null`), wire.ErrHeader},
		{"header without type", "", changed(2, `{"msg_id":"1"}`), wire.ErrHeader},
		{"header without id", "", changed(2, `{"msg_type":"x"}`), wire.ErrHeader},
		{"header of wrong types", "", changed(2, `{"msg_id":1,"msg_type":[]}`), wire.ErrHeader},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := codec(t, "hmac-sha256", row.key).Decode(row.frames)
			if !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
}

func TestNullPartsAreObjects(t *testing.T) {
	m, err := codec(t, "hmac-sha256", "").Decode(
		frames("<IDS|MSG>", "", `{"msg_id":"1","msg_type":"x"}`, "null", " null ", "null"))
	if err != nil || string(m.Content) != "{}" || string(m.Metadata) != "{}" || m.Parent() != (wire.Header{}) {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestReplayIsRefused(t *testing.T) {
	sender, receiver := codec(t, "hmac-sha256", "key"), codec(t, "hmac-sha256", "key")
	var first [][]byte
	for i := range 70_000 {
		m, _ := wire.New("x", "s", nil, nil)
		f := sender.Encode(m)
		if _, err := receiver.Decode(f); err != nil {
			t.Fatal(i, err)
		}
		if i == 69_000 {
			first = f
		}
	}
	if _, err := receiver.Decode(first); !errors.Is(err, wire.ErrReplayed) {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	m, _ := wire.New("x", "s", nil, map[string]any{"a": []int{1}})
	f.Add([]byte("key"), bytes.Join(codec(f, "hmac-sha256", "key").Encode(m), []byte("\xff")))
	f.Add([]byte{}, []byte("id\xff<IDS|MSG>\xff\xff{\"msg_id\":\"1\",\"msg_type\":\"x\"}\xff{}\xff{}\xff{}\xffbuffer"))
	f.Add([]byte{}, []byte("<IDS|MSG>"))
	f.Fuzz(func(t *testing.T, key, input []byte) {
		c := codec(t, "hmac-sha256", string(key))
		m, err := c.Decode(bytes.Split(input, []byte{0xff}))
		if err != nil {
			return
		}
		m.Parent()
		again, err := codec(t, "hmac-sha256", string(key)).Decode(c.Encode(m))
		if err != nil || again.Header != m.Header || !bytes.Equal(again.Content, m.Content) {
			t.Errorf("%+v becomes %+v, %v", m, again, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	c := codec(b, "hmac-sha256", "key")
	for b.Loop() {
		m, _ := wire.New("stream", "session", nil, map[string]any{"name": "stdout", "text": "hello\n"})
		c.Encode(m)
	}
}
