package updateoperatorinjection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

func found(q *source.Query, s source.Sink) (claim, bool) {
	switch s.As {
	case source.AsUpdate:
		return ofUpdate(q, s)
	case source.AsStored, source.AsAdded, source.AsCondition:
		if c, ok := ofPath(s); ok {
			return c, true
		}
	}
	switch s.As {
	case source.AsField: // $rename, $unset
		step := source.SentText(s.Value, source.Formed)
		return claim{step, finding.High, finding.Likely, "chooses the path that %s changes", "On this way the name is not compared with known fields."}, step != nil
	case source.AsAdded:
		return claim{source.SentObject(s.Value), finding.High, finding.Likely,
			"is added to " + named(s, "a list") + " by %s as it comes: as an object with $each it adds any number, and with $slice it takes others out",
			"On this way nothing makes sure that it is no object, and $each is not written in the source."}, source.SentObject(s.Value) != nil
	case source.AsCondition, source.AsFilter:
		return claim{source.SentObject(s.Value), finding.High, finding.Likely,
			"says what %s takes out of " + named(s, "a list") + ": as an object it is a condition that matches everything",
			"On this way nothing makes sure that it is no object."}, source.SentObject(s.Value) != nil
	case source.AsExpression, source.AsStage, source.AsPipeline:
		return ofExpression(s)
	}
	return claim{}, false
}

// ofUpdate is about a document whose keys are operators.
func ofUpdate(q *source.Query, s source.Sink) (claim, bool) {
	if s.Value.Has(flow.Plain) && s.Value.Kind.Only(flow.Document) {
		return claim{}, false // PyMongo refuses keys without $, and the program those with it
	}
	if s.Names != nil && !s.Mapping() {
		step := source.SentText(s.Names, source.Listed)
		return claim{step, finding.Critical, finding.Likely, "chooses the operator of %s", "On this way the name is not compared with known operators."}, step != nil
	}
	if selected(s) {
		return claim{}, false
	}
	step := source.SentObject(s.Value)
	return claim{step, finding.Critical, finding.Likely,
		"is the update of %s: the client chooses its operators and paths ($set, $inc, $unset, $rename)",
		"On this way no key is compared with known ones, and none that begins with $ is refused."}, step != nil
}

// selected tells whether the keys were compared with known ones, none of
// which is an operator.
func selected(s source.Sink) bool {
	return s.Names != nil && (s.Names.Has(flow.Listed) || len(s.Names.Literals) > 0 && !slices.ContainsFunc(s.Names.Texts(), func(n string) bool { return strings.HasPrefix(n, "$") }))
}

// ofPath is about names of fields that the request chooses one by one.
func ofPath(s source.Sink) (claim, bool) {
	prefix, below := source.Begun(s.Names)
	if s.Names == nil || s.Mapping() && !below || len(s.Path) != 2 || s.Path[1] != "*" {
		return claim{}, false
	}
	step := source.SentText(s.Names, source.Formed)
	c := claim{step, finding.High, finding.Likely, "chooses the path that %s writes to", "On this way the name is not compared with known fields."}
	if below {
		c.severity, c.verdict = finding.Medium, finding.Possible
		c.what = fmt.Sprintf("chooses the path below %q that %%s writes to", prefix)
	}
	return c, step != nil
}

// ofExpression is about an update that is a pipeline.
func ofExpression(s source.Sink) (claim, bool) {
	if step := source.SentObject(s.Value); step != nil {
		return claim{step, finding.High, finding.Likely, "is a part of the pipeline that %s updates by, and can be an object: its keys become operators", "It is not under $literal, and on this way nothing makes sure that it is no object."}, true
	}
	if s.As != source.AsExpression || !s.Value.Kind.Can(flow.Text) || s.Value.Has(flow.Plain) || len(s.Value.Pieces()) > 0 {
		return claim{}, false
	}
	step := source.SentText(s.Value, source.Formed)
	return claim{step, finding.Medium, finding.Possible, "is text in the pipeline that %s updates by: text that begins with $ copies another field", "It is not under $literal, and is not refused where it begins with $."}, step != nil
}

func named(s source.Sink, otherwise string) string {
	if name := s.Name(); name != "" {
		return name
	}
	return otherwise
}
