package rt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"reflect"
)

// Package encoding/json on values of cells. Methods for JSON or text are called for the values that have them; the
// text goes into the shadow as a json.RawMessage.

func (e *Env) jsonCodec(decoding bool) *codec {
	return &codec{
		env: e, slot: reflect.TypeFor[json.RawMessage](), nested: true, decoding: decoding,
		custom: []string{"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "IsZero"},
		encode: encodeJSON, decode: decodeJSON,
	}
}

// encodeJSON gives the text of a value in a slot.
func encodeJSON(c *codec, v reflect.Value, t types.Type) (reflect.Value, error) {
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		if !c.env.canCall(v, t, name) {
			continue
		}
		text, err := c.env.text(v, t, name)
		if err != nil && name == "MarshalJSON" {
			return reflect.Value{}, &json.MarshalerError{Type: c.env.reflectedElem(t), Err: err}
		} else if err != nil {
			return reflect.Value{}, fmt.Errorf("json: error calling %s for type %s: %w", name, TypeString(t), err)
		}
		if name == "MarshalText" {
			text, _ = json.Marshal(string(text))
		} else if !json.Valid(text) {
			var any any
			err := json.Unmarshal(text, &any)
			return reflect.Value{}, fmt.Errorf("json: error calling %s for type %s: %w", name, TypeString(t), err)
		}
		return reflect.ValueOf(json.RawMessage(text)), nil
	}
	s := reflect.New(c.plainType(t, nil)).Elem()
	if err := c.plainToShadow(s, v, t, nil); err != nil {
		return reflect.Value{}, err
	}
	text, err := json.Marshal(s.Interface())
	return reflect.ValueOf(json.RawMessage(text)), err
}

// jsonKinds says what a JSON value is that begins with a byte.
var jsonKinds = func() (kinds [256]string) {
	for i := range kinds {
		kinds[i] = "number"
	}
	kinds['{'], kinds['['], kinds['t'], kinds['f'] = "object", "array", "bool", "bool"
	return kinds
}()

// canCall reports whether a method can be called on v, or on its address where it has one.
func (e *Env) canCall(v reflect.Value, t types.Type, name string) bool {
	if _, ok := findMethod(t, name); ok {
		return true
	}
	_, ok := findMethod(types.NewPointer(t), name)
	return ok && v.CanAddr()
}

// decodeJSON sets a value to the text in its slot.
func decodeJSON(c *codec, slot, v reflect.Value, t types.Type) error {
	text := slot.Bytes()
	if len(text) == 0 {
		return nil
	}
	p := types.NewPointer(t)
	if _, ok := findMethod(p, "UnmarshalJSON"); ok {
		return c.env.setText(v, t, "UnmarshalJSON", text)
	}
	if _, ok := findMethod(p, "UnmarshalText"); ok && !bytes.Equal(text, []byte("null")) {
		if text[0] != '"' {
			return &json.UnmarshalTypeError{Value: jsonKinds[text[0]], Type: c.env.reflectedElem(t)}
		}
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return err
		}
		return c.env.setText(v, t, "UnmarshalText", []byte(s))
	}
	s := reflect.New(c.plainType(t, nil))
	if err := c.plainToShadow(s.Elem(), v, t, nil); err != nil {
		return err
	}
	err := json.Unmarshal(text, s.Interface())
	if copied := c.plainFromShadow(s.Elem(), v, t, nil); err == nil {
		err = copied
	}
	return err
}

// jsonShadow gives encoding/json a value in the place of x.
func (e *Env) jsonShadow(x any) (any, error) { return e.jsonShadowAt(x, 0) }

// deepestJSON is how deep values of cells are looked for. What goes deeper contains itself, and is left to
// encoding/json, which says so.
const deepestJSON = 1000

func (e *Env) jsonShadowAt(x any, depth int) (any, error) {
	b, ok := unbox(x)
	if !ok && depth < deepestJSON {
		return e.jsonContainer(x, depth+1)
	} else if !ok {
		return x, nil
	}
	s, err := e.jsonCodec(false).shadow(b)
	if err != nil {
		return nil, err
	}
	return s.Interface(), nil
}

// jsonContainer is jsonShadow for a value that may contain values of cells.
func (e *Env) jsonContainer(x any, depth int) (any, error) {
	var err error
	switch x := x.(type) {
	case map[string]any:
		if x == nil {
			return x, nil
		}
		out := make(map[string]any, len(x))
		for k, v := range x {
			if out[k], err = e.jsonShadowAt(v, depth); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		if x == nil {
			return x, nil
		}
		out := make([]any, len(x))
		for i, v := range x {
			if out[i], err = e.jsonShadowAt(v, depth); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return x, nil
}

// MarshalJSON implements json.Marshaler, for values of cells in values of compiled types.
func (v Value) MarshalJSON() ([]byte, error) { return v.t.env.jsonMarshal(v) }

// jsonMarshal is json.Marshal.
func (e *Env) jsonMarshal(x any) ([]byte, error) {
	s, err := e.jsonShadow(x)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	return text, unwrapped(err)
}

// jsonMarshalIndent is json.MarshalIndent.
func (e *Env) jsonMarshalIndent(x any, prefix, indent string) ([]byte, error) {
	s, err := e.jsonShadow(x)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(s, prefix, indent)
	return text, unwrapped(err)
}

// jsonEncode is the method Encode of *json.Encoder.
func (e *Env) jsonEncode(to *json.Encoder, x any) error {
	s, err := e.jsonShadow(x)
	if err != nil {
		return err
	}
	return unwrapped(to.Encode(s))
}

// unwrapped takes off what encoding/json says about the method of Value, which nobody knows of.
func unwrapped(err error) error {
	var m *json.MarshalerError
	for errors.As(err, &m) && isBoxType(m.Type) {
		err, m = m.Err, nil
	}
	return err
}

// jsonUnmarshal is json.Unmarshal.
func (e *Env) jsonUnmarshal(text []byte, x any) error {
	return e.jsonRead(x, func(x any) error { return json.Unmarshal(text, x) })
}

// jsonDecode is the method Decode of *json.Decoder.
func (e *Env) jsonDecode(from *json.Decoder, x any) error { return e.jsonRead(x, from.Decode) }

func (e *Env) jsonRead(x any, read func(any) error) error {
	b, ok := unbox(x)
	if !ok {
		return read(x)
	}
	p, ok := b.t.T.Underlying().(*types.Pointer)
	if !ok || reflect.ValueOf(b.v).IsNil() {
		return &json.InvalidUnmarshalError{Type: e.reflected(b.t.T, b.t.R)}
	}
	err := e.jsonCodec(true).decodeInto(b, read)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Struct == "" && mismatch.Field != "" {
		if n, ok := namedOf(p.Elem()); ok {
			mismatch.Struct = n.Obj().Name()
		}
	}
	return err
}
