// Package refusal reads what the answer of a validation library, of a server
// or of a colleague complains about, as data.
package refusal

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// A Refusal is what an answer complains about.
type Refusal struct {
	Complaints []Complaint // one for each place; what must go comes first
	Media      string      // type that the body should have been sent in, "" where nothing says so
}

// A Complaint is all that an answer says about one place.
type Complaint struct {
	At string // pointer into the body, or "/" and the name of a parameter
	In string // body, form, query, header, path, cookie; "" where nothing says so
	wording.Rule
}

// Answers are read no deeper, and no more complaints are kept.
const (
	deepestAnswer  = 12
	mostComplaints = 100
	mostMessages   = 300
	longestAnswer  = 1 << 14
)

// Read reads a refused answer: decoded JSON, or a string. The parameters are
// names of what was sent or could be sent outside the body.
func Read(sent any, s *api.Schema, parameters []string, answer any) Refusal {
	r := &reading{sent: sent, schema: s, names: map[string]string{}}
	r.learnNames(s, 0)
	walkNames(sent, func(name string) { r.names[usual.Squeezed(name)] = name })
	for _, name := range parameters {
		r.names[usual.Squeezed(name)] = name
	}
	if text, ok := answer.(string); ok {
		r.page(text)
	} else {
		r.value(answer, "", "", false, 0)
	}
	return Refusal{byPlace(r.complaints), r.media}
}

// byPlace joins what was said about one place. What must go comes first;
// places further down are then looked at anew.
func byPlace(complaints []Complaint) []Complaint {
	var joined []Complaint
	for _, c := range complaints {
		i := slices.IndexFunc(joined, func(g Complaint) bool { return g.At == c.At && g.In == c.In })
		if i < 0 {
			joined = append(joined, c)
			continue
		}
		joined[i].Rule = joined[i].Rule.And(c.Rule)
	}
	slices.SortStableFunc(joined, func(a, b Complaint) int {
		switch {
		case a.Unknown == b.Unknown:
			return 0
		case a.Unknown:
			return -1
		}
		return 1
	})
	return joined
}

// A reading collects what an answer complains about.
type reading struct {
	sent       any
	schema     *api.Schema
	names      map[string]string // squeezed name → name, of what was sent and declared
	complaints []Complaint
	media      string
	last       []string // what the sentence before spoke of, in the same text
	messages   int      // Read so far
	sentence   bool     // one of several is being read
}

func (r *reading) learnNames(s *api.Schema, depth int) {
	if s == nil || depth > 4 {
		return
	}
	for _, p := range s.Properties {
		if r.names[usual.Squeezed(p.Name)] == "" {
			r.names[usual.Squeezed(p.Name)] = p.Name
		}
		r.learnNames(p.Schema, depth+1)
	}
	r.learnNames(s.Items, depth+1)
	for _, other := range s.Any {
		r.learnNames(other, depth+1)
	}
}

func walkNames(v any, name func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			walkNames(e, name)
			name(k)
		}
	case []any:
		for _, e := range v {
			walkNames(e, name)
		}
	}
}

func (r *reading) add(at, in string, rule wording.Rule) {
	if len(r.complaints) < mostComplaints {
		r.complaints = append(r.complaints, Complaint{at, in, rule})
	}
}

// value reads decoded JSON. At is the place that it speaks of; fields tells
// that names in it are names of what was sent.
func (r *reading) value(v any, at, in string, fields bool, depth int) {
	if depth > deepestAnswer {
		return
	}
	switch v := v.(type) {
	case string:
		r.message(v, at, in, "")
	case []any:
		for _, e := range v {
			r.value(e, at, in, fields, depth+1)
		}
	case map[string]any:
		if !r.item(v, at, in, depth) {
			r.object(v, at, in, fields, depth)
		}
		// RFC 9457: a problem whose title is all that it says.
		if title, ok := v["title"].(string); ok && depth == 0 && first(v, messageKeys...) == nil {
			r.message(title, at, in, "")
		}
	}
}
