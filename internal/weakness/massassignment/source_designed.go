package massassignment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// guarded are the fields of documents that only some may set, sorted: by what
// the owner of the API says, and by names where they say nothing.
func guarded(c *source.Collection, r *design.Resource) []string {
	var names []string
	for name := range c.Fields {
		may, stated, _ := r.MaySet(name)
		if !strings.Contains(name, ".") && lexicon.Privileged(name) && !(may && stated) {
			names = append(names, name)
		}
	}
	if r != nil {
		for _, w := range r.Computed {
			names = append(names, w.Text)
		}
		for _, o := range r.Owner {
			if may, _, _ := r.MaySet(o.Property); !may && owns(c, o) {
				names = append(names, o.Property)
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(n string) bool { return strings.Contains(n, ".") })
}

// owns tells whether setting the property gives the document to somebody else:
// an identifier of its own does not, and an account is of whoever makes it,
// but for its tenant.
func owns(c *source.Collection, o design.Owner) bool {
	if o.Property == "id" || o.Property == "_id" {
		return false
	}
	return !c.Accounts() || lexicon.Tenant(o.Identity)
}

// stated is the sentence of what the owner of the API says of the first of
// the names that they say something of, or of what a request may set; "" for
// nothing.
func stated(r *design.Resource, names []string) string {
	if r == nil {
		return ""
	}
	for _, name := range names {
		if why := refused(r, name); why != "" {
			return " " + why
		}
	}
	if len(r.Writable) > 0 {
		var may []string
		for _, w := range r.Writable {
			may = append(may, w.Text)
		}
		return fmt.Sprintf(" By the design a request may set %s alone (%s).", list(may), r.Writable[0].Place)
	}
	return ""
}

// refused says why a request may not set the property; "" where it may, or
// nothing is written.
func refused(r *design.Resource, name string) string {
	may, known, at := r.MaySet(name)
	switch {
	case !known || may:
		return ""
	case design.Listed(r.Computed, name) != nil:
		return fmt.Sprintf("By the design only the server sets %s (%s).", name, at)
	case r.OwnedBy(name) != nil:
		return fmt.Sprintf("By the design %s says whose it is (%s).", name, at)
	}
	return fmt.Sprintf("By the design %s is not among what a request may set (%s).", name, at)
}

// allowlist tells of a mapping whose keys were compared with known ones, of
// which the owner of the API says that a request may not set them all.
func allowlist(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink, step *flow.Step) bool {
	r, c := p.Designed(op, q), p.Collections[q.Name]
	if r == nil || forFew(p, op) {
		return false
	}
	doc := document(q, s)
	var open []string
	for _, name := range s.Names.Texts() {
		f, spelled := doc.Field(name)
		if spelled && (f.Gone() || !f.Maybe && len(f.Value.FromSource(flow.Request)) == 0) {
			continue // it is set or removed behind the mapping
		}
		if o := r.OwnedBy(name); o != nil && c != nil && !owns(c, *o) {
			continue
		}
		if refused(r, name) != "" && !slices.Contains(open, name) {
			open = append(open, name)
		}
	}
	if len(open) == 0 {
		p.Clean(op, "the properties that a request may set of %s are among those of the design", r.Name)
		return false
	}
	f := weakness.SourceFound{
		Operation: op, Severity: severity(r, open), Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    "written by " + q.Told(),
		Summary: fmt.Sprintf("%s is written by %s with known properties, of which the design lets no request set %s.", source.Subject(step), q.Told(), list(open)),
		Guard:   strings.TrimSpace(stated(r, open)),
	}
	p.Report(f)
	return true
}

// forFew tells whether those who call may set more than is listed: they have a
// role, or are a program of their own.
func forFew(p *weakness.SourcePass, op *source.Operation) bool {
	_, few := p.ForFew(op)
	return few || op.Access.Privileged() || op.Access.Shared()
}

// severity is high where the client sets what decides: an owner, a price, a
// right.
func severity(r *design.Resource, names []string) finding.Severity {
	for _, name := range names {
		if r.OwnedBy(name) != nil || design.Listed(r.Computed, name) != nil || lexicon.Privileged(name) {
			return finding.High
		}
	}
	return finding.Medium
}

// unwritable tells of a property that the request sets under its name,
// although the owner of the API says that none may; true where they have said
// anything of it. What the server should compute, and who is the owner, of
// other things than accounts are weaknesses of their own: client-side-trust,
// owner-from-client.
func unwritable(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink, c *source.Collection) (said bool) {
	name := s.Name()
	r := p.Designed(op, q)
	may, known, _ := r.MaySet(name)
	switch {
	case name == "" || !known:
		return false
	case may:
		return true
	case !c.Accounts() && (r.OwnedBy(name) != nil || design.Listed(r.Computed, name) != nil):
		return false
	}
	if o := r.OwnedBy(name); o != nil && !owns(c, *o) {
		return false
	}
	step := sameName(s, name)
	if step == nil || forFew(p, op) {
		return false
	}
	f := weakness.SourceFound{
		Operation: op, Severity: severity(r, []string{name}), Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    fmt.Sprintf("%s of %s", name, q.Told()),
		Summary: fmt.Sprintf("%s is written to %s by %s, which no request may set.", source.Subject(step), name, q.Told()),
		Guard:   refused(r, name),
	}
	switch {
	case op.Access.Unclear():
		f.Verdict = finding.Possible
	case lexicon.Power(name) && !op.Access.Authorized() && (c.Accounts() || lexicon.Administrative(name)) && power(name, s.Value) != nil:
		f.Severity = finding.Critical
	}
	p.Report(f)
	return true
}

// sameName is what of the request is the property as the client named it. A
// digest of it, and what something unknown made of it, are not; the path says
// which object is meant.
func sameName(s source.Sink, name string) *flow.Step {
	if s.Value.Has(flow.Hashed) || s.Value.Literal() && !s.Value.Has(flow.Listed) {
		return nil
	}
	for _, step := range s.Value.FromSource(flow.Request) {
		switch step.Origin.In {
		case "body", "form", "query":
			if !step.Weak && !step.Part && last(step.Origin.Name) == last(name) {
				return step
			}
		}
	}
	return nil
}

func last(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }
