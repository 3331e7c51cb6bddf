package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// uploads tells of mappings of texts and of files.
func uploads() flow.Library {
	lib := flow.Library{
		"werkzeug.MultiDict":         {},
		"werkzeug.MultiDict.get":     {Call: mappingGet},
		"werkzeug.MultiDict.getlist": {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(cast(c, member(c.Self, c.Arg(0, "key"), c.Place))) }},
		"werkzeug.MultiDict.to_dict": {Call: toDict},
		"werkzeug.MultiDict.copy":    {Call: func(c *flow.Call) *flow.Value { return c.Self }},

		"flask.Cookies":                {Bases: []string{"werkzeug.MultiDict"}, Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return member(r.Self, key, r.Place) }},
		"flask.RequestHeaders":         {Bases: []string{"werkzeug.MultiDict"}, Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return member(r.Self, key, r.Place) }},
		"flask.RequestHeaders.get_all": {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(member(c.Self, c.Arg(0, "name"), c.Place)) }},
		"flask.RequestHeaders.has_key": {Gives: flow.Bool},
		"flask.Environ":                {Bases: []string{"werkzeug.MultiDict"}, Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return member(r.Self, key, r.Place) }},

		"flask.Files": {Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return upload(r.Run, r.Self, key, r.Place) }},
		"flask.Files.get": {Call: func(c *flow.Call) *flow.Value {
			return flow.Join(upload(c.Run, c.Self, c.Arg(0, "key"), c.Place), flow.None)
		}},
		"flask.Files.getlist": {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(upload(c.Run, c.Self, c.Arg(0, "key"), c.Place)) }},
		"flask.Files.values":  {Call: func(c *flow.Call) *flow.Value { return flow.ManyOf(upload(c.Run, c.Self, nil, c.Place)) }},
		"flask.Files.items": {Call: func(c *flow.Call) *flow.Value {
			name := sent(c.Place, "file", "", flow.Text, "the name of a file that was uploaded")
			return flow.ManyOf(flow.ListOf(name, upload(c.Run, c.Self, nil, c.Place)))
		}},

		"werkzeug.FileStorage":        {},
		"werkzeug.FileStorage.read":   {Call: func(c *flow.Call) *flow.Value { return content(c.Self) }},
		"werkzeug.FileStorage.stream": getter(func(r *flow.Reading) *flow.Value { return r.Self }),
		"werkzeug.FileStorage.seek":   nothing,
		"werkzeug.FileStorage.close":  nothing,
		"werkzeug.FileStorage.save": {Call: func(c *flow.Call) *flow.Value {
			c.Emit("file", &File{Path: c.Arg(0, "dst"), Saved: true})
			return flow.None
		}},

		"werkzeug.secure_filename":                   {Same: "werkzeug.utils.secure_filename"},
		"werkzeug.datastructures.FileStorage":        {},
		"werkzeug.datastructures.ImmutableMultiDict": {Call: func(c *flow.Call) *flow.Value { return first(c.Arg(0, "mapping"), flow.DocumentOf()) }},
		"werkzeug.datastructures.MultiDict":          {Same: "werkzeug.datastructures.ImmutableMultiDict"},
		"werkzeug.datastructures.CombinedMultiDict":  {Call: func(c *flow.Call) *flow.Value { return first(c.Arg(0, "dicts").Element(), flow.DocumentOf()) }},
	}
	for _, name := range []string{"filename", "content_type", "mimetype", "name"} {
		lib["werkzeug.FileStorage."+name] = getter(func(r *flow.Reading) *flow.Value { return ofFile(r.Self, name) })
	}
	return lib
}

func first(values ...*flow.Value) *flow.Value {
	for _, v := range values {
		if v != nil {
			return v
		}
	}
	return flow.Nothing
}

// textMapping is a mapping of texts, of which a key may occur several times.
func textMapping(in, name, what string) func(*flow.Reading) *flow.Value {
	return mapping("werkzeug.MultiDict", in, name, what)
}

