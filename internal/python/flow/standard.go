package flow

import (
	"cmp"
	"slices"
	"strings"
)

// standard is what Python's standard library gives, as far as values go
// through it. Parsers of JSON make [Any] of text.
var standard = Library{
	"json.loads": {Call: parsed, Needs: Text | Bytes}, "json.load": {Call: parsed}, "simplejson.loads": {Same: "json.loads"}, "ujson.loads": {Same: "json.loads"}, "orjson.loads": {Same: "json.loads"},
	"json.dumps":       {Gives: Text, Passes: true, Checks: Typed, What: "written as JSON"},
	"ast.literal_eval": {Call: parsed},

	"re.escape":        {Gives: Text, Passes: true, Checks: Typed | Escaped, What: "escaped for a regular expression", Needs: Text | Bytes},
	"re.compile":       {Call: compiled},
	"re.match":         {Call: matched, Needs: Text | Bytes, At: 1},
	"re.fullmatch":     {Call: matched, Needs: Text | Bytes, At: 1},
	"re.search":        {Call: matched, Needs: Text | Bytes, At: 1},
	"re.sub":           {Gives: Text, Passes: true, Checks: Typed, What: "rewritten by a regular expression", Needs: Text | Bytes, At: 2},
	"re.findall":       {Gives: List, Passes: true, Checks: Typed, Needs: Text | Bytes, At: 1},
	"re.split":         {Gives: List, Passes: true, Checks: Typed, Needs: Text | Bytes, At: 1},
	"re.Pattern.match": {Call: matched, Needs: Text | Bytes}, "re.Pattern.fullmatch": {Call: matched, Needs: Text | Bytes}, "re.Pattern.search": {Call: matched, Needs: Text | Bytes},
	"re.Pattern.sub":  {Gives: Text, Passes: true, Checks: Typed, Needs: Text | Bytes, At: 1},
	"re.Pattern":      {},
	"value.match":     {Call: matched, Needs: Text | Bytes},
	"value.fullmatch": {Call: matched, Needs: Text | Bytes},
	"re.IGNORECASE":   {}, "re.I": {},

	"os.environ":     {Get: func(r *Reading) *Value { return environment(r.Place, "") }},
	"os.getenv":      {Call: fromEnvironment},
	"os.environ.get": {Call: fromEnvironment},
	"os.urandom":     {Call: random},
	"os.system":      {Call: runs}, "os.popen": {Call: runs},
	"subprocess.run": {Call: runs}, "subprocess.call": {Call: runs}, "subprocess.Popen": {Call: runs}, "subprocess.check_output": {Call: runs}, "subprocess.check_call": {Call: runs},
	"os.path.join": {Gives: Text, Passes: true}, "os.path.basename": {Gives: Text, Passes: true}, "os.path.splitext": {Gives: List, Passes: true},
	"sys.exit": {Call: leaves},

	"datetime.datetime.now": {Call: clock}, "datetime.datetime.utcnow": {Call: clock}, "datetime.date.today": {Call: clock}, "datetime.datetime.today": {Call: clock},
	"datetime.datetime": {Gives: Date, Passes: true, Checks: Typed}, "datetime.date": {Gives: Date, Passes: true, Checks: Typed},
	"datetime.datetime.fromisoformat": {Gives: Date, Passes: true, Checks: Typed | Bounded | Formed, What: "parsed as a date"}, "datetime.datetime.strptime": {Gives: Date, Passes: true, Checks: Typed | Bounded | Formed, What: "parsed as a date"},
	"datetime.date.fromisoformat":     {Gives: Date, Passes: true, Checks: Typed | Bounded | Formed, What: "parsed as a date"},
	"datetime.datetime.fromtimestamp": {Gives: Date, Passes: true, Checks: Typed | Bounded},
	"datetime.timedelta":              {Gives: Number, Passes: true}, "dateutil.parser.parse": {Gives: Date, Passes: true, Checks: Typed | Bounded | Formed, What: "parsed as a date"},
	"datetime.timezone.utc": {},
	"time.time":             {Call: clockNumber}, "time.monotonic": {Call: clockNumber}, "time.time_ns": {Call: clockNumber}, "time.sleep": {Call: unchanged},

	"uuid.uuid4": {Call: randomUUID}, "uuid.uuid1": {Call: randomUUID}, "uuid.UUID": {Gives: Text, Passes: true, Checks: Typed | Bounded | Formed, What: "parsed as a UUID"},
	"secrets.token_hex": {Call: random}, "secrets.token_urlsafe": {Call: random}, "secrets.token_bytes": {Call: random}, "secrets.choice": {Call: random}, "secrets.randbelow": {Call: randomNumber},
	"random.randint": {Call: weakRandom}, "random.choice": {Call: weakRandom}, "random.choices": {Call: weakRandom}, "random.random": {Call: weakRandom}, "random.sample": {Call: weakRandom}, "random.randrange": {Call: weakRandom}, "random.getrandbits": {Call: weakRandom},

	"hashlib.sha256": {Call: hashed}, "hashlib.sha1": {Call: hashed}, "hashlib.md5": {Call: hashed}, "hashlib.sha512": {Call: hashed}, "hashlib.blake2b": {Call: hashed}, "hashlib.pbkdf2_hmac": {Call: hashed}, "hashlib.scrypt": {Call: hashed}, "hashlib.new": {Call: hashed},
	"hmac.new": {Call: authenticates}, "hmac.compare_digest": {Gives: Bool}, "hmac.digest": {Call: authenticates}, "secrets.compare_digest": {Gives: Bool},
	"value.hexdigest": {Call: selfOf}, "value.digest": {Call: selfOf},
	"base64.b64decode": {Gives: Bytes, Passes: true, What: "decoded", Needs: Text | Bytes}, "base64.urlsafe_b64decode": {Gives: Bytes, Passes: true, What: "decoded", Needs: Text | Bytes}, "base64.b64encode": {Gives: Bytes, Passes: true}, "base64.urlsafe_b64encode": {Gives: Bytes, Passes: true},
	"copy.deepcopy": {Call: func(c *Call) *Value { return c.Arg(0, "x") }}, "copy.copy": {Call: func(c *Call) *Value { return c.Arg(0, "x") }},
	"decimal.Decimal": {Call: toNumber},
	"math.ceil":       {Call: same(Number)}, "math.floor": {Call: same(Number)},
	"html.escape": {Gives: Text, Passes: true, Checks: Typed, Needs: Text}, "bleach.clean": {Gives: Text, Passes: true, Checks: Typed, Needs: Text}, "markupsafe.escape": {Gives: Text, Passes: true, Checks: Typed},
	"urllib.parse.quote": {Gives: Text, Passes: true, Checks: Typed, Needs: Text | Bytes}, "urllib.parse.unquote": {Gives: Text, Passes: true, Checks: Typed, Needs: Text | Bytes}, "urllib.parse.quote_plus": {Gives: Text, Passes: true, Checks: Typed, Needs: Text | Bytes},
	"unicodedata.normalize": {Gives: Text, Passes: true, Checks: Typed, Needs: Text, At: 1}, "email.utils.parseaddr": {Call: parsedAddress, Needs: Text | Null},
	"collections.OrderedDict": {Call: newDict}, "collections.defaultdict": {Call: defaultDict}, "collections.namedtuple": {Call: namedTuple}, "collections.Counter": {Call: func(c *Call) *Value { return Of(Document) }},
	"types.SimpleNamespace": {Call: newDict},

	"itertools.chain": {Call: chained}, "itertools.chain.from_iterable": {Call: chained}, "itertools.islice": {Call: func(c *Call) *Value { return ManyOf(orNothing(c.Arg(0, "")).each()).With(AtMost) }},
	"itertools.cycle": {Call: chained}, "itertools.zip_longest": {Call: zip}, "itertools.product": {Call: zip}, "itertools.filterfalse": {Call: filtered},

	"functools.wraps":     {Call: func(*Call) *Value { return Callable(func(c *Call) *Value { return c.Arg(0, "") }) }},
	"functools.lru_cache": {Call: transparent}, "functools.cache": {Call: transparent},
	"functools.cached_property": {Call: propertyOf}, "werkzeug.utils.cached_property": {Same: "functools.cached_property"},
	"functools.partial":         {Call: partial},
	"contextlib.contextmanager": {Call: contextManager},
	"abc.abstractmethod":        {Call: func(c *Call) *Value { return c.Arg(0, "") }},
	"typing.cast":               {Call: func(c *Call) *Value { return c.Arg(1, "") }},
	"typing.overload":           {Call: func(c *Call) *Value { return c.Arg(0, "") }},
	"typing.TYPE_CHECKING":      {Get: func(*Reading) *Value { return falseValue }},
	"asyncio.gather":            {Call: func(c *Call) *Value { return ListOf(c.Args...) }}, "asyncio.run": {Call: func(c *Call) *Value { return c.Arg(0, "") }}, "asyncio.wait_for": {Call: func(c *Call) *Value { return c.Arg(0, "") }}, "asyncio.to_thread": {Call: toThread},

	"traceback.format_exc": {Call: traceText}, "traceback.format_exception": {Call: traceText}, "traceback.format_tb": {Call: traceText}, "traceback.print_exc": {Call: unchanged},
	"sys.exc_info": {Call: traceText},

	"pickle.loads": {Call: deserializes}, "pickle.load": {Call: deserializes}, "cPickle.loads": {Call: deserializes}, "dill.loads": {Call: deserializes}, "marshal.loads": {Call: deserializes}, "jsonpickle.decode": {Call: deserializes}, "shelve.open": {Call: deserializes}, "joblib.load": {Call: deserializes},
	"yaml.load": {Call: loadsYAML}, "yaml.load_all": {Call: loadsYAML}, "yaml.unsafe_load": {Call: deserializes}, "yaml.full_load": {Call: parsed}, "yaml.safe_load": {Call: parsed}, "yaml.safe_load_all": {Call: parsed},
	"yaml.Loader": {}, "yaml.SafeLoader": {}, "yaml.FullLoader": {}, "yaml.UnsafeLoader": {}, "yaml.CLoader": {}, "yaml.CSafeLoader": {},
	"csv.DictReader": {Call: rows}, "csv.reader": {Call: rows},
	"io.BytesIO": {Gives: Bytes, Passes: true}, "io.StringIO": {Gives: Text, Passes: true},
	"builtins.file.read": {Gives: Text}, "builtins.file.readlines": {Gives: List}, "builtins.file.write": {Call: unchanged}, "builtins.file": {},

	"enum.Enum": {Member: enumMember, Call: enumOf}, "enum.StrEnum": {Same: "enum.Enum"}, "enum.IntEnum": {Same: "enum.Enum"},
	"logging.getLogger": {Makes: "logging.Logger"}, "logging.Logger": {Member: silent}, "logging": {Member: silent},
}

