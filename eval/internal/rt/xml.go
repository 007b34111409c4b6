package rt

import (
	"encoding/gob"
	"encoding/xml"
	"fmt"
	"go/types"
	"reflect"
)

// Packages encoding/xml and encoding/gob on values of cells.

// xmlCodec sees values as encoding/xml does. A value with a text of its own has a string in its slot; elements that
// marshal themselves as XML are not known.
func (e *Env) xmlCodec(decoding bool) *codec {
	return &codec{
		env: e, slot: reflect.TypeFor[string](), custom: []string{"MarshalText", "UnmarshalText"}, decoding: decoding, rootName: !decoding,
		encode: func(c *codec, v reflect.Value, t types.Type) (reflect.Value, error) {
			text, err := c.env.text(v, t, "MarshalText")
			return reflect.ValueOf(string(text)), err
		},
		decode: func(c *codec, slot, v reflect.Value, t types.Type) error {
			if slot.Len() == 0 {
				return nil
			}
			return c.env.setText(v, t, "UnmarshalText", []byte(slot.String()))
		},
	}
}

// gobCodec sees values as encoding/gob does.
func (e *Env) gobCodec(decoding bool) *codec { return &codec{env: e, decoding: decoding} }

// shadowOf returns the shadow of what x holds, x itself when that is no value of a cell.
func shadowOf(c *codec, x any) (any, error) {
	b, ok := unbox(x)
	if !ok {
		return x, nil
	}
	s, err := c.shadow(b)
	if err != nil {
		return nil, err
	}
	return s.Interface(), nil
}

// readInto lets read decode into what x points to.
func readInto(c *codec, x any, read func(any) error) error {
	b, ok := unbox(x)
	if !ok {
		return read(x)
	}
	if _, ok := b.t.T.Underlying().(*types.Pointer); !ok || reflect.ValueOf(b.v).IsNil() {
		return fmt.Errorf("cannot decode into a value of type %s: it is no pointer, or nil", b.t)
	}
	return c.decodeInto(b, read)
}

func (e *Env) xmlMarshal(x any) ([]byte, error) {
	s, err := shadowOf(e.xmlCodec(false), x)
	if err != nil {
		return nil, err
	}
	return xml.Marshal(s)
}

func (e *Env) xmlMarshalIndent(x any, prefix, indent string) ([]byte, error) {
	s, err := shadowOf(e.xmlCodec(false), x)
	if err != nil {
		return nil, err
	}
	return xml.MarshalIndent(s, prefix, indent)
}

func (e *Env) xmlUnmarshal(text []byte, x any) error {
	return readInto(e.xmlCodec(true), x, func(x any) error { return xml.Unmarshal(text, x) })
}

func (e *Env) xmlEncode(to *xml.Encoder, x any) error {
	s, err := shadowOf(e.xmlCodec(false), x)
	if err != nil {
		return err
	}
	return to.Encode(s)
}

func (e *Env) xmlDecode(from *xml.Decoder, x any) error {
	return readInto(e.xmlCodec(true), x, from.Decode)
}

func (e *Env) gobEncode(to *gob.Encoder, x any) error {
	s, err := shadowOf(e.gobCodec(false), x)
	if err != nil {
		return err
	}
	return to.Encode(s)
}

func (e *Env) gobDecode(from *gob.Decoder, x any) error {
	return readInto(e.gobCodec(true), x, from.Decode)
}
