package flow

import (
	"slices"
	"strings"
)

// methods of values: text, dicts, lists, dates.
var methods = Library{}

func init() {
	// The tables refer to functions that look entries up.
	const text = Text | Bytes
	for _, name := range strings.Fields(`lower upper strip lstrip rstrip title capitalize casefold swapcase zfill ljust rjust center expandtabs
		removeprefix removesuffix translate replace format format_map join encode decode`) {
		methods["value."+name] = Entry{Call: textMethod, Needs: text, At: receiver}
	}
	for _, name := range strings.Fields("hex isoformat strftime ctime") {
		methods["value."+name] = Entry{Call: textMethod}
	}
	for _, name := range strings.Fields("split rsplit splitlines partition rpartition") {
		methods["value."+name] = Entry{Call: splitMethod, Needs: text, At: receiver}
	}
	methods["value.startswith"] = Entry{Call: affix(strings.HasPrefix, 0), Needs: text, At: receiver}
	methods["value.endswith"] = Entry{Call: affix(strings.HasSuffix, -1), Needs: text, At: receiver}
	for _, name := range strings.Fields("isdigit isalnum isalpha isnumeric isdecimal isspace islower isupper isascii isidentifier istitle isprintable") {
		methods["value."+name] = Entry{Gives: Bool, Needs: text, At: receiver}
	}
	for _, name := range strings.Fields("issubset issuperset isdisjoint") {
		methods["value."+name] = Entry{Gives: Bool}
	}
	for _, name := range strings.Fields("rfind rindex") {
		methods["value."+name] = Entry{Gives: Number, Needs: text, At: receiver}
	}
	for _, name := range strings.Fields("find_ count_ timestamp toordinal weekday total_seconds bit_length") {
		methods["value."+name] = Entry{Gives: Number}
	}
	for name, f := range map[string]func(*Call) *Value{
		"get": dictGet, "pop": dictPop, "setdefault": setDefault, "update": update, "items": items, "keys": keys, "values": values, "copy": copied,
		"append": appended, "add": appended, "extend": extended, "insert": inserted, "remove": unchanged, "discard": unchanged, "clear": cleared,
		"sort": unchanged, "reverse": unchanged, "popitem": popItem, "union": unite, "intersection": intersect, "difference": intersect,
		"index": placeIn, "to_dict": plainDict, "with_traceback": selfOf, "__getitem__": dictGet,
	} {
		methods["value."+name] = Entry{Call: f}
	}
}

// plainDict is to_dict of a document of another class: bson.SON.
func plainDict(c *Call) *Value {
	if !c.Self.Kind.Only(Document | Object | Null) {
		return c.Run.opaque(arguments{args: c.Args, keywords: c.Keywords, star: c.Star}, c.Place, c.Name, c.Self)
	}
	w := *c.Self
	w.Kind = Document
	w.change().objects = nil
	return &w
}

func selfOf(c *Call) *Value { return c.Self }

func unchanged(*Call) *Value { return None }

// textMethod raises for what is no text, so what it gives is text.
func textMethod(c *Call) *Value {
	member := c.Name[strings.LastIndexByte(c.Name, '.')+1:]
	if format, ok := c.Self.Text(); ok && member == "format" {
		values := slices.Clone(c.Args)
		for _, k := range c.Keywords {
			values = append(values, k.Value)
		}
		return putTogether(c.Place, interleave(format, braces, values)...)
	}
	if c.Self.Kind.Only(Date) && member == "replace" {
		return c.Self
	}
	kind := Text
	if member == "encode" {
		kind = Bytes
	}
	v := &Value{Kind: kind, Checks: c.Self.Checks&(Bounded|Listed|Escaped|Own|PerRequest|Hashed) | Typed}
	flows := c.Self.All(everySource...)
	for _, a := range c.Args { // join, format, replace
		flows = joinFlows(flows, a.All(everySource...))
	}
	for _, k := range c.Keywords {
		flows = joinFlows(flows, k.Value.All(everySource...))
	}
	v.Flows = stepped(flows, c.Place, "made a text by "+member+"()", kind, false)
	switch member {
	case "format", "join", "replace":
		v.Checks &^= Listed | Bounded | Formed
		if len(c.Args) > 0 && member == "join" && c.Args[0].Element().Has(Escaped) {
			v.Checks |= Escaped
		}
		v.change().path, _ = c.Self.Text()
		if len(c.Args) > 0 && member == "join" || member == "format" {
			parts(v.Flows)
		}
	case "lower", "strip", "upper", "title", "capitalize":
		for _, l := range c.Self.Literals {
			if l.Kind == Text {
				v.Literals = append(v.Literals, Literal{Kind: Text, Text: letterCase(member, l.Text)})
			}
		}
		if len(v.Literals) != len(c.Self.Literals) {
			v.Literals = nil
		}
	}
	return v
}

