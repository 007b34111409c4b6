package rt

import (
	"encoding/xml"
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// Compiled packages that look into values by reflection (encoding/json and its like) are given a shadow: a value of
// unnamed types with the fields, tags and names that the checker knows. What they decode into a shadow is copied back.
// A value with methods of its own for the purpose, and one inside a value of the same type, has a slot in the shadow
// that its text is put in.

// A codec says how a package sees values.
type codec struct {
	env    *Env
	slot   reflect.Type                  // of the text of values that have one; nil where the package allows none
	slotOf func(types.Type) reflect.Type // the slot of a type, where there are several
	custom []string                      // methods by which a type has its own text
	nested bool                          // a value inside one of the same type has a slot
	// encode gives the text of a value for its slot, decode takes it.
	encode    func(c *codec, v reflect.Value, t types.Type) (reflect.Value, error)
	decode    func(c *codec, slot, v reflect.Value, t types.Type) error
	decoding  bool
	noDynamic bool // values of cells in interfaces are not known by their types
	depth     int  // of shadows being made
	rootName  bool // the outermost struct has a field XMLName with the name of its type
}

// codecError is the panic that ends the making of a shadow.
type codecError struct{ error }

func rescue(err *error) {
	switch r := recover().(type) {
	case nil:
	case codecError:
		*err = r.error
	default:
		panic(r)
	}
}

// maxDepth bounds the nesting of values: one that contains itself has no end.
const maxDepth = 1000

// untouched is in the interfaces of a shadow that is decoded into.
type untouched struct{}

// shadowType returns the type of the shadow of values of type t; inside are the types around it.
func (c *codec) shadowType(t types.Type, inside []types.Type) reflect.Type {
	if c.slotted(t, inside) {
		if c.slotOf != nil {
			return c.slotOf(t)
		}
		return c.slot
	}
	return c.plainType(t, inside)
}

// plainType is shadowType for a value without a slot.
func (c *codec) plainType(t types.Type, inside []types.Type) reflect.Type {
	if types.IsInterface(t) {
		return anyReflect
	}
	if !c.nested && within(t, inside) {
		panic(codecError{fmt.Errorf("values of the recursive type %s cannot be encoded in cells", TypeString(t))})
	}
	if !c.env.isBoxed(t) {
		return c.env.lockedType(t)
	}
	inside = append(inside[:len(inside):len(inside)], t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return reflect.PointerTo(c.shadowType(u.Elem(), inside))
	case *types.Slice:
		return reflect.SliceOf(c.shadowType(u.Elem(), inside))
	case *types.Array:
		return reflect.ArrayOf(int(u.Len()), c.shadowType(u.Elem(), inside))
	case *types.Map:
		return reflect.MapOf(c.keyType(u.Key()), c.shadowType(u.Elem(), inside))
	case *types.Struct:
		return c.shadowStruct(t, u, inside)
	case *types.Interface:
		return anyReflect
	}
	return c.env.lockedType(t)
}

// slotted reports whether a value of type t is represented by its text.
func (c *codec) slotted(t types.Type, inside []types.Type) bool {
	if c.slot == nil || types.IsInterface(t) || !c.env.isBoxed(t) {
		return false
	}
	if _, ok := t.Underlying().(*types.Pointer); ok {
		return false
	}
	for _, name := range c.custom {
		if _, ok := findMethod(types.NewPointer(t), name); ok {
			return true
		}
	}
	return c.nested && within(t, inside)
}

// within reports whether a named type is one of those around it.
func within(t types.Type, inside []types.Type) bool {
	if _, named := types.Unalias(t).(*types.Named); !named {
		return false
	}
	for _, outer := range inside {
		if types.Identical(outer, t) {
			return true
		}
	}
	return false
}

// keyType returns the type of shadows of map keys; those with a text are strings.
func (c *codec) keyType(t types.Type) reflect.Type {
	if c.env.isBoxed(t) && hasText(t) {
		return reflect.TypeFor[string]()
	}
	if types.IsInterface(t) {
		return anyReflect
	}
	return c.env.lockedType(t.Underlying())
}

func hasText(t types.Type) bool {
	_, out := findMethod(types.NewPointer(t), "MarshalText")
	_, in := findMethod(types.NewPointer(t), "UnmarshalText")
	return out || in
}

func (c *codec) shadowStruct(named types.Type, t *types.Struct, inside []types.Type) reflect.Type {
	var fields []reflect.StructField
	if n, ok := types.Unalias(named).(*types.Named); ok && c.rootName && fieldIndex(t, "XMLName") < 0 {
		tag := reflect.StructTag("xml:" + strconv.Quote(n.Obj().Name()))
		fields = append(fields, reflect.StructField{Name: "XMLName", Type: reflect.TypeFor[xml.Name](), Tag: tag})
	}
	c.rootName = false
	for i := range t.NumFields() {
		if shadowed(t.Field(i)) {
			fields = append(fields, c.shadowField(t, i, inside))
		}
	}
	return reflect.StructOf(fields)
}

func fieldIndex(t *types.Struct, name string) int {
	for i := range t.NumFields() {
		if t.Field(i).Name() == name {
			return i
		}
	}
	return -1
}

// shadowed reports whether packages see a field: exported ones and those that embed a struct.
func shadowed(f *types.Var) bool {
	return f.Exported() || f.Embedded() && isStructOrPointer(f.Type())
}

func isStructOrPointer(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func (c *codec) shadowField(t *types.Struct, i int, inside []types.Type) reflect.StructField {
	f := t.Field(i)
	out := reflect.StructField{Name: FieldName(t, i), Tag: reflect.StructTag(t.Tag(i)), Type: c.shadowType(f.Type(), inside)}
	elem := out.Type
	if elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	// Reflection makes no embedded fields with methods.
	out.Anonymous = f.Embedded() && elem.Kind() == reflect.Struct && elem.NumMethod() == 0 && reflect.PointerTo(elem).NumMethod() == 0
	return out
}

// toShadow sets the shadow s to the lowered value v of type t.
func (c *codec) toShadow(s, v reflect.Value, t types.Type, inside []types.Type) error {
	if c.depth++; c.depth > maxDepth {
		panic(codecError{fmt.Errorf("unsupported value: encountered a cycle via %s", TypeString(t))})
	}
	defer func() { c.depth-- }()
	if !c.slotted(t, inside) {
		return c.plainToShadow(s, v, t, inside)
	}
	if c.decoding {
		return nil
	}
	text, err := c.encode(c, v, t)
	if err == nil {
		s.Set(text)
	}
	return err
}

// plainToShadow is toShadow for a value without a slot.
func (c *codec) plainToShadow(s, v reflect.Value, t types.Type, inside []types.Type) error {
	if types.IsInterface(t) {
		return c.dynamicToShadow(s, v)
	}
	if !c.env.isBoxed(t) {
		s.Set(v)
		return nil
	}
	v = c.env.under(v, t)
	inside = append(inside[:len(inside):len(inside)], t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if v.IsNil() {
			return nil
		}
		s.Set(reflect.New(s.Type().Elem()))
		return c.toShadow(s.Elem(), v.Elem(), u.Elem(), inside)
	case *types.Slice:
		if v.IsNil() {
			return nil
		}
		s.Set(reflect.MakeSlice(s.Type(), v.Len(), v.Len()))
		return c.listToShadow(s, v, u.Elem(), inside)
	case *types.Array:
		return c.listToShadow(s, v, u.Elem(), inside)
	case *types.Map:
		return c.mapToShadow(s, v, u, inside)
	case *types.Struct:
		return eachShadowed(s, u, func(f reflect.Value, i int) error {
			if !c.decoding && c.omitted(u.Field(i).Type(), u.Tag(i), v.Field(i), inside) {
				return nil
			}
			return c.toShadow(f, v.Field(i), u.Field(i).Type(), inside)
		})
	}
	s.Set(v)
	return nil
}

// eachShadowed visits the fields of a shadow with the number of the field that each is for.
func eachShadowed(s reflect.Value, t *types.Struct, visit func(f reflect.Value, i int) error) error {
	j := s.NumField()
	for f := range t.Fields() {
		if shadowed(f) {
			j--
		}
	}
	for i := range t.NumFields() {
		if !shadowed(t.Field(i)) {
			continue
		}
		if err := visit(s.Field(j), i); err != nil {
			return err
		}
		j++
	}
	return nil
}

// omitted reports whether a field is left out for its value, by a tag that would see the text in the slot instead.
func (c *codec) omitted(t types.Type, tag string, v reflect.Value, inside []types.Type) bool {
	options := strings.Split(reflect.StructTag(tag).Get("json"), ",")[1:]
	slotted := c.slotted(t, inside)
	for _, o := range options {
		switch {
		case o == "omitzero" && c.env.isBoxed(t) && c.env.canCall(v, t, "IsZero"):
			return c.env.isZero(v, t)
		case !slotted:
		case o == "omitzero" && v.IsZero():
			return true
		case o != "omitempty":
		case v.Kind() == reflect.Struct:
		case v.Kind() == reflect.Map || v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
			return v.Len() == 0
		case v.IsZero():
			return true
		}
	}
	return false
}

// isZero calls the method IsZero of a lowered value.
func (e *Env) isZero(v reflect.Value, t types.Type) bool {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return true
	}
	if !hasMethod(t, "IsZero") {
		v, t = v.Addr(), types.NewPointer(t)
	}
	return e.callOn(v, t, "IsZero")[0].Bool()
}

// dynamicToShadow sets s to the shadow of what the interface v holds.
func (c *codec) dynamicToShadow(s, v reflect.Value) error {
	if c.decoding {
		s.Set(reflect.ValueOf(untouched{}))
		return nil
	}
	if v.IsNil() {
		return nil
	}
	b, ok := unbox(v.Interface())
	if !ok {
		s.Set(v.Elem())
		return nil
	}
	if c.noDynamic {
		return fmt.Errorf("a value of type %s in an interface cannot be encoded in cells: what is decoded would not have its type", b.t)
	}
	inner, err := c.shadow(b)
	if err == nil {
		s.Set(inner)
	}
	return err
}

// shadow returns the shadow of a boxed value.
func (c *codec) shadow(b Value) (s reflect.Value, err error) {
	defer rescue(&err)
	s = reflect.New(c.shadowType(b.t.T, nil)).Elem()
	return s, c.toShadow(s, reflect.ValueOf(b.v), b.t.T, nil)
}

func (c *codec) listToShadow(s, v reflect.Value, elem types.Type, inside []types.Type) error {
	for i := range v.Len() {
		if err := c.toShadow(s.Index(i), v.Index(i), elem, inside); err != nil {
			return err
		}
	}
	return nil
}

func (c *codec) mapToShadow(s, v reflect.Value, t *types.Map, inside []types.Type) error {
	if v.IsNil() {
		return nil
	}
	s.Set(reflect.MakeMapWithSize(s.Type(), v.Len()))
	for it := v.MapRange(); it.Next(); {
		key, err := c.keyToShadow(it.Key(), t.Key())
		if err != nil {
			return err
		}
		elem := reflect.New(s.Type().Elem()).Elem()
		if err := c.toShadow(elem, it.Value(), t.Elem(), inside); err != nil {
			return err
		}
		s.SetMapIndex(key, elem)
	}
	return nil
}

func (c *codec) keyToShadow(k reflect.Value, t types.Type) (reflect.Value, error) {
	if types.IsInterface(t) || !c.env.isBoxed(t) || !hasText(t) || k.Kind() == reflect.String {
		return k, nil
	}
	text, err := c.env.text(k, t, "MarshalText")
	return reflect.ValueOf(string(text)), err
}

// text calls a method func() ([]byte, error) on a lowered value.
func (e *Env) text(v reflect.Value, t types.Type, name string) ([]byte, error) {
	if _, ok := findMethod(t, name); !ok {
		v, t = addressOf(v), types.NewPointer(t)
	}
	out := e.callOn(v, t, name)
	err, _ := out[1].Interface().(error)
	return out[0].Bytes(), err
}

// setText calls a method func([]byte) error on the address of a lowered value.
func (e *Env) setText(v reflect.Value, t types.Type, name string, text []byte) error {
	err, _ := e.callOn(v.Addr(), types.NewPointer(t), name, reflect.ValueOf(text))[0].Interface().(error)
	return err
}

// fromShadow sets the lowered variable v of type t to what its shadow s holds.
func (c *codec) fromShadow(s, v reflect.Value, t types.Type, inside []types.Type) error {
	if c.slotted(t, inside) {
		return c.decode(c, s, v, t)
	}
	return c.plainFromShadow(s, v, t, inside)
}

// plainFromShadow is fromShadow for a value without a slot.
func (c *codec) plainFromShadow(s, v reflect.Value, t types.Type, inside []types.Type) error {
	if types.IsInterface(t) {
		return c.dynamicFromShadow(s, v, t)
	}
	if !c.env.isBoxed(t) {
		v.Set(s)
		return nil
	}
	v = c.env.under(v, t)
	inside = append(inside[:len(inside):len(inside)], t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if s.IsNil() {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		return c.fromShadow(s.Elem(), v.Elem(), u.Elem(), inside)
	case *types.Slice:
		return c.sliceFromShadow(s, v, u, inside)
	case *types.Array:
		return c.listFromShadow(s, v, u.Elem(), inside)
	case *types.Map:
		return c.mapFromShadow(s, v, u, inside)
	case *types.Struct:
		return eachShadowed(s, u, func(f reflect.Value, i int) error {
			return c.fromShadow(f, v.Field(i), u.Field(i).Type(), inside)
		})
	}
	v.Set(s)
	return nil
}

// dynamicFromShadow sets an interface variable that was decoded into.
func (c *codec) dynamicFromShadow(s, v reflect.Value, t types.Type) error {
	if s.IsNil() {
		v.SetZero()
		return nil
	}
	if _, ok := s.Interface().(untouched); ok {
		return nil
	}
	if !s.Elem().Type().AssignableTo(v.Type()) {
		return fmt.Errorf("cannot decode into a value of type %s", TypeString(t))
	}
	v.Set(s.Elem())
	return nil
}

func (c *codec) listFromShadow(s, v reflect.Value, elem types.Type, inside []types.Type) error {
	for i := range v.Len() {
		if err := c.fromShadow(s.Index(i), v.Index(i), elem, inside); err != nil {
			return err
		}
	}
	return nil
}

func (c *codec) sliceFromShadow(s, v reflect.Value, t *types.Slice, inside []types.Type) error {
	if s.IsNil() {
		v.SetZero()
		return nil
	}
	list := reflect.MakeSlice(v.Type(), s.Len(), s.Len())
	reflect.Copy(list, v)
	v.Set(list)
	return c.listFromShadow(s, v, t.Elem(), inside)
}

func (c *codec) mapFromShadow(s, v reflect.Value, t *types.Map, inside []types.Type) error {
	if s.IsNil() {
		v.SetZero()
		return nil
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for it := s.MapRange(); it.Next(); {
		key := reflect.New(v.Type().Key()).Elem()
		if err := c.keyFromShadow(it.Key(), key, t.Key()); err != nil {
			return err
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		if old := v.MapIndex(key); old.IsValid() {
			elem.Set(old)
		}
		if err := c.fromShadow(it.Value(), elem, t.Elem(), inside); err != nil {
			return err
		}
		v.SetMapIndex(key, elem)
	}
	return nil
}

func (c *codec) keyFromShadow(s, k reflect.Value, t types.Type) error {
	if c.env.isBoxed(t) && !types.IsInterface(t) && hasText(t) && s.Kind() == reflect.String {
		if _, ok := findMethod(types.NewPointer(t), "UnmarshalText"); ok {
			return c.env.setText(k, t, "UnmarshalText", []byte(s.String()))
		}
	}
	k.Set(s.Convert(k.Type()))
	return nil
}

// decodeInto lets read decode into the shadow of what the boxed pointer p points to, and copies the result back.
func (c *codec) decodeInto(p Value, read func(shadow any) error) (err error) {
	defer rescue(&err)
	t := p.t.T.Underlying().(*types.Pointer).Elem()
	v := reflect.ValueOf(p.v).Elem()
	s := reflect.New(c.shadowType(t, nil))
	if err := c.toShadow(s.Elem(), v, t, nil); err != nil {
		return err
	}
	err = read(s.Interface())
	if copied := c.fromShadow(s.Elem(), v, t, nil); err == nil {
		err = copied
	}
	return err
}
