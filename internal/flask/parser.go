package flask

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// argument is one of a RequestParser.
type argument struct {
	name, dest string
	convert    *flow.Value // type=; nil: text
	locations  []string
	required   bool
	choices    *flow.Value
	many       bool
	fallback   *flow.Value
}

// argumentsAttr is where a parser's arguments are kept on it.
const argumentsAttr = "<arguments>"

// parsers tells of reqparse, which flask_restful and flask_restx share.
func parsers() flow.Library {
	const kind = "flask_restful.reqparse.RequestParser"
	return flow.Library{
		kind:                       {Call: newParser},
		kind + ".add_argument":     {Call: addArgument},
		kind + ".replace_argument": {Call: addArgument},
		kind + ".remove_argument":  {Call: func(c *flow.Call) *flow.Value { return c.Self }},
		kind + ".copy":             {Call: func(c *flow.Call) *flow.Value { return copyParser(c, kind) }},
		kind + ".parse_args":       {Call: parseArgs},
		"flask_restful.reqparse.Argument": {Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance("flask.Argument", c.Place, readArgument(c))
		}},
		"flask_restx.reqparse.Argument": {Same: "flask_restful.reqparse.Argument"},
		"flask.Argument":                {},
	}
}

func newParser(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("flask_restful.reqparse.RequestParser", c.Place, nil)
}

func copyParser(c *flow.Call, kind string) *flow.Value {
	v := c.Run.NewInstance(kind, c.Place, nil)
	for _, o := range c.Self.Objects() {
		if have := c.Run.Attr(o, argumentsAttr); have != nil {
			c.Run.SetAttr(v.Objects()[0], argumentsAttr, have)
		}
	}
	return v
}

func readArgument(c *flow.Call) *argument {
	name, _ := c.Arg(0, "name").Text()
	a := &argument{name: name, dest: name, convert: c.Arg(-1, "type"), required: flag(c.Arg(-1, "required")), choices: c.Arg(-1, "choices"), fallback: c.Arg(1, "default")}
	if dest, ok := c.Arg(-1, "dest").Text(); ok {
		a.dest = dest
	}
	a.locations = words(c.Arg(-1, "location"))
	if len(a.locations) == 0 {
		a.locations = []string{"json", "values"}
	}
	action, _ := c.Arg(-1, "action").Text()
	a.many = action == "append" || action == "split"
	return a
}

// addArgument is parser.add_argument(name, type=…, location=…).
func addArgument(c *flow.Call) *flow.Value {
	made := c.Arg(0, "name")
	if _, isText := made.Text(); isText {
		made = c.Run.NewInstance("flask.Argument", c.Place, readArgument(c))
	}
	for _, o := range c.Self.Objects() {
		have := c.Run.Attr(o, argumentsAttr)
		if have == nil {
			have = flow.ListOf()
		}
		c.Run.SetAttr(o, argumentsAttr, have.Append(made))
	}
	return c.Self
}

// parseArgs is what the parser found: each argument as its type says.
func parseArgs(c *flow.Call) *flow.Value {
	out := flow.DocumentOf()
	for _, o := range c.Self.Objects() {
		elements, _ := c.Run.Attr(o, argumentsAttr).Elements()
		for _, e := range elements {
			for _, made := range e.Objects() {
				if a, ok := made.Data.(*argument); ok && a.name != "" {
					out = out.WithField(flow.Field{Name: a.dest, Value: a.parse(c), Place: made.Site})
				}
			}
		}
	}
	return out
}

// parse is one argument of the request that is interpreted.
func (a *argument) parse(c *flow.Call) *flow.Value {
	var v *flow.Value
	for _, location := range a.locations {
		v = flow.Join(v, a.convertOne(c, a.read(c, location)))
	}
	if a.choices != nil {
		v = among(v, a.choices)
	}
	if a.many {
		v = flow.ManyOf(v)
	}
	if a.required {
		return v
	}
	fallback := orNone(a.fallback)
	if callable(fallback) {
		fallback = c.Invoke(fallback, nil, nil)
	}
	return flow.Join(v, fallback)
}

func (a *argument) read(c *flow.Call, location string) *flow.Value {
	key := flow.TextOf(a.name)
	reading := &flow.Reading{Run: c.Run, Place: c.Place}
	switch location {
	case "json", "get_json":
		v, _ := getJSON(c).Lookup(a.name)
		return v
	case "args":
		return member(textMapping("query", "", "read from the query string")(reading), key, c.Place)
	case "form":
		return member(textMapping("form", "", "read from the form")(reading), key, c.Place)
	case "headers":
		return member(mapping("flask.RequestHeaders", "header", "", "read from the headers")(reading), key, c.Place)
	case "cookies":
		return member(mapping("flask.Cookies", "cookie", "", "read from the cookies")(reading), key, c.Place)
	case "files":
		return upload(c.Run, mapping("flask.Files", "file", "", "uploaded")(reading), key, c.Place)
	case "view_args":
		return member(viewArgs(reading), key, c.Place)
	}
	return member(textMapping("query", "", "read from the query string or the form")(reading), key, c.Place)
}

// convertOne lets type= have a value; without one it is made a text, whatever
// it was. None passes.
func (a *argument) convertOne(c *flow.Call, v *flow.Value) *flow.Value {
	convert := a.convert
	if slices.ContainsFunc(v.Objects(), func(o *flow.Instance) bool { return o.Type == "werkzeug.FileStorage" }) {
		return v
	}
	switch {
	case modelOf(convert) != nil:
		return marshal(c, v, convert)
	case convert == nil:
		convert = flow.External("builtins.str")
	case lastName(convert.Name()) == "FileStorage":
		return v
	}
	out := c.Invoke(convert, []*flow.Value{v}, nil)
	if v.Kind.Can(flow.Null) && len(v.Flows) > 0 {
		out = flow.Join(out, flow.None)
	}
	return out
}

// among is a value that is one of known ones.
func among(v, choices *flow.Value) *flow.Value {
	w := *v.With(flow.Listed | flow.Typed | flow.Bounded | flow.Formed | flow.Plain)
	w.Kind &^= flow.Null // it is no choice
	elements, exact := choices.Elements()
	for _, e := range elements {
		w.Literals = append(w.Literals, e.Literals...)
		exact = exact && len(e.Literals) > 0
	}
	if !exact {
		w.Literals = nil
	}
	return &w
}