// mapping is content of the request with the methods of a type.
func mapping(kind, in, name, what string) func(*flow.Reading) *flow.Value {
	return func(r *flow.Reading) *flow.Value {
		v := sent(r.Place, in, name, flow.Document, what)
		return both(v, r.Run.NewInstance(kind, r.Place, nil)).WithPath(r.Name)
	}
}

// member is what is under a key of a mapping, if it is there. Names of
// headers have no case.
func member(m, key *flow.Value, place flow.Place) *flow.Value {
	name, ok := key.Text()
	if !ok {
		rest, _ := m.Rest()
		return rest
	}
	for _, f := range m.Fields() {
		if strings.EqualFold(f.Name, name) && !f.Gone() {
			return f.Value
		}
	}
	v, _ := m.Lookup(name)
	for _, s := range v.Flows {
		if s.Origin.Source == flow.Request && (s.Origin.In == "header" && credentialHeader(name) || s.Origin.In == "cookie" && credentialCookie(name)) {
			o := &flow.Origin{Source: flow.Credential, In: s.Origin.In, Name: name, Place: place, Child: flow.Text}
			return flow.From(o, flow.Text, "read from the "+s.Origin.In+" "+name)
		}
	}
	if len(v.Flows) > 0 {
		w := flow.Of(v.Kind, step(v.Flows, place, ".get("+quote(name)+")", v.Kind)...)
		return w.With(v.Checks)
	}
	return v
}

func quote(s string) string { return `"` + s + `"` }

// mappingGet is args.get(key, default, type): what the type cannot take is
// the default.
func mappingGet(c *flow.Call) *flow.Value {
	v := cast(c, member(c.Self, c.Arg(0, "key"), c.Place))
	if name, ok := c.Arg(0, "key").Text(); ok && v != flow.None {
		if f, there := c.Self.Field(name); there && !f.Maybe && c.Arg(-1, "type") == nil {
			return v
		}
	}
	otherwise := c.Arg(1, "default")
	if otherwise == nil {
		otherwise = flow.None
	}
	return flow.Join(v, otherwise)
}

// cast lets type= have the value.
func cast(c *flow.Call, v *flow.Value) *flow.Value {
	convert := c.Arg(2, "type")
	if strings.HasSuffix(c.Name, ".getlist") {
		convert = c.Arg(1, "type")
	}
	if convert == nil || convert.IsNone() || v == nil {
		return v
	}
	return c.Invoke(convert, []*flow.Value{v}, nil)
}

// toDict is args.to_dict(flat): a plain dict whose keys the client chose.
func toDict(c *flow.Call) *flow.Value {
	v := flow.Of(flow.Document, step(c.Self.Flows, c.Place, "made a dict", flow.Document)...)
	for _, f := range c.Self.Fields() {
		v = v.WithField(f)
	}
	return v.With(c.Self.Checks & flow.Plain)
}

// upload is one of the files of a request.
func upload(run *flow.Run, files, key *flow.Value, place flow.Place) *flow.Value {
	name, _ := key.Text()
	o := &flow.Origin{Source: flow.Request, In: "file", Name: name, Place: place, Child: flow.Text}
	v := flow.From(o, flow.Bytes, "uploaded")
	return both(v, run.NewInstance("werkzeug.FileStorage", place, nil)).As(flow.Object)
}

// content is what is in an uploaded file.
func content(file *flow.Value) *flow.Value { return flow.Of(flow.Bytes, file.Flows...) }

// ofFile is something that the client says of a file.
func ofFile(file *flow.Value, name string) *flow.Value {
	v := &flow.Value{Kind: flow.Text}
	for _, s := range file.Flows {
		v.Flows = append(v.Flows, &flow.Step{Origin: s.Origin.Below(name), Prev: s.Prev, Place: s.Place, What: s.What, Kind: flow.Text})
	}
	return v
}
