package sketch

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"

	"github.com/ashlarsec/ashlar/internal/api"
)

// changes are what the source writes into documents of a collection.
type changes struct {
	set    []source.Member       // with values of its own
	own    map[string]bool       // the names of set
	sent   map[string]flow.Place // with what the client sends under a name that the program has chosen
	byRole map[string]bool       // of sent, those that only roles send
}

// changes reads all queries of the collection.
func (s *sketcher) changes(u *unit) changes {
	all := changes{own: map[string]bool{}, sent: map[string]flow.Place{}, byRole: map[string]bool{}}
	if u.collection == nil {
		return all
	}
	for _, use := range u.collection.Queries {
		for _, m := range slices.Concat(source.Members(use.Query.Document), source.Members(use.Query.Update)) {
			name := m.Name()
			if use.Operation.Route != nil && name != "" && !strings.Contains(name, ".") && m.Value != nil && !source.IsCaller(m.Value) && len(m.Value.FromSource(flow.Request)) < max(1, len(m.Value.Flows)) {
				all.set, all.own[name] = append(all.set, m), true
			}
		}
		for _, sink := range use.Query.Sinks() {
			if sink.In == "update" || sink.In == "document" {
				all.see(sink, use, s.few(use.Operation.Operation))
			}
		}
	}
	return all
}

// see adds the names under which a sink keeps what the client sends: the one
// that is spelled out, or those of a list that its keys were held against.
func (c *changes) see(sink source.Sink, use *source.Use, few bool) {
	if source.Sent(sink.Value) == nil {
		return
	}
	names := []string{sink.Name()}
	if sink.Names != nil {
		names = sink.Names.Texts()
	}
	for _, name := range names {
		name, _, _ = strings.Cut(name, ".")
		if name == "" {
			continue
		}
		if _, known := c.sent[name]; !known {
			c.sent[name], c.byRole[name] = use.Query.Place(), few
		} else if !few {
			c.byRole[name] = false
		}
	}
}

// writes tells whether the operation makes or changes objects as a whole: by
// what it is called, and by what it does where the source shows that.
func (s *sketcher) writes(u *unit, op *api.Operation) bool {
	switch s.about.Purpose(op) {
	case outline.Create, outline.Update, outline.SignUp:
	default:
		return false
	}
	if u.collection == nil || len(s.handlers[op]) == 0 {
		return true
	}
	return slices.ContainsFunc(s.handlers[op], func(h *source.Operation) bool { return len(stored(h, u.collection)) > 0 })
}

// stored are the queries of an operation that make or change documents of the
// collection.
func stored(h *source.Operation, c *source.Collection) []*source.Query {
	var all []*source.Query
	for _, q := range h.Queries {
		if q.Name == c.Name && (q.Verb == mongo.Insert || q.Verb == mongo.Update || q.Verb == mongo.Replace) {
			all = append(all, q)
		}
	}
	return all
}

// stores tells whether the source keeps what the client sends under the name:
// there is such a field, or the body is kept as it comes.
func (s *sketcher) stores(u *unit, op *api.Operation, name string) bool {
	if u.collection == nil {
		return true
	}
	for field := range u.collection.Fields {
		if field == name || strings.HasPrefix(field, name+".") || lexicon.Password(name) && checks(last(field)) {
			return true
		}
	}
	for _, h := range s.handlers[op] {
		for _, q := range stored(h, u.collection) {
			if slices.ContainsFunc(q.Sinks(), source.Sink.Mapping) {
				return true
			}
		}
	}
	return false
}
