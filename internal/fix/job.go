package fix

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// job is the work on one finding.
type job struct {
	*bench
	finding  finding.Finding
	op       *source.Operation // the decisive one; nil for the whole API
	queries  []*source.Query   // of op at the line of the finding
	changes  *changes
	decision string
	checks   map[check][]int // that the changes make, with the offsets of their statements
}

// kind is how a weakness is mended.
type kind struct {
	mend   func(j *job) // makes changes, or says what has to be decided
	decide string       // what is said if it does neither
}

// locate finds what of the program the finding is about.
func (j *job) locate() {
	method, path := split(j.finding.Operation)
	for _, op := range j.Operations {
		same := op.Operation.String() == j.finding.Operation || op.Method == method && api.Erased(op.Path) == api.Erased(path)
		if same && (j.op == nil || len(j.queriesOf(op)) > 0) {
			j.op = op
			j.queries = j.queriesOf(op)
		}
	}
	if j.finding.Operation != "" && len(j.queries) == 0 {
		for _, op := range j.Operations { // it may be told by another path: a prefix of the server
			if found := j.queriesOf(op); len(found) > 0 && op.Method == method && j.op == nil {
				j.op, j.queries = op, found
			}
		}
	}
}

func split(operation string) (method, path string) {
	for i := range len(operation) {
		if operation[i] == ' ' {
			return operation[:i], operation[i+1:]
		}
	}
	return operation, ""
}

// queriesOf are the queries of an operation at the lines of the finding: the
// decisive one first, then those where the same is wrong.
func (j *job) queriesOf(op *source.Operation) []*source.Query {
	var first, more []*source.Query
	for _, q := range op.Queries {
		switch {
		case j.here(q.Place()):
			first = append(first, q)
		case j.among(q.Place()):
			more = append(more, q)
		}
	}
	if len(first) == 0 && !slices.ContainsFunc(more, func(q *source.Query) bool { return j.below(q.Event.Stack) }) {
		return nil
	}
	return append(first, more...)
}

// below tells whether the calls that lead somewhere pass by the place of the
// finding.
func (j *job) below(calls []flow.Place) bool { return slices.ContainsFunc(calls, j.here) }

// among tells whether a place is on a line that the finding tells of.
func (j *job) among(p flow.Place) bool {
	return slices.ContainsFunc(j.finding.Evidence.Path, func(at evidence.Point) bool { return at.File == p.File && at.Line == p.Pos().Line })
}

// here tells whether a place is on the line of the finding.
func (j *job) here(p flow.Place) bool {
	l := j.finding.Location
	return l != nil && p.File == l.File && p.Pos().Line == l.Line && (l.Column == 0 || p.Col == 0 || p.Pos().Col == l.Column)
}

// trouble says why a file that the changes are about cannot be changed.
func (j *job) trouble() string {
	for _, f := range j.changes.touched() {
		if f.wrong != "" {
			return f.wrong + "."
		}
	}
	return ""
}

// drop forgets the changes that were made so far: they cannot be completed.
func (j *job) drop() { j.changes = newChanges() }

// decided says what has to be decided, in place of a change.
func (j *job) decided(text string) {
	j.drop()
	j.decision = text
}