// parsedAddress is the name and the address in the text. Of a dict it makes
// nothing: some versions raise, others give two empty texts.
func parsedAddress(c *Call) *Value {
	part := c.cast(orNothing(c.Arg(0, "addr")), Text, "parsed as an e-mail address")
	return ListOf(part, part)
}

// defaultDict has for every key what its factory makes.
func defaultDict(c *Call) *Value {
	factory := c.Arg(0, "default_factory")
	if factory == nil || factory.IsNone() {
		return DocumentOf()
	}
	return DocumentOf().WithRest(c.Invoke(factory, nil, nil), Of(Text))
}

// namedTuple makes a class of its field names; its objects are told as
// documents.
func namedTuple(c *Call) *Value {
	var names []string
	if text, ok := c.Arg(1, "field_names").Text(); ok {
		names = strings.Fields(strings.ReplaceAll(text, ",", " "))
	} else if elements, exact := orNothing(c.Arg(1, "field_names")).Elements(); exact {
		for _, e := range elements {
			name, _ := e.Text()
			names = append(names, name)
		}
	}
	return Callable(func(c *Call) *Value {
		d := DocumentOf()
		given := arguments{keywords: c.Keywords}
		for i, name := range names {
			v, _ := given.keyword(name, make([]bool, len(c.Keywords)))
			switch {
			case i < len(c.Args):
				v = c.Args[i]
			case v == nil:
				v = c.Star
			}
			if v != nil {
				d = d.WithField(Field{Name: name, Value: v, Place: c.Place})
			}
		}
		return d
	})
}

