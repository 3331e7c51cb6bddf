package crossownerwrite

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// contributes says why a write is what others are meant to do: it leaves
// something of the caller in the document, or counts.
func contributes(q *source.Query, c *source.Collection, k source.Key, r *design.Resource) string {
	members := source.Members(q.Update)
	if prefix := underOwnKey(q.Update); prefix != "" {
		return "it writes only what stands under who calls in " + prefix
	}
	if len(members) == 0 {
		return ""
	}
	for _, m := range members {
		if holdsCaller(m.Value) && (array(m) || leaves(m, c) && r.OwnedBy(m.Name()) == nil) {
			return "it puts who calls into " + m.Name() + ", which others are meant to do"
		}
	}
	if !slices.ContainsFunc(members, func(m source.Member) bool { return !counts(m, k) }) {
		return "it only counts"
	}
	return ""
}

// underOwnKey tells whether an update writes nothing but members whose names
// end in who calls: {"$set": {f"votes.{me}": …}}. It is what comes before.
func underOwnKey(update *flow.Value) (prefix string) {
	operators := update.Fields()
	for _, operator := range operators {
		values, names := operator.Value.Rest()
		pieces := names.Pieces()
		if !strings.HasPrefix(operator.Name, "$") || values == nil || len(operator.Value.Fields()) > 0 || len(pieces) != 2 {
			return ""
		}
		text, ok := pieces[0].Text()
		path, below := strings.CutSuffix(text, ".")
		if !ok || !below || !source.IsCaller(pieces[1]) || pieces[1].From(flow.Request) {
			return ""
		}
		prefix = path
	}
	if rest, _ := update.Rest(); rest != nil {
		return ""
	}
	return prefix
}

// follows tells whether the write only works out something from what another
// write of the operation, to the same collection, is meant to leave there: the
// rating, after a review was added.
func follows(op *source.Operation, q *source.Query, c *source.Collection, k source.Key, r *design.Resource) bool {
	if slices.ContainsFunc(source.Members(q.Update), func(m source.Member) bool { return chosen(m.Value) }) {
		return false
	}
	return slices.ContainsFunc(op.Queries, func(o *source.Query) bool {
		return o != q && o.Changes() && o.Name == q.Name && contributes(o, c, k, r) != ""
	})
}

// chosen tells whether the value is what the request says, as it is.
func chosen(v *flow.Value) bool {
	return slices.ContainsFunc(v.FromSource(flow.Request), func(s *flow.Step) bool { return !s.Part }) && !v.From(flow.Database)
}

func holdsCaller(v *flow.Value) bool {
	found := false
	v.Walk(func(_ []string, v *flow.Value) bool {
		found = found || source.IsCaller(v)
		return !found
	})
	return found
}

// leaves tells whether the caller is put where others belong, outside of
// lists. Who changed a document last is a note about the change; who owns it
// is the change.
func leaves(m source.Member, c *source.Collection) bool {
	name := m.Name()
	return name != "" && !editor(name) && !(source.Whose(name) && c.Owners[name].Line > 0)
}

func array(m source.Member) bool {
	return slices.ContainsFunc(m.Path, func(p string) bool {
		return p == "$push" || p == "$addToSet" || p == "$pull" || p == "$pullAll" || p == "$pushAll"
	})
}

// editor tells whether the name is of who touched the document last.
func editor(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "updated", "modified", "edited", "changed", "deleted", "editor", "last":
			return true
		}
		return false
	})
}

// counts tells whether the member only counts: views, likes, stock, also what
// somebody is paid. Money that is taken from an account is more than that.
func counts(m source.Member, k source.Key) bool {
	if !slices.Contains(m.Path, "$inc") && !raised(m) {
		return false
	}
	money := lexicon.Computed(m.Name()) || lexicon.Value(m.Name())
	return !money || !slices.ContainsFunc(lexicon.Words(k.Step.Origin.Name), func(w string) bool {
		switch w {
		case "from", "source", "sender", "payer", "debit", "origin":
			return true
		}
		return false
	})
}

// raised tells whether the new value is worked out from the one that the
// document had: balance + amount.
func raised(m source.Member) bool {
	steps := m.Value.FromSource(flow.Database)
	return len(m.Value.Flows) > 1 && m.Value.Kind.Can(flow.Number|flow.Unknown) && slices.ContainsFunc(steps, func(s *flow.Step) bool { return s.Origin.Name == m.Name() })
}
