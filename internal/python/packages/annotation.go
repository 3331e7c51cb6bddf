package packages

import (
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// annotations reads the annotations of a class as shapes, for packages that
// validate by them.
type annotations struct {
	run   *flow.Run
	class *flow.Class
	// model is the shape of a nested class of the project.
	model func(r *flow.Run, class *flow.Value) *shape
}

// typeShapes are the types that annotations name.
var typeShapes = typesOf(map[string]*shape{
	"builtins.str": text, "builtins.int": number, "builtins.float": number, "builtins.bool": boolean, "builtins.bytes": blob,
	"builtins.dict": mapping, "builtins.list": sequence, "builtins.set": sequence, "builtins.tuple": sequence, "builtins.frozenset": sequence,
	"builtins.object": anything, "typing.Any": anything, "typing.Text": text, "typing.AnyStr": text,
	"datetime.datetime": date, "datetime.date": date, "datetime.time": date, "datetime.timedelta": number,
	"decimal.Decimal": number, "uuid.UUID": formed, "re.Pattern": formed,
	"bson.ObjectId": objectID, "bson.objectid.ObjectId": objectID, "beanie.PydanticObjectId": objectID, "odmantic.ObjectId": objectID,
	"typing.Dict": mapping, "typing.Mapping": mapping, "collections.abc.Mapping": mapping, "typing.List": sequence, "typing.Sequence": sequence,
	"typing.Set": sequence, "typing.Tuple": sequence, "collections.abc.Sequence": sequence, "typing.Iterable": sequence,
}, "pydantic.", map[*shape]string{
	text:    "SecretStr StrictStr ImportString",
	formed:  "EmailStr NameEmail AnyUrl AnyHttpUrl HttpUrl FileUrl PostgresDsn MongoDsn RedisDsn IPvAnyAddress IPvAnyNetwork UUID1 UUID3 UUID4 UUID5 Color FilePath DirectoryPath PaymentCardNumber",
	number:  "StrictInt StrictFloat PositiveInt NegativeInt NonNegativeInt NonPositiveInt PositiveFloat NegativeFloat NonNegativeFloat NonPositiveFloat FiniteFloat ByteSize",
	boolean: "StrictBool",
	blob:    "StrictBytes SecretBytes Base64Bytes",
	date:    "PastDate FutureDate PastDatetime FutureDatetime AwareDatetime NaiveDatetime",
	// A text of JSON is parsed: what is in it is not looked at.
	anything: "Json",
})

func typesOf(types map[string]*shape, prefix string, more map[*shape]string) map[string]*shape {
	for s, names := range more {
		for name := range strings.FieldsSeq(names) {
			types[prefix+name] = s
		}
	}
	return types
}

// constrained are pydantic's functions that make types.
var constrained = map[string]*shape{
	"constr": text, "conint": number, "confloat": number, "condecimal": number, "conbytes": blob, "condate": date, "conlist": sequence, "conset": sequence,
}

// shape is what the annotation lets through.
func (a *annotations) shape(e parser.Expr) *shape {
	switch e := e.(type) {
	case *parser.Constant:
		return a.constant(e)
	case *parser.BinOp:
		return oneOf(a.shape(e.Left), a.shape(e.Right))
	case *parser.Subscript:
		return a.subscript(e)
	case *parser.Call:
		return a.call(e)
	}
	_, named := a.run.KindOf(a.class, e)
	return a.named(named)
}

// constant is None, or an annotation that is written as a text.
func (a *annotations) constant(e *parser.Constant) *shape {
	if e.Kind == "None" {
		return nothing
	}
	s, ok := e.Value.(string)
	if !ok {
		return custom
	}
	inner, err := parser.ParseExpression(s)
	if err != nil {
		return custom
	}
	if _, again := inner.(*parser.Constant); again {
		return custom
	}
	return a.shape(inner)
}

// name is the last word of what an expression names.
func (a *annotations) name(e parser.Expr) (word string, value *flow.Value) {
	_, value = a.run.KindOf(a.class, e)
	name := value.Name()
	if name == "" {
		name = value.Path()
	}
	return name[strings.LastIndexByte(name, '.')+1:], value
}

func (a *annotations) subscript(e *parser.Subscript) *shape {
	word, value := a.name(e.Value)
	args := []parser.Expr{e.Slice}
	if t, ok := e.Slice.(*parser.Tuple); ok && len(t.Elts) > 0 {
		args = t.Elts
	}
	switch word {
	case "Optional":
		return oneOf(a.shape(args[0]), nothing)
	case "Union":
		return oneOf(a.shapes(args)...)
	case "Annotated":
		return a.annotated(args)
	case "Literal":
		return a.literal(args)
	case "Required", "NotRequired", "Final", "ReadOnly", "Json", "SkipValidation", "Type", "type":
		if word == "SkipValidation" {
			return anything
		}
		return a.shape(args[0])
	case "dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "DefaultDict":
		s := *mapping
		s.rest = a.shape(args[len(args)-1])
		return &s
	case "list", "List", "Sequence", "set", "Set", "frozenset", "FrozenSet", "Iterable", "tuple", "Tuple", "Collection", "deque", "Deque":
		s := *sequence
		s.element = oneOf(a.shapes(args)...)
		return &s
	}
	return a.named(value) // a generic model
}

func (a *annotations) shapes(all []parser.Expr) []*shape {
	var shapes []*shape
	for _, e := range all {
		if c, ok := e.(*parser.Constant); ok && c.Kind == "Ellipsis" { // tuple[int, ...]
			continue
		}
		shapes = append(shapes, a.shape(e))
	}
	return shapes
}

// annotated is Annotated[type, constraint …].
func (a *annotations) annotated(args []parser.Expr) *shape {
	s := a.shape(args[0])
	for _, more := range args[1:] {
		call, ok := more.(*parser.Call)
		if !ok {
			continue
		}
		s = s.with(constraints(call))
		word, _ := a.name(call.Func)
		if !strings.HasSuffix(word, "Validator") || len(call.Args) == 0 {
			continue
		}
		_, f := a.run.KindOf(a.class, call.Args[0])
		s = s.around(word, f)
	}
	return s
}

// around is the shape with a function of the project called before or after.
func (s *shape) around(word string, f *flow.Value) *shape {
	w := *s
	call := func(v *validation, value *flow.Value) *flow.Value { return v.Invoke(f, []*flow.Value{value}, nil) }
	switch {
	case word == "BeforeValidator":
		w.before = append(w.before[:len(w.before):len(w.before)], call)
	case word == "AfterValidator":
		w.after = append(w.after[:len(w.after):len(w.after)], call)
	case word == "PlainValidator":
		return &shape{after: []change{call}}
	}
	return &w
}

func (a *annotations) literal(args []parser.Expr) *shape {
	s := &shape{kind: flow.Text}
	for _, e := range args {
		switch c := e.(type) {
		case *parser.Constant:
			switch value := c.Value.(type) {
			case string:
				s.literals = append(s.literals, flow.Literal{Kind: flow.Text, Text: value})
			case int64:
				s.literals = append(s.literals, flow.NumberOf(float64(value)).Literals...)
			default:
				s.null = s.null || c.Kind == "None"
			}
		default: // Role.ADMIN
			return s.with(flow.Listed | flow.Bounded)
		}
	}
	s.kind = kindOf(s.literals)
	return s
}

// call is constr(max_length=5), conlist(Item).
func (a *annotations) call(e *parser.Call) *shape {
	word, _ := a.name(e.Func)
	s, ok := constrained[word]
	if !ok {
		return custom
	}
	if len(e.Args) > 0 && (word == "conlist" || word == "conset") {
		list := *s
		list.element = a.shape(e.Args[0])
		s = &list
	}
	return s.with(constraints(e))
}

// constraints are what the keywords of Field, constr and their like make sure
// of.
func constraints(e *parser.Call) flow.Checks {
	var checks flow.Checks
	for _, k := range e.Keywords {
		if c, ok := k.Value.(*parser.Constant); ok && c.Kind == "None" {
			continue
		}
		checks |= constraint[k.Arg]
	}
	return checks
}

// constraint are keywords of schema packages, and what they make sure of.
var constraint = map[string]flow.Checks{
	"max_length": flow.Bounded | flow.AtMost, "min_length": flow.Bounded, "regex": flow.Bounded | flow.Formed, "pattern": flow.Bounded | flow.Formed, "curtail_length": flow.Bounded,
	"max_items": flow.Bounded | flow.AtMost, "min_items": flow.Bounded,
	"le": flow.Bounded | flow.AtMost, "lt": flow.Bounded | flow.AtMost, "ge": flow.Bounded | flow.AtLeast, "gt": flow.Bounded | flow.AtLeast,
}

// named is the shape of a type that is a value: a class, or a thing of a
// package.
func (a *annotations) named(v *flow.Value) *shape {
	if s, ok := typeShapes[v.Name()]; ok {
		return s
	}
	for _, o := range v.Objects() {
		if t, ok := o.Data.(*alias); ok {
			return t.shape(a)
		}
	}
	for _, t := range v.Targets() {
		if t.Class != nil {
			return a.ofClass(t.Class, v)
		}
	}
	if v.Name() == "" && len(v.Targets()) == 0 && v.Path() == "" {
		return anything // not even its name is known
	}
	return custom
}

// ofClass is an annotation that names a class of the project.
func (a *annotations) ofClass(class *flow.Class, v *flow.Value) *shape {
	switch {
	case isEnum(class):
		return enumShape(class)
	case a.model != nil && (class.Dataclass || isModel(class) || isTypedDict(class)):
		return &shape{later: func(*validation) *shape { return a.model(a.run, v) }}
	case class.Attr("__get_validators__") != nil:
		return validatorsOf(v)
	case class.Is("builtins.str"):
		return text
	case class.Is("builtins.int"), class.Is("builtins.float"):
		return number
	case class.Is("bson.ObjectId"), class.Is("bson.objectid.ObjectId"):
		return objectID
	}
	return custom
}

// validatorsOf are the functions that __get_validators__ of a custom type
// yields; each gets what the one before has made.
func validatorsOf(class *flow.Value) *shape {
	return &shape{after: []change{func(v *validation, value *flow.Value) *flow.Value {
		all := v.Invoke(v.Get(class, "__get_validators__"), nil, nil)
		f := all.Element()
		if len(f.Targets()) == 0 {
			return v.apply(custom, value)
		}
		return v.Invoke(f, []*flow.Value{value}, nil).With(flow.Typed)
	}}}
}

func isEnum(class *flow.Class) bool {
	for _, name := range []string{"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag"} {
		if class.Is(name) {
			return true
		}
	}
	return false
}

func isTypedDict(class *flow.Class) bool {
	return class.Is("typing.TypedDict") || class.Is("typing_extensions.TypedDict")
}

// enumShape is one of the values of an enumeration.
func enumShape(class *flow.Class) *shape {
	var literals []flow.Literal
	for _, name := range class.Names() {
		if v := class.Attr(name); v.Literal() && !strings.HasPrefix(name, "_") {
			literals = append(literals, v.Literals...)
		}
	}
	s := listing(literals)
	if len(literals) == 0 {
		s.kind = flow.Text
	}
	return s.with(flow.Listed | flow.Bounded)
}
