package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// fieldShapes are marshmallow's classes of fields.
var fieldShapes = typesOf(map[string]*shape{}, "", map[*shape]string{
	text:     "Str String",
	formed:   "Email Url URL URLFor AbsoluteURLFor UUID IP IPv4 IPv6 IPInterface IPv4Interface IPv6Interface",
	number:   "Int Integer Float Decimal Number TimeDelta",
	boolean:  "Bool Boolean",
	date:     "DateTime LocalDateTime NaiveDateTime AwareDateTime Date Time",
	sequence: "List Tuple DelimitedList DelimitedTuple Set",
	mapping:  "Dict Mapping Hyperlinks",
	anything: "Field Raw Function Method Constant Inferred Pluck Nested SmartNested Enum EnumField File",
})

// schemaField is one field of a schema of marshmallow.
type schemaField struct {
	field
	self *flow.Value // of a project's own class of field
}

// fieldEntries are the fields, under every name that they are imported by.
func fieldEntries(lib flow.Library) {
	for word := range fieldShapes {
		make := func(c *flow.Call) *flow.Value { return newField(c, word) }
		name := "marshmallow.fields." + word
		lib[name] = flow.Entry{Call: make}
		for _, module := range []string{"webargs.fields.", "flask_marshmallow.fields.", "apiflask.fields.", "marshmallow_enum."} {
			lib[module+word] = flow.Entry{Same: name}
		}
	}
	lib["marshmallow.field"] = flow.Entry{}
	lib["marshmallow.fields.Field.__init__"] = flow.Entry{Call: silent}
}

// newField is fields.Str(required=True), or the making of a project's own
// field that derives from it.
func newField(c *flow.Call, word string) *flow.Value {
	f := &schemaField{}
	f.shape = fieldShapes[word]
	f.options(c)
	switch word {
	case "List", "Set", "DelimitedList", "Tuple", "DelimitedTuple":
		s := *sequence
		s.element = innerShape(given(c, 0, "cls_or_instance", "tuple_fields"))
		f.shape = &s
	case "Dict", "Mapping":
		if values := c.Arg(-1, "values"); values != nil {
			s := *mapping
			s.rest = innerShape(values)
			f.shape = &s
		}
	case "Nested", "SmartNested":
		f.nests(c)
	case "Pluck":
		f.plucks(c)
	case "Enum", "EnumField":
		if class := classOf(c.Arg(0, "enum")); class != nil {
			f.shape = enumShape(class)
		}
	case "Function", "Method":
		f.noLoad = c.Arg(1, "deserialize") == nil
		f.reads(c, word)
		f.tells(c, word)
	}
	f.shape = f.shape.checked(c.Arg(-1, "validate"))
	if truth(c.Arg(-1, "allow_none"), false) {
		f.shape = oneOf(f.shape, nothing)
	}
	if class := classOf(c.Self); class != nil {
		return ownField(c, class, f)
	}
	return c.Run.NewInstance("marshmallow.field", c.Place, f)
}

// options are what the keywords of all fields say.
func (f *schemaField) options(c *flow.Call) {
	f.required = truth(c.Arg(-1, "required"), false)
	f.noLoad = truth(c.Arg(-1, "dump_only"), false)
	f.noDump = truth(c.Arg(-1, "load_only"), false)
	f.attribute, _ = c.Arg(-1, "attribute").Text()
	for _, name := range []string{"data_key", "load_from"} {
		if key, ok := c.Arg(-1, name).Text(); ok {
			f.keys = []string{key}
		}
	}
	for _, name := range []string{"load_default", "missing"} {
		d := c.Arg(-1, name)
		switch {
		case d == nil:
		case len(d.Targets()) > 0:
			f.otherwise = func(v *validation) *flow.Value { return v.Invoke(d, nil, nil) }
		default:
			f.otherwise = func(*validation) *flow.Value { return d }
		}
	}
}

// innerShape is the shape of a field that stands in another: an instance, or
// a class of fields.
func innerShape(v *flow.Value) *shape {
	if v == nil {
		return anything
	}
	if elements, exact := v.Elements(); exact { // of a tuple
		var all []*shape
		for _, e := range elements {
			all = append(all, innerShape(e))
		}
		return oneOf(all...)
	}
	if f := fieldOfSchema(v); f != nil {
		return f.shape
	}
	word := v.Name()[strings.LastIndexByte(v.Name(), '.')+1:]
	if s, ok := fieldShapes[word]; ok {
		return s
	}
	return anything
}

// ownFieldKey is the attribute of a project's own field for what the
// keywords said.
const ownFieldKey = "<field>"

// ownField is an object of a class of the project that derives from a field.
// What its _deserialize makes of a value is what it lets through.
func ownField(c *flow.Call, class *flow.Class, f *schemaField) *flow.Value {
	self := c.Run.NewObject(class, c.Place)
	if class.Attr("_deserialize") != nil {
		checks := f.shape.checks
		f.shape = &shape{after: []change{func(v *validation, value *flow.Value) *flow.Value {
			deserialize := v.Get(self, "_deserialize")
			return v.Invoke(deserialize, []*flow.Value{value, flow.Of(flow.Text), flow.Nothing}, nil).With(checks)
		}}}
	}
	f.self = self
	c.Run.SetAttr(self.Objects()[0], ownFieldKey, c.Run.NewInstance("marshmallow.field", c.Place, f))
	return self
}

