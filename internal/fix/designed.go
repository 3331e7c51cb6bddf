package fix

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// designed is what the owner of the API says of the documents of the query; nil
// for nothing.
func (j *job) designed(q *source.Query) *design.Resource {
	if j.op == nil {
		return j.intent.Stored(q.Name)
	}
	return weakness.Designed(j.intent, j.op, q)
}

// settable are the properties of a document that a request may set, as the
// owner of the API says: those at its top, and those of which only a part may
// be set. Nil where that is not said.
func (j *job) settable(q *source.Query) (whole, parts []string) {
	r := j.designed(q)
	if r == nil {
		return nil, nil
	}
	for _, name := range names(r.Writable) {
		if strings.Contains(name, ".") {
			parts = append(parts, name)
		} else {
			whole = append(whole, name)
		}
	}
	return whole, parts
}

// readable are the fields that may come back, as the owner of the API says,
// without _id, which a projection has by itself. Nil where that is not said,
// or the operation itself needs others as well.
func (j *job) readable(q *source.Query, used []string) []string {
	r := j.designed(q)
	if r == nil {
		return nil
	}
	for _, u := range used {
		if may, stated, _ := r.MayShow(u); stated && !may && u != "_id" {
			return nil
		}
	}
	return names(r.Readable)
}

// names are the words but for the document's own id.
func names(words []design.Word) []string {
	var all []string
	for _, w := range words {
		if w.Text != "id" && w.Text != "_id" && !slices.Contains(all, w.Text) {
			all = append(all, w.Text)
		}
	}
	return all
}

// commands are those that a client may name, as the owner of the API says.
func (j *job) commands() []string {
	if j.intent == nil {
		return nil
	}
	var names []string
	for _, w := range j.intent.Commands {
		names = append(names, w.Text)
	}
	return names
}
