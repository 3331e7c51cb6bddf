package weakness

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// Made are the steps that make the object again; none for one that was
// found. The identifier is saved under the name that [LivePass.Step] uses.
func (p *LivePass) Made(obj *world.Object) []evidence.Step {
	if obj.Request == nil {
		return nil
	}
	step := p.Step(obj.Owner, obj.Request, "2xx, and the identifier")
	step.Save = map[string]string{obj.Owner.Name + "." + obj.Resource.Name + ".id": "the identifier in the answer"}
	return []evidence.Step{step}
}

// SignedUp are the steps that make an account of the scan's own again; none
// for a configured identity.
func (p *LivePass) SignedUp(who *identity.Identity) []evidence.Step {
	for _, obj := range p.Created() {
		if obj.Resource == p.Outline.Accounts && obj.Owner == who && obj.Request != nil {
			step := p.Step(p.Anonymous(), obj.Request, "2xx; then log in as "+who.Name, obj)
			step.Save = map[string]string{who.Name + ".id": "the identifier in the answer"}
			return []evidence.Step{step}
		}
	}
	return nil
}

// Step writes a request down so that it can be sent again from nothing:
// identifiers of objects and values of accounts become placeholders,
// canaries become ${canary}, secrets are masked.
func (p *LivePass) Step(who *identity.Identity, r *request.Request, expect string, objs ...*world.Object) evidence.Step {
	replacer := p.placeholders(objs, textOf(r))
	tell := func(s string) string { return p.Masker.Text(replacer.Replace(s)) }
	step := evidence.Step{As: who.Name, Do: r.Operation.String(), Expect: expect}
	tellAll := func(values map[string]string) map[string]string {
		if len(values) == 0 {
			return nil
		}
		out := map[string]string{}
		for k, v := range values {
			out[k] = tell(v)
		}
		return out
	}
	step.Path = tellAll(r.Path)
	step.Headers = tellAll(r.Header)
	if len(r.Query) > 0 {
		step.Query = map[string]string{}
		for k := range r.Query {
			step.Query[k] = tell(r.Query.Get(k))
		}
	}
	switch {
	case r.Raw != nil:
		step.Body = tell(string(r.Raw))
	case r.Body != nil:
		b, _ := json.Marshal(r.Body)
		body, _ := p.Masker.Body(request.JSON, []byte(replacer.Replace(string(b))))
		step.Body = body
	}
	return step
}

// textOf is all that the request carries, to look for values in.
func textOf(r *request.Request) string {
	var b strings.Builder
	for _, values := range []map[string]string{r.Path, r.Header} {
		for _, v := range values {
			b.WriteString(v + "\n")
		}
	}
	for _, values := range r.Query {
		b.WriteString(strings.Join(values, "\n") + "\n")
	}
	b.Write(r.Raw)
	if r.Body != nil {
		body, _ := json.Marshal(r.Body)
		b.Write(body)
	}
	return b.String()
}

// placeholders replaces what the text holds of identifiers, canaries and
// accounts. A scan makes thousands of objects, and a step speaks of few: those
// of which the text holds nothing are passed over at once.
func (p *LivePass) placeholders(objs []*world.Object, text string) *strings.Replacer {
	var pairs []string
	add := func(value, placeholder string) {
		if len(value) >= 4 && strings.Contains(text, value) { // a shorter one would be found in other words
			pairs = append(pairs, value, placeholder)
		}
	}
	for _, obj := range slices.Concat(objs, p.Created()) {
		if !obj.In(text) {
			continue
		}
		if id := obj.ID(); id != "" && obj.Resource != p.Outline.Accounts {
			add(id, obj.Placeholder("id"))
		}
		for _, c := range obj.Canaries {
			add(c, "${canary}")
		}
	}
	people := slices.Clone(p.All())
	for _, obj := range objs {
		if obj.Resource == p.Outline.Accounts && !slices.Contains(people, obj.Owner) {
			people = append(people, obj.Owner)
		}
	}
	for _, who := range people {
		account := who.Account()
		for _, k := range slices.Sorted(maps.Keys(account)) {
			if v, ok := account[k].(string); ok {
				add(v, "${"+who.Name+"."+k+"}")
			}
		}
	}
	return strings.NewReplacer(pairs...)
}