func fieldOfSchema(v *flow.Value) *schemaField {
	for _, o := range v.Objects() {
		if f, ok := o.Data.(*schemaField); ok {
			return f
		}
	}
	return nil
}

// tells is what Function(f) and Method("name") tell of an object.
func (f *schemaField) tells(c *flow.Call, word string) {
	serialize := c.Arg(0, "serialize")
	f.computed = true
	f.tell = func(*validation, *flow.Value) *flow.Value { return flow.Nothing }
	if word == "Function" && serialize != nil {
		f.tell = func(v *validation, of *flow.Value) *flow.Value { return v.Invoke(serialize, []*flow.Value{of}, nil) }
	}
}

// reads is what Function(deserialize=f) and Method(deserialize="name") make of
// what is read.
func (f *schemaField) reads(c *flow.Call, word string) {
	deserialize := c.Arg(1, "deserialize")
	if word == "Method" {
		f.loader, _ = deserialize.Text()
		return
	}
	if deserialize != nil {
		f.shape = &shape{after: []change{func(v *validation, value *flow.Value) *flow.Value {
			return v.Invoke(deserialize, []*flow.Value{value}, nil)
		}}}
	}
}

// nests is Nested(Schema, many=True, only=…).
func (f *schemaField) nests(c *flow.Call) {
	of := c.Arg(0, "nested")
	options := optionsOf(c)
	f.shape = &shape{later: func(v *validation) *shape { return nestedSchema(v, of, options).shape(v) }}
	f.tell = func(v *validation, value *flow.Value) *flow.Value { return nestedSchema(v, of, options).dump(v, value) }
}

// plucks is Pluck(Schema, "id").
func (f *schemaField) plucks(c *flow.Call) {
	of, options := c.Arg(0, "nested"), optionsOf(c)
	name, _ := c.Arg(1, "field_name").Text()
	f.shape = &shape{later: func(v *validation) *shape {
		for _, inner := range nestedSchema(v, of, options).fields(v) {
			if inner.name != name {
				continue
			}
			if options.many {
				list := *sequence
				list.element = inner.shape
				return &list
			}
			return inner.shape
		}
		return custom
	}}
}

// formCheck is a validator of marshmallow.validate.
type formCheck struct {
	checks   flow.Checks
	literals []flow.Literal
}

// formChecks are the validators of fields.
func formChecks(lib flow.Library) {
	check := func(word string, make func(c *flow.Call) *formCheck) {
		lib["marshmallow.validate."+word] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance("marshmallow.validate", c.Place, make(c))
		}}
		lib["webargs.validate."+word] = flow.Entry{Same: "marshmallow.validate." + word}
		lib["apiflask.validators."+word] = flow.Entry{Same: "marshmallow.validate." + word}
	}
	for word := range strings.FieldsSeq("Regexp Email URL UUID Predicate NoneOf ContainsNoneOf") {
		check(word, func(*flow.Call) *formCheck { return &formCheck{checks: flow.Bounded | flow.Formed} })
	}
	check("Length", func(c *flow.Call) *formCheck { return sized(c, "equal") })
	check("Range", func(c *flow.Call) *formCheck { return sized(c, "") })
	listed := func(c *flow.Call) *formCheck {
		return &formCheck{flow.Listed | flow.Bounded, literalsIn(given(c, 0, "choices", "comparable"))}
	}
	for word := range strings.FieldsSeq("OneOf ContainsOnly Equal") {
		check(word, listed)
	}
	lib["marshmallow.validate.And"] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return flow.ListOf(c.Args...) }}
	lib["marshmallow.validate"] = flow.Entry{}
}

func sized(c *flow.Call, exact string) *formCheck {
	check := &formCheck{checks: flow.Bounded}
	if c.Arg(0, "min") != nil {
		check.checks |= flow.AtLeast
	}
	if c.Arg(1, "max") != nil || c.Arg(-1, exact) != nil {
		check.checks |= flow.AtMost
	}
	return check
}

// literalsIn are the elements of a container, if all are known; the members
// of an enumeration; or the one value.
func literalsIn(v *flow.Value) []flow.Literal {
	if v.Literal() {
		return v.Literals
	}
	elements, exact := v.Elements()
	if !exact {
		return nil
	}
	var all []flow.Literal
	for _, e := range elements {
		if !e.Literal() {
			return nil
		}
		all = append(all, e.Literals...)
	}
	return all
}

// checked is the shape with what validate=… makes sure of: one check or
// several; a function is taken for a check of the form.
func (s *shape) checked(by *flow.Value) *shape {
	if by == nil || by.IsNone() {
		return s
	}
	if elements, _ := by.Elements(); len(elements) > 0 {
		for _, e := range elements {
			s = s.checked(e)
		}
		return s
	}
	for _, o := range by.Objects() {
		check, ok := o.Data.(*formCheck)
		if !ok {
			continue
		}
		w := s.with(check.checks)
		if kind := kindOf(check.literals); kind != 0 && (w.kind == 0 || w.kind.Can(kind)) {
			w.literals = check.literals
		}
		return w
	}
	return s.with(flow.Bounded)
}