// chained is what goes through several iterables, one after the other.
func chained(c *Call) *Value {
	var all *Value
	for _, a := range c.Args {
		each := a.each()
		if strings.HasSuffix(c.Name, "from_iterable") {
			each = each.each()
		}
		all = Join(all, each)
	}
	return ManyOf(orNothing(all))
}

// silent is a member that does nothing that matters.
func silent(*Reading, string) *Value { return Callable(unchanged) }

// parsed is what a text of JSON holds: whatever its sender wants.
func parsed(c *Call) *Value {
	v := orNothing(c.Arg(0, "s"))
	flows := v.All(everySource...)
	if len(flows) == 0 {
		return &Value{Kind: Any | Unknown}
	}
	w := &Value{Kind: Any, Checks: v.Checks & Own}
	for _, s := range flows {
		o := *s.Origin
		o.Child = Any
		w.Flows = append(w.Flows, &Step{Origin: &o, Prev: s, Place: c.Place, What: "parsed by " + c.Name, Kind: Any, Weak: s.Weak})
	}
	return w
}

func rows(c *Call) *Value {
	v := orNothing(c.Arg(0, "f"))
	flows := v.All(everySource...)
	row := &Value{Kind: Document, Checks: Typed}
	for _, s := range flows {
		o := *s.Origin
		o.Child = Text
		row.Flows = append(row.Flows, &Step{Origin: &o, Prev: s, Place: c.Place, What: "read as rows", Kind: Document})
	}
	return ManyOf(row)
}