func letterCase(method, s string) string {
	switch method {
	case "lower":
		return strings.ToLower(s)
	case "upper":
		return strings.ToUpper(s)
	case "strip":
		return strings.TrimSpace(s)
	}
	return s
}

func splitMethod(c *Call) *Value {
	text := &Value{Kind: Text, Checks: Typed | c.Self.Checks&(Own|PerRequest), Flows: stepped(c.Self.All(everySource...), c.Place, "split", Text, false)}
	if strings.HasSuffix(c.Name, "partition") {
		return ListOf(text, text, text)
	}
	return ManyOf(text)
}

// dictGet is d.get(key, default): of what a request sent, what is under the
// key, or the default.
func dictGet(c *Call) *Value {
	key := c.Arg(0, "key")
	if key == nil {
		return Nothing
	}
	otherwise := orNone(c.Arg(1, "default"))
	name, ok := key.Text()
	if !ok {
		return Join(c.Run.index(c.state, c.Self, key, c.Place), otherwise).chosenBy(key)
	}
	found, known := c.Self.Lookup(name)
	found = found.chosenBy(c.Self.ChosenBy())
	if len(found.Flows) > 0 {
		found = found.seen(c.Place, "."+"get("+quote(name)+")")
	}
	if known {
		return found
	}
	if found == None {
		return otherwise
	}
	if found == Nothing && c.Self.more().path != "" {
		return &Value{Kind: Unknown, extra: &rare{path: c.Self.more().path + "." + name, targets: []Target{{Name: "?." + name, Self: c.Self}}}}
	}
	return Join(found, otherwise)
}

func orNone(v *Value) *Value {
	if v == nil {
		return None
	}
	return v
}

func dictPop(c *Call) *Value {
	key := c.Arg(0, "key")
	if key == nil || c.Self.list != nil {
		return c.Self.Element()
	}
	if v, ok := c.popsEach(); ok {
		return v
	}
	v := dictGet(c)
	if name, ok := key.Text(); ok {
		c.SetSelf(c.Self.Without(name))
	} else if texts := key.Texts(); len(texts) > 0 && len(texts) == len(key.Literals) {
		// One of several: each may be gone, so none is known to be there.
		return v
	}
	return v
}

func setDefault(c *Call) *Value {
	name, ok := c.Arg(0, "").Text()
	if !ok {
		return Nothing
	}
	found, known := c.Self.Lookup(name)
	if !known {
		if found == None {
			found = orNone(c.Arg(1, ""))
		} else {
			found = Join(found, orNone(c.Arg(1, "")))
		}
		c.SetSelf(c.Self.WithField(Field{Name: name, Value: found, Place: c.Place}))
	}
	return found
}

// update is d.update(other, key=value). Of a set it is extend.
func update(c *Call) *Value {
	v := c.Self
	if v.list != nil {
		return extended(c)
	}
	if len(c.Args) > 0 {
		v = v.Merge(c.Args[0].asDict())
	}
	for _, k := range c.Keywords {
		if k.Name == "" {
			v = v.Merge(k.Value)
		} else {
			v = v.WithField(Field{Name: k.Name, Value: k.Value, Place: c.Place})
		}
	}
	c.SetSelf(v)
	return None
}

