package source

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Shown is what an operation answers of the documents that a query read.
type Shown struct {
	Answers []*Answer
	Fields  []string     // names of members, sorted; those of a whole document are not known here
	Whole   bool         // a document as it is stored, perhaps without Gone
	Gone    []string     // members that were taken out of the whole
	Page    bool         // all of it goes through templates, which may show less of a whole
	Steps   []*flow.Step // the way of the content to each of the answers

	values []*flow.Value // that hold the content
}

// Shows finds what the operation answers of the documents of a query. That
// something was found, or how many, is not of them.
func (op *Operation) Shows(q *Query) Shown {
	var all Shown
	for _, a := range op.Answers {
		if all.add(a.Value, q.Query, false) {
			all.Answers = append(all.Answers, a)
		}
	}
	slices.Sort(all.Fields)
	all.Fields = slices.Compact(all.Fields)
	all.Page = !slices.ContainsFunc(all.values, func(v *flow.Value) bool { return !v.Kind.Only(flow.Text) })
	return all
}

// add learns what v holds of the query's documents, and tells whether it
// holds any.
func (s *Shown) add(v *flow.Value, q *mongo.Query, found bool) bool {
	of := map[*flow.Value]*flow.Value{} // the documents whose other members they are
	v.Walk(func(_ []string, v *flow.Value) bool {
		if rest, _ := v.Rest(); rest != nil && len(v.Flows) == 0 {
			of[rest] = v
		}
		if v.Kind.Only(flow.Bool | flow.Number | flow.Null) {
			return true
		}
		for _, step := range v.FromSource(flow.Database) {
			if step.Origin.Data != q {
				continue
			}
			found = true
			s.Steps, s.values = append(s.Steps, step), append(s.values, v)
			s.learn(v, of[v], step)
		}
		return true
	})
	return found
}

func (s *Shown) learn(v, of *flow.Value, step *flow.Step) {
	if step.Origin.Name != "" {
		s.Fields = append(s.Fields, step.Origin.Name)
		return
	}
	if names := of.Names(); len(names) > 0 {
		for _, l := range names {
			s.Fields = append(s.Fields, l.Text)
		}
		return
	}
	s.Whole = true
	for _, f := range slices.Concat(v.Fields(), of.Fields()) {
		if f.Gone() {
			s.Gone = append(s.Gone, f.Name)
		}
	}
}

// Has tells whether what is shown, of a collection's documents, has a field
// that is so. Of a whole document that a template gets, nothing is sure.
func (s Shown) Has(c *Collection, is func(string) bool) (name string, yes bool) {
	for _, f := range s.Fields {
		if is(f) {
			return f, true
		}
	}
	if s.Page {
		return "", false
	}
	return s.May(c, is)
}

// May tells whether a whole document that is shown can have such a field.
func (s Shown) May(c *Collection, is func(string) bool) (name string, yes bool) {
	if !s.Whole {
		return "", false
	}
	for _, f := range c.fieldsThat(is) {
		if !slices.Contains(s.Gone, f) {
			return f, true
		}
	}
	return "", false
}
