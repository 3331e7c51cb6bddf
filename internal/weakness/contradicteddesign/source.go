package contradicteddesign

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	return speaks(p.Outline.Intent, op.Operation)
}

func inSource(p *weakness.SourcePass) {
	intent := p.Outline.Intent
	if intent == nil {
		return
	}
	if p.Contract == nil { // else the contract look asks, which knows both
		var ops []*api.Operation
		for _, op := range p.Operations {
			ops = append(ops, op.Operation)
		}
		for _, s := range staleIn(intent, ops) {
			f := weakness.SourceFound{
				Severity: finding.Info, Verdict: finding.Likely, Field: s.Of + " " + s.String(),
				Place: source.Spot(s.Place), Sink: "names an operation that is not there", Summary: s.Text(),
			}
			if s.Near != nil && s.Near.Place.Line > 0 {
				f.Path = []*flow.Step{{Place: source.Spot(s.Near.Place), What: "is the nearest that there is"}}
			}
			p.Report(f)
		}
	}
	p.Each(func(op *source.Operation) {
		access(p, op)
		p.Clean(op, "the code does not contradict the design")
	})
	for i := range intent.Resources {
		collection(p, &intent.Resources[i])
	}
}

// access looks for what the code asks of who calls, and the design does not,
// or otherwise.
func access(p *weakness.SourcePass, op *source.Operation) {
	intent := p.Outline.Intent
	if at, public := intent.IsPublic(op.Operation); public && !op.MakesKnown() && !knows(p.Purpose(op)) {
		for _, c := range op.Access.Checks {
			if c.Kind == source.Authenticates || c.Kind == source.Authorizes {
				p.Report(weakness.SourceFound{
					Operation: op, Severity: finding.Low, Verdict: finding.Likely, Field: "public",
					Path:    []*flow.Step{{Place: c.Place, What: "asks who calls: " + c.By}},
					Place:   source.Spot(at),
					Sink:    "says that it is public",
					Summary: fmt.Sprintf("%s says that everybody may call %s, and %s asks who calls.", at, op, c.Place),
				})
				return
			}
		}
	}
	roles := intent.RolesOf(op.Operation)
	if len(roles) == 0 {
		return
	}
	for _, c := range op.Access.Checks {
		if c.Kind != source.Authorizes || c.Roles == "" {
			continue
		}
		through := strings.Split(c.Roles, ", ")
		if slices.ContainsFunc(roles, func(r design.Role) bool {
			return slices.ContainsFunc(through, func(name string) bool { return sameRole(name, r.Name) })
		}) {
			continue
		}
		p.Report(weakness.SourceFound{
			Operation: op, Severity: finding.Low, Verdict: finding.Likely, Field: "role",
			Path:    []*flow.Step{{Place: c.Place, What: "lets through " + c.Roles}},
			Place:   source.Spot(roles[0].Place),
			Sink:    "says that it is for " + roles[0].Name,
			Summary: fmt.Sprintf("%s gives %s to %s, and %s lets %s through.", roles[0].Place, op, roles[0].Name, c.Place, c.Roles),
		})
	}
}

// sameRole tells whether two names are of one role, also where the code has a
// flag for it: is_admin, admin.
func sameRole(a, b string) bool {
	bare := func(name string) string {
		words := lexicon.Words(name)
		if len(words) > 1 && words[0] == "is" {
			words = words[1:]
		}
		return strings.Join(words, "_")
	}
	return strings.EqualFold(a, b) || bare(a) == bare(b)
}

// knows tells whether an operation of the purpose finds out who calls, and is
// there for those who are not known yet.
func knows(purpose outline.Purpose) bool {
	switch purpose {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Reset, outline.Logout:
		return true
	}
	return false
}

// collection looks for a collection that the code never uses, and for owners
// that it never writes.
func collection(p *weakness.SourcePass, res *design.Resource) {
	if res.Collection == "" || len(p.Collections) == 0 {
		return
	}
	c := p.Collections[res.Collection]
	if c == nil || len(c.Queries) == 0 {
		if unnamed(p) {
			return
		}
		names := slices.Sorted(maps.Keys(p.Collections))
		meant := ""
		if near := design.Nearest(res.Collection, names); near != "" {
			meant = fmt.Sprintf(": was %s meant", near)
		}
		f := weakness.SourceFound{
			Severity: finding.Info, Verdict: finding.Likely, Field: "design.resources." + res.Name + " collection",
			Place: source.Spot(res.Place), Sink: "names a collection",
			Summary: fmt.Sprintf("%s says that %s are kept in the collection %s, and the code never uses one of that name%s.", res.Place, res.Name, res.Collection, meant),
		}
		p.Report(f)
		return
	}
	if !c.Written || open(c) {
		return
	}
	for _, o := range res.Owner {
		if stored(c, o.Property) {
			continue
		}
		where := c.Queries[0].Query.Place()
		p.Report(weakness.SourceFound{
			Severity: finding.Info, Verdict: finding.Likely, Field: "design.resources." + res.Name + " owner " + o.Property,
			Path:    []*flow.Step{{Place: where, What: "uses the collection, without it"}},
			Place:   source.Spot(o.Place),
			Sink:    "says whose it is",
			Summary: fmt.Sprintf("%s says that %s of %s tells whose it is, and the code never writes, reads or filters by it.", o.Place, o.Property, res.Name),
		})
	}
}

// unnamed tells whether the code uses collections whose names are not known.
func unnamed(p *weakness.SourcePass) bool {
	return slices.ContainsFunc(p.Operations, func(op *source.Operation) bool {
		return slices.ContainsFunc(op.Queries, func(q *source.Query) bool { return q.Name == "" })
	})
}

// open tells whether documents may hold what no name of the code tells:
// something whole from a request or another collection is written.
func open(c *source.Collection) bool {
	return slices.ContainsFunc(c.Queries, func(u *source.Use) bool {
		doc := u.Query.Document
		return doc != nil && source.Members(doc) == nil
	})
}

func stored(c *source.Collection, property string) bool {
	for name := range c.Fields {
		if design.Listed([]design.Word{{Text: property}}, name) != nil {
			return true
		}
	}
	return false
}