// compiled is a pattern made of a text; one that the program wrote checks the
// form of what it matches.
func compiled(c *Call) *Value {
	v := orNothing(c.Arg(0, "pattern"))
	return &Value{Kind: Pattern, Checks: v.Checks & (Escaped | Listed), Flows: stepped(v.All(everySource...), c.Place, "compiled as a regular expression", Pattern, false), Literals: nil}
}

func matched(c *Call) *Value {
	subject := c.Arg(1, "string")
	if strings.HasPrefix(c.Name, "value.") || strings.HasPrefix(c.Name, "re.Pattern.") {
		subject = c.Arg(0, "string")
	}
	v := &Value{Kind: Object | Null}
	if subject != nil {
		v.Flows = stepped(subject.Flows, c.Place, "matched with a regular expression", Text, false)
		v.Checks = Typed
		arg := slices.Index(c.Args, subject)
		if arg >= 0 {
			c.Where(true, arg, subject.narrow(Text|Bytes).narrow(subject.Kind).As(Text).With(Bounded|Formed))
		}
	}
	return v
}

func environment(place Place, name string) *Value {
	o := &Origin{Source: Environment, In: "environment", Name: name, Place: place, Child: Text}
	kind := Document
	if name != "" {
		kind = Text
	}
	return From(o, kind, "read from the environment")
}

func fromEnvironment(c *Call) *Value {
	name, _ := c.Arg(0, "key").Text()
	v := environment(c.Place, cmp.Or(name, "?"))
	return Join(v, orNone(c.Arg(1, "default")))
}

func fresh(c *Call, kind Kind) *Value {
	v := From(&Origin{Source: Secret, In: "random", Place: c.Place}, kind, "made with randomness")
	return v.With(PerRequest)
}

func random(c *Call) *Value { return fresh(c, Text) }

// randomUUID is its text here, in each of its forms.
func randomUUID(c *Call) *Value {
	v := From(&Origin{Source: Secret, In: uuidOrigin, Place: c.Place}, Text, "made with randomness")
	return v.With(PerRequest)
}

const uuidOrigin = "uuid"

// form tells whether the attribute is another form of the UUID: hex, which is
// a method of bytes.
func form(v *Value, name string) bool {
	return (name == "hex" || name == "urn") && v.Kind.Only(Text) && len(v.Flows) == 1 && v.Flows[0].Origin.In == uuidOrigin
}

func randomNumber(c *Call) *Value { return fresh(c, Number) }

// weakRandom can be predicted, so it is no secret.
func weakRandom(c *Call) *Value { return (&Value{Kind: Unknown}).With(PerRequest) }

func clock(*Call) *Value { return (&Value{Kind: Date}).With(PerRequest | Typed) }

