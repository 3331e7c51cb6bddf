package operatorinjection

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// object finds what of the request can put an object where its keys are
// operators.
func object(s source.Sink) *flow.Step {
	switch s.As {
	case source.AsCondition, source.AsExpression, source.AsStage, source.AsPipeline:
		return source.SentObject(s.Value)
	case source.AsFilter:
		return inFilter(s.Value)
	}
	return nil
}

// inFilter finds what of the request is a filter, or a list of them, whose
// members can be objects. Those of request.args are texts: the client chooses
// fields with them.
func inFilter(v *flow.Value) *flow.Step {
	if v.Has(flow.Plain) {
		return nil
	}
	if v.Kind.Only(flow.List) {
		return source.SentObject(v.Element())
	}
	rest, _ := v.Rest()
	return source.SentObject(rest)
}

// operatorName finds what of the request is the name of an operator:
// {"price": {request.json["op"]: 5}}.
func operatorName(s source.Sink) *flow.Step {
	n := len(s.Path)
	if s.As != source.AsCondition || s.Names == nil || s.Mapping() || n < 2 || s.Path[n-1] != "*" || s.Name() == "" || strings.HasPrefix(s.Path[n-2], "$") || s.Names.Has(flow.Plain) {
		return nil
	}
	return source.SentText(s.Names, source.Listed)
}

// compares are the operators of expressions that ask for what is stored.
var compares = []string{"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$cmp", "$in"}

// fieldPath finds text of the request that a comparison in an expression may
// take for a field.
func fieldPath(s source.Sink) *flow.Step {
	above := s.Above()
	if s.As != source.AsExpression || len(above) == 0 || !slices.Contains(compares, above[0]) || slices.Contains(above, "$function") || slices.Contains(above, "$accumulator") {
		return nil
	}
	if !slices.Contains(above, "$expr") || !s.Value.Kind.Can(flow.Text) || s.Value.Has(flow.Plain) || len(s.Value.Pieces()) > 0 {
		return nil
	}
	return source.SentText(s.Value, source.Formed)
}

func where(s source.Sink) string {
	above := s.Above()
	switch name := s.Name(); {
	case s.As == source.AsExpression && len(above) == 0:
		return "a part of " + s.In
	case s.As == source.AsPipeline && len(s.Path) == 0:
		return "the pipeline"
	case s.As == source.AsStage && len(s.Path) == 1:
		return "a stage in the pipeline"
	case s.As == source.AsExpression || s.As == source.AsPipeline || s.As == source.AsStage:
		return "a part of " + above[0]
	case name != "":
		return "the value of " + name + " in the filter"
	case len(above) > 0:
		return "a part of " + above[0] + " in the filter"
	}
	return "the filter"
}
