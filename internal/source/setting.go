package source

import (
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// InForce tells whether what a setting's event says is what counts: a class
// of settings tells those of its bases too, and where the environment chooses
// one of several classes, none is known to be the one.
func InForce(events []*flow.Event, e *flow.Event) bool {
	if ByEnvironment(e.Facts) {
		return false
	}
	if e.Call == nil || e.Call.Node == nil {
		return true
	}
	if object := e.Call.Arg(0, "obj"); object != nil && len(object.Targets())+len(object.Objects())+len(object.Texts()) > 1 {
		return false
	}
	later := false
	for _, other := range events {
		switch {
		case other == e:
			later = true
		case later && settingName(other) == settingName(e) && other.Call != nil && other.Call.Node == e.Call.Node && other.Place != e.Place:
			return false
		}
	}
	return true
}

func settingName(e *flow.Event) string {
	switch data := e.Data.(type) {
	case *flask.Debug:
		return "debug " + data.What
	case *flask.Setting:
		return data.Name
	case *flask.Secret:
		return "secret " + data.Name
	}
	return ""
}

// Truth tells what a value counts as where it is spelled out; known is false
// where it can be either.
func Truth(v *flow.Value) (truth, known bool) {
	if v == nil || len(v.Literals) == 0 {
		return false, false
	}
	for i, l := range v.Literals {
		t := counts(l)
		if i > 0 && t != truth {
			return false, false
		}
		truth = t
	}
	return truth, true
}

// TrueByDefault tells whether a value of the environment is true where the
// environment says nothing.
func TrueByDefault(v *flow.Value) bool {
	if v == nil || len(v.Literals) > 0 {
		return false
	}
	for _, l := range v.Defaults() {
		if counts(l) {
			return true
		}
	}
	return false
}

func counts(l flow.Literal) bool {
	switch l.Kind {
	case flow.Bool, flow.Number:
		return l.Number != 0
	case flow.Text:
		return setOf(`1 true True TRUE yes on`)[l.Text]
	}
	return false
}