func items(c *Call) *Value {
	v := c.Self
	if v.doc != nil && !v.doc.open && v.doc.rest == nil {
		var pairs []*Value
		for _, f := range v.doc.fields {
			pairs = append(pairs, ListOf(TextOf(f.Name), f.Value))
		}
		return ListOf(pairs...)
	}
	rest, names := v.Rest()
	if rest == nil {
		return ManyOf(ListOf(Of(Text), Nothing))
	}
	for _, f := range v.Fields() {
		if !f.Gone() {
			rest = Join(rest, f.Value)
		}
	}
	return ManyOf(ListOf(names.As(Text).With(v.Checks&Plain), rest))
}

func keys(c *Call) *Value {
	v := c.Self
	if known, exact := v.iterated(); exact {
		return ListOf(known...)
	}
	_, names := v.Rest()
	if names == nil {
		return ManyOf(Of(Text))
	}
	w := ManyOf(names.As(Text).With(v.Checks & Plain))
	w.Flows = v.Flows
	w.named(v.Names())
	return w
}

func values(c *Call) *Value {
	var all []*Value
	for _, f := range c.Self.Fields() {
		if !f.Gone() {
			all = append(all, f.Value)
		}
	}
	if rest, _ := c.Self.Rest(); rest != nil {
		return ManyOf(joinAll(append(all, rest)))
	}
	return ListOf(all...)
}

func copied(c *Call) *Value { return c.Self.InSlot("") }

func appended(c *Call) *Value {
	if v := c.Arg(0, ""); v != nil {
		c.SetSelf(c.Self.Append(v))
	}
	return None
}

func inserted(c *Call) *Value {
	if v := c.Arg(1, ""); v != nil {
		c.SetSelf(c.Self.Append(v))
	}
	return None
}

func extended(c *Call) *Value {
	v := c.Arg(0, "")
	if v == nil {
		return None
	}
	if elements, exact := v.iterated(); exact {
		self := c.Self
		for _, e := range elements {
			self = self.Append(e)
		}
		c.SetSelf(self)
		return None
	}
	w := *c.Self
	var elem *Value
	if w.list != nil {
		elem = elemOf(w.list)
	}
	w.list = &list{elem: Join(elem, v.each())}
	c.SetSelf(&w)
	return None
}

func cleared(c *Call) *Value {
	c.SetSelf(DocumentOf())
	return None
}

func popItem(c *Call) *Value {
	rest, names := c.Self.Rest()
	return ListOf(orNothing(names), orNothing(rest))
}

func unite(c *Call) *Value {
	v := c.Self
	for _, a := range c.Args {
		v = addLists(v, a)
	}
	return v
}

// intersect is what both have: where the program's own names are one side,
// the result is among them.
func intersect(c *Call) *Value {
	other := c.Arg(0, "")
	if strings.HasSuffix(c.Name, "intersection") {
		if v := common(c.Self, orNothing(other), c.Place); v != nil {
			return v
		}
	}
	w := *c.Self
	if w.list != nil {
		w.list = &list{elem: elemOf(w.list)}
	}
	return &w
}

// affix is startswith or endswith, where literals decide. Piece is the part
// of a text that was put together to look at: the first, or -1 for the last.
func affix(has func(s, affix string) bool, piece int) func(*Call) *Value {
	return func(c *Call) *Value {
		wanted := orNothing(c.Arg(0, ""))
		affixes := wanted.Texts()
		if elements, exact := wanted.Elements(); exact {
			for _, e := range elements {
				affixes = append(affixes, e.Texts()...)
			}
		}
		texts := c.Self.Texts()
		if pieces := c.Self.Pieces(); len(texts) == 0 && len(pieces) > 0 {
			at := pieces[0]
			if piece < 0 {
				at = pieces[len(pieces)-1]
			}
			for _, t := range at.Texts() {
				if len(affixes) == 1 && len(t) >= len(affixes[0]) {
					texts = append(texts, t)
				}
			}
		}
		if len(affixes) == 0 || len(texts) == 0 || c.Self.Kind != Text {
			return boolValue
		}
		yes := 0
		for _, t := range texts {
			if slices.ContainsFunc(affixes, func(a string) bool { return has(t, a) }) {
				yes++
			}
		}
		switch yes {
		case len(texts):
			return trueValue
		case 0:
			return falseValue
		}
		return boolValue
	}
}