func clockNumber(*Call) *Value { return (&Value{Kind: Number}).With(PerRequest | Typed) }

func hashed(c *Call) *Value {
	return &Value{Kind: Text, Checks: Typed | Bounded | Hashed, Flows: stepped(c.Flows("hashed by "+c.Name), c.Place, "hashed", Text, false)}
}

// authenticates leaves an event: the key, of which the hash is worth as much.
func authenticates(c *Call) *Value {
	c.Emit("keyed", c.Arg(0, "key"))
	return hashed(c)
}

func traceText(c *Call) *Value {
	return From(&Origin{Source: Error, In: "error", Name: "traceback", Place: c.Place}, Text, "the stack trace is read")
}

// deserializes leaves an event: what the argument holds becomes objects.
func deserializes(c *Call) *Value {
	c.Emit("deserialize", c.Arg(0, ""))
	v := parsed(c)
	return v
}

// loadsYAML is safe with a safe loader.
func loadsYAML(c *Call) *Value {
	loader := c.Arg(1, "Loader")
	if loader != nil && (strings.Contains(loader.Name(), "Safe") || strings.Contains(loader.Name(), "FullLoader")) {
		return parsed(c)
	}
	return deserializes(c)
}

// runs leaves an event: a process is started.
func runs(c *Call) *Value {
	c.Emit("process", c.Arg(0, "args"))
	return Of(Unknown)
}

func transparent(c *Call) *Value {
	if f := c.Arg(0, ""); f != nil && len(f.Targets()) > 0 {
		return f
	}
	return Callable(func(c *Call) *Value { return c.Arg(0, "") })
}

func partial(c *Call) *Value {
	if len(c.Args) == 0 {
		return Nothing
	}
	f, args, keywords := c.Args[0], c.Args[1:], c.Keywords
	v := Callable(func(c *Call) *Value {
		all := append(append([]*Value{}, args...), c.Args...)
		return c.Invoke(f, all, append(append([]Keyword{}, keywords...), c.Keywords...))
	})
	if len(f.more().targets) > 0 {
		v = v.wrapping(f.more().targets[0].Func)
	}
	return v
}

// contextManager makes of a generator something whose __enter__ gives what it
// yields.
func contextManager(c *Call) *Value {
	f := c.Arg(0, "")
	return Callable(func(c *Call) *Value { return c.Invoke(f, c.Args, c.Keywords).Element() })
}

func toThread(c *Call) *Value {
	if len(c.Args) == 0 {
		return Nothing
	}
	return c.Invoke(c.Args[0], c.Args[1:], c.Keywords)
}

// enumMember is Color.RED.value, Color("red").
func enumMember(r *Reading, name string) *Value {
	switch name {
	case "value", "name":
		for _, t := range r.Self.Targets() {
			if t.Class != nil {
				return Nothing
			}
		}
		return &Value{Kind: Text, Checks: Listed | Typed | Bounded}
	case "__members__", "_value2member_map_":
		return enumValues(r.Self)
	}
	return nil
}

// enumOf is Color(x): it raises for what is no member.
func enumOf(c *Call) *Value {
	v := orNothing(c.Arg(0, "value"))
	w := *v
	w.Checks |= Listed | Typed | Bounded
	w.Kind = Text
	if all := enumValues(c.Self); len(all.Fields()) > 0 {
		w.Literals = nil
		for _, f := range all.Fields() {
			w.Literals = append(w.Literals, f.Value.Literals...)
		}
	}
	if len(v.Flows) > 0 && len(c.exprs) > 0 && c.fr != nil && nameable(c.exprs[0]) {
		c.Run.narrowTo(c.fr, c.state, c.exprs[0], w.atHome(v))
	}
	w.Flows = stepped(v.Flows, c.Place, "made a member of an enumeration", Text, false)
	return &w
}

func enumValues(class *Value) *Value {
	d := DocumentOf()
	for _, t := range class.Targets() {
		if t.Class == nil {
			continue
		}
		for _, name := range t.Class.order {
			if v := t.Class.attrs[name]; v != nil && v.Literal() {
				d = d.WithField(Field{Name: name, Value: v})
			}
		}
	}
	return d
}
