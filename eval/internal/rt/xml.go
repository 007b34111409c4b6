package rt

import (
	"bytes"
	"encoding/gob"
	"encoding/xml"
	"fmt"
	"go/types"
	"reflect"
)

// Packages encoding/xml and encoding/gob on values of cells.

// xmlCodec sees values as encoding/xml does. A value with a text of its own has a string in its slot, one that marshals
// itself and one inside another of its type an xmlSlot.
func (e *Env) xmlCodec(decoding bool) *codec {
	return &codec{
		env: e, slot: reflect.TypeFor[xmlSlot](), nested: true, decoding: decoding, rootName: !decoding,
		custom: []string{"MarshalText", "UnmarshalText", "MarshalXML", "UnmarshalXML", "MarshalXMLAttr", "UnmarshalXMLAttr"},
		slotOf: xmlSlotOf, encode: encodeXML, decode: decodeXML,
	}
}

func xmlSlotOf(t types.Type) reflect.Type {
	p := types.NewPointer(t)
	own := hasMethod(p, "MarshalXML") || hasMethod(p, "UnmarshalXML") || hasMethod(p, "MarshalXMLAttr") || hasMethod(p, "UnmarshalXMLAttr")
	if hasText(t) && !own {
		return reflect.TypeFor[string]()
	}
	return reflect.TypeFor[xmlSlot]()
}

// An xmlSlot is the slot of an element: what writes it, or what was read.
type xmlSlot struct {
	write     func(*xml.Encoder, xml.StartElement) error
	writeAttr func(xml.Name) (xml.Attr, error)
	text      []byte
	attr      xml.Attr
}

// MarshalXMLAttr implements xml.MarshalerAttr.
func (s xmlSlot) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	if s.writeAttr == nil {
		return xml.Attr{}, nil
	}
	return s.writeAttr(name)
}

// UnmarshalXMLAttr implements xml.UnmarshalerAttr: it keeps the attribute.
func (s *xmlSlot) UnmarshalXMLAttr(attr xml.Attr) error {
	s.attr = attr
	return nil
}

// MarshalXML implements xml.Marshaler.
func (s xmlSlot) MarshalXML(to *xml.Encoder, start xml.StartElement) error {
	if s.write == nil {
		return nil
	}
	return s.write(to, start)
}

// UnmarshalXML implements xml.Unmarshaler: it keeps the text of the element.
func (s *xmlSlot) UnmarshalXML(from *xml.Decoder, start xml.StartElement) error {
	var content struct {
		Inner []byte `xml:",innerxml"`
	}
	if err := from.DecodeElement(&content, &start); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("<" + start.Name.Local)
	for _, a := range start.Attr {
		b.WriteString(" " + a.Name.Local + "=\"")
		xml.EscapeText(&b, []byte(a.Value))
		b.WriteByte('"')
	}
	b.WriteByte('>')
	b.Write(content.Inner)
	b.WriteString("</" + start.Name.Local + ">")
	s.text = b.Bytes()
	return nil
}

func encodeXML(c *codec, v reflect.Value, t types.Type) (reflect.Value, error) {
	if xmlSlotOf(t) != c.slot {
		text, err := c.env.text(v, t, "MarshalText")
		return reflect.ValueOf(string(text)), err
	}
	write := func(to *xml.Encoder, start xml.StartElement) (err error) {
		defer rescue(&err)
		if _, own := findMethod(t, "MarshalXML"); own {
			err, _ = c.env.callOn(v, t, "MarshalXML", reflect.ValueOf(to), reflect.ValueOf(start))[0].Interface().(error)
			return err
		}
		s := reflect.New(c.plainType(t, nil)).Elem()
		if err := c.plainToShadow(s, v, t, nil); err != nil {
			return err
		}
		return to.EncodeElement(s.Interface(), start)
	}
	return reflect.ValueOf(xmlSlot{write: write, writeAttr: func(name xml.Name) (xml.Attr, error) { return c.env.xmlAttr(v, t, name) }}), nil
}

// xmlAttr returns a lowered value as an attribute.
func (e *Env) xmlAttr(v reflect.Value, t types.Type, name xml.Name) (xml.Attr, error) {
	switch {
	case e.canCall(v, t, "MarshalXMLAttr"):
		if !hasMethod(t, "MarshalXMLAttr") {
			v, t = v.Addr(), types.NewPointer(t)
		}
		out := e.callOn(v, t, "MarshalXMLAttr", reflect.ValueOf(name))
		err, _ := out[1].Interface().(error)
		return out[0].Interface().(xml.Attr), err
	case e.canCall(v, t, "MarshalText"):
		text, err := e.text(v, t, "MarshalText")
		return xml.Attr{Name: name, Value: string(text)}, err
	}
	switch r := e.under(v, t); r.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.Pointer:
		return xml.Attr{}, fmt.Errorf("xml: unsupported type: %s", TypeString(t))
	default:
		return xml.Attr{Name: name, Value: fmt.Sprint(r.Interface())}, nil
	}
}

func decodeXML(c *codec, slot, v reflect.Value, t types.Type) error {
	if xmlSlotOf(t) != c.slot {
		if slot.Len() == 0 {
			return nil
		}
		return c.env.setText(v, t, "UnmarshalText", []byte(slot.String()))
	}
	if attr := slot.Interface().(xmlSlot).attr; attr.Name.Local != "" {
		return c.env.setXMLAttr(v, t, attr)
	}
	text := slot.Interface().(xmlSlot).text
	if len(text) == 0 {
		return nil
	}
	if p := types.NewPointer(t); c.env.canCall(v, t, "UnmarshalXML") {
		from := xml.NewDecoder(bytes.NewReader(text))
		start, err := from.Token()
		if err != nil {
			return err
		}
		err, _ = c.env.callOn(v.Addr(), p, "UnmarshalXML", reflect.ValueOf(from), reflect.ValueOf(start.(xml.StartElement)))[0].Interface().(error)
		return err
	}
	s := reflect.New(c.plainType(t, nil))
	if err := c.plainToShadow(s.Elem(), v, t, nil); err != nil {
		return err
	}
	err := xml.Unmarshal(text, s.Interface())
	if copied := c.plainFromShadow(s.Elem(), v, t, nil); err == nil {
		err = copied
	}
	return err
}

// setXMLAttr sets a lowered variable to an attribute.
func (e *Env) setXMLAttr(v reflect.Value, t types.Type, attr xml.Attr) error {
	p := types.NewPointer(t)
	switch {
	case hasMethod(p, "UnmarshalXMLAttr"):
		err, _ := e.callOn(v.Addr(), p, "UnmarshalXMLAttr", reflect.ValueOf(attr))[0].Interface().(error)
		return err
	case hasMethod(p, "UnmarshalText"):
		return e.setText(v, t, "UnmarshalText", []byte(attr.Value))
	}
	return fmt.Errorf("cannot read the attribute %s into a value of type %s", attr.Name.Local, TypeString(t))
}

// gobCodec sees values as encoding/gob does.
func (e *Env) gobCodec(decoding bool) *codec {
	return &codec{env: e, decoding: decoding, noDynamic: true}
}

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
