package flask

import (
	"path"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// configOf is app.config.
func configOf(r *flow.Reading) *flow.Value {
	var all *flow.Value
	for _, o := range r.Self.Objects() {
		v := r.Run.Attr(o, "config")
		if v == nil {
			v = r.Run.NewInstance("flask.Config", r.Place, o)
			r.Run.SetAttr(o, "config", v)
		}
		all = flow.Join(all, v)
	}
	if all == nil {
		return r.Run.NewInstance("flask.Config", r.Place, nil)
	}
	return all.WithPath(pathOf(r.Self, "app") + ".config")
}

// configIndex is what a setting holds: what the project gave it, or else what
// the environment does.
func configIndex(r *flow.Reading, key *flow.Value) *flow.Value {
	return readConfig(r.Run, r.Self, key, r.Place)
}

func readConfig(run *flow.Run, config, key *flow.Value, place flow.Place) *flow.Value {
	name, ok := key.Text()
	if !ok {
		return flow.Nothing
	}
	var found *flow.Value
	for _, o := range config.Objects() {
		if v := run.Attr(o, name); v != nil {
			found = flow.Join(found, v)
		}
	}
	if found != nil {
		return found
	}
	o := &flow.Origin{Source: flow.Environment, In: "config", Name: name, Place: place}
	return flow.From(o, flow.Unknown, "read from the configuration").WithPath(pathOf(config, "config") + "." + name)
}

func configGet(c *flow.Call) *flow.Value {
	return flow.Join(readConfig(c.Run, c.Self, c.Arg(0, "key"), c.Place), c.Arg(1, "default"))
}

func configDefault(c *flow.Call) *flow.Value {
	if name, ok := c.Arg(0, "key").Text(); ok {
		keepSetting(c.Run, c.Self, name, c.Arg(1, "default"))
		emitSetting(c, c.Self, name, c.Arg(1, "default"))
	}
	return flow.None
}

// setConfig is app.config[name] = value.
func setConfig(r *flow.Reading, name string, v *flow.Value) {
	if r.Narrows { // the setting is the same for both branches
		return
	}
	keepSetting(r.Run, r.Self, name, v)
	emitSetting(r, r.Self, name, v)
}

func keepSetting(run *flow.Run, config *flow.Value, name string, v *flow.Value) {
	if name == "" || v == nil {
		return
	}
	for _, o := range config.Objects() {
		if len(config.Objects()) > 1 { // one of several: it may be another's
			v = flow.Join(run.Attr(o, name), v)
		}
		run.SetAttr(o, name, v)
	}
}

// emitter leaves events: a call or a reading.
type emitter interface {
	Emit(op string, data any) *flow.Event
}

func emitSetting(e emitter, on *flow.Value, name string, v *flow.Value) {
	switch {
	case name == "" || v == nil:
		return
	case name == "DEBUG" || name == "FLASK_DEBUG" || name == "DEBUG_TB_ENABLED" || name == "PROFILE":
		e.Emit("debug", &Debug{What: name, Value: v})
	case secretSetting(name):
		e.Emit("secret", &Secret{Name: name, Value: v})
	}
	e.Emit("config", &Setting{Name: name, Value: v, on: on})
}

// secretSetting tells whether a setting holds a key that others must not
// know: SECRET_KEY, JWT_SECRET_KEY, SECURITY_PASSWORD_SALT.
func secretSetting(name string) bool {
	return lexicon.APIKey(name) || strings.Contains(name, "SECRET") || strings.HasSuffix(name, "_SALT") || strings.HasSuffix(name, "PRIVATE_KEY")
}

// at is the call as if it were made elsewhere: events of one call at several
// places are told apart by those.
func at(c *flow.Call, place flow.Place) *flow.Call {
	d := *c
	if place != (flow.Place{}) {
		d.Place = place
	}
	return &d
}

// configUpdate is app.config.update(mapping, name=value) and from_mapping.
func configUpdate(c *flow.Call) *flow.Value {
	for i, a := range c.Args {
		for _, f := range a.Fields() {
			place := f.Place
			if place == (flow.Place{}) && c.Node != nil && i < len(c.Node.Args) {
				place = flow.PlaceOf(c.Place.File, syntax.Start(c.Node.Args[i]))
			}
			keepSetting(c.Run, c.Self, f.Name, f.Value)
			emitSetting(at(c, place), c.Self, f.Name, f.Value)
		}
	}
	for i, k := range c.Keywords {
		place := c.Place
		if c.Node != nil && i < len(c.Node.Keywords) {
			place = flow.PlaceOf(c.Place.File, syntax.Start(c.Node.Keywords[i].Value))
		}
		if k.Name == "" {
			for _, f := range k.Value.Fields() {
				keepSetting(c.Run, c.Self, f.Name, f.Value)
				emitSetting(at(c, f.Place), c.Self, f.Name, f.Value)
			}
			continue
		}
		keepSetting(c.Run, c.Self, k.Name, k.Value)
		emitSetting(at(c, place), c.Self, k.Name, k.Value)
	}
	return flow.None
}

// configFrom is app.config.from_object(thing): a class, a module, or the
// name of one. Of several that it can be, each may be the one.
func configFrom(c *flow.Call) *flow.Value {
	v := c.Arg(0, "obj")
	var all []settings
	for _, t := range v.Targets() {
		if t.Class != nil {
			all = append(all, classSettings(t.Class))
		}
	}
	for _, o := range v.Objects() {
		if o.Class != nil {
			all = append(all, classSettings(o.Class))
		}
		if m, ok := o.Data.(*flow.Module); ok {
			all = append(all, moduleSettings(m))
		}
	}
	for _, name := range v.Texts() {
		all = append(all, settingsNamed(c.Run, name)...)
	}
	for _, s := range all {
		for _, one := range s {
			value := one.value
			if len(all) > 1 {
				value = flow.Join(attrOf(c.Run, c.Self, one.name), value)
			}
			keepSetting(c.Run, c.Self, one.name, value)
			emitSetting(at(c, one.place), c.Self, one.name, one.value)
		}
	}
	return flow.None
}

func attrOf(run *flow.Run, config *flow.Value, name string) *flow.Value {
	for _, o := range config.Objects() {
		if v := run.Attr(o, name); v != nil {
			return v
		}
	}
	return nil
}

// configFromFile is app.config.from_pyfile("config.py"): a file that is a
// module of the project too.
func configFromFile(c *flow.Call) *flow.Value {
	name, ok := c.Arg(0, "filename").Text()
	if !ok {
		return flow.None
	}
	for _, m := range c.Run.Program.Modules {
		if m.Path == name || strings.HasSuffix(m.Path, "/"+path.Base(name)) {
			c.Run.Load(m)
			for _, one := range moduleSettings(m) {
				keepSetting(c.Run, c.Self, one.name, one.value)
				emitSetting(at(c, one.place), c.Self, one.name, one.value)
			}
			return flow.None
		}
	}
	return flow.None
}

// settings are the upper-case names of a class or module.
type settings []struct {
	name  string
	value *flow.Value
	place flow.Place
}

func (s *settings) add(file string, body []parser.Stmt, value func(name string) *flow.Value) {
	for _, stmt := range body {
		for _, name := range assigned(stmt) {
			v := value(name)
			if v == nil || name != strings.ToUpper(name) || strings.HasPrefix(name, "_") {
				continue
			}
			*s = append(*s, struct {
				name  string
				value *flow.Value
				place flow.Place
			}{name, v, flow.PlaceOf(file, syntax.StmtStart(stmt))})
		}
	}
}

// assigned are the names that a statement assigns to, also below an if.
func assigned(stmt parser.Stmt) []string {
	var names []string
	name := func(e parser.Expr) {
		if n, ok := e.(*parser.Name); ok {
			names = append(names, n.Id)
		}
	}
	switch s := stmt.(type) {
	case *parser.Assign:
		for _, t := range s.Targets {
			name(t)
		}
	case *parser.AnnAssign:
		name(s.Target)
	case *parser.If:
		for _, inner := range slices.Concat(s.Body, s.Orelse) {
			names = append(names, assigned(inner)...)
		}
	}
	return names
}

// classSettings are those of the class, over those of its bases.
func classSettings(c *flow.Class) settings {
	var all settings
	for _, base := range c.Bases {
		for _, t := range base.Targets() {
			if t.Class != nil && t.Class != c {
				all = append(all, classSettings(t.Class)...)
			}
		}
	}
	all.add(c.Place.File, c.Written.Body, c.Attr)
	return all
}

func moduleSettings(m *flow.Module) settings {
	var all settings
	all.add(m.Path, m.Tree.Body, m.Global)
	return all
}

// settingsNamed finds what a text names: "config", "shop.config.Production".
func settingsNamed(run *flow.Run, name string) []settings {
	for _, m := range run.Program.Modules {
		if m.Name == name || strings.HasSuffix(m.Name, "."+name) {
			run.Load(m)
			return []settings{moduleSettings(m)}
		}
		owner, class := path.Split(strings.ReplaceAll(name, ".", "/"))
		owner = strings.ReplaceAll(strings.TrimSuffix(owner, "/"), "/", ".")
		if owner == "" || m.Name != owner && !strings.HasSuffix(m.Name, "."+owner) {
			continue
		}
		run.Load(m)
		for _, t := range m.Global(class).Targets() {
			if t.Class != nil {
				return []settings{classSettings(t.Class)}
			}
		}
	}
	return nil
}
