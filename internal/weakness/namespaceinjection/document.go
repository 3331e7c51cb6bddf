package namespaceinjection

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// documents are the objects of the longest list in an answer, or the lines
// of one that is no JSON document.
func documents(ex *wire.Exchange) []any {
	body, ok := ex.JSON()
	if !ok {
		return lines(ex)
	}
	return longest(body, 5)
}

func longest(v any, depth int) []any {
	var best []any
	keep := func(list []any) {
		if len(list) > len(best) {
			best = list
		}
	}
	if depth == 0 {
		return nil
	}
	switch v := v.(type) {
	case []any:
		var objects []any
		for _, e := range v {
			if _, ok := e.(map[string]any); ok {
				objects = append(objects, e)
			}
		}
		keep(objects)
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			keep(longest(v[k], depth-1))
		}
	case string: // JSON inside JSON
		var inner any
		if strings.HasPrefix(strings.TrimSpace(v), "[") && json.Unmarshal([]byte(v), &inner) == nil {
			keep(longest(inner, depth-1))
		}
	}
	return best
}

// lines reads an export: an object a line, or comma-separated values below a
// header.
func lines(ex *wire.Exchange) []any {
	var found []any
	text := strings.TrimSpace(ex.Text())
	for line := range strings.Lines(text) {
		var o map[string]any
		if json.Unmarshal([]byte(line), &o) != nil {
			found = nil
			break
		}
		found = append(found, o)
	}
	if len(found) > 0 || !strings.Contains(ex.MediaType(), "csv") {
		return found
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil
	}
	for _, row := range rows[1:] {
		o := map[string]any{}
		for i, field := range row {
			o[rows[0][i]] = field
		}
		found = append(found, o)
	}
	return found
}

// properties are the names in the documents.
func properties(docs []any) map[string]bool {
	all := map[string]bool{}
	for _, d := range docs {
		if o, ok := d.(map[string]any); ok {
			for k := range o {
				all[k] = true
			}
		}
	}
	return all
}

// sameKind tells whether documents have most of their properties in common.
func sameKind(a, b []any) bool {
	pa, pb := properties(a), properties(b)
	both := 0
	for k := range pa {
		if pb[k] {
			both++
		}
	}
	all := len(pa) + len(pb) - both
	return both*4 >= all*3 && all > 0
}

// undeclared lists the properties of documents that the contract declares
// nowhere for the operation, if it declares any.
func undeclared(op *weakness.Operation, docs []any) []string {
	success := op.Success()
	if success == nil {
		return nil
	}
	content := api.JSON(success.Contents)
	if content == nil {
		return nil
	}
	declared := map[string]bool{}
	open := collect(content.Schema, declared, 6)
	if len(declared) == 0 || open {
		return nil
	}
	var found []string
	for _, k := range slices.Sorted(maps.Keys(properties(docs))) {
		if !declared[k] {
			found = append(found, k)
		}
	}
	return found
}

// collect gathers the property names below a schema, and tells whether a
// list in it may hold anything.
func collect(s *api.Schema, into map[string]bool, depth int) (open bool) {
	if s == nil || depth == 0 {
		return true
	}
	for _, p := range s.Properties {
		into[p.Name] = true
		open = p.Schema.Type() == "array" && collect(p.Schema, into, depth-1) || open
		if p.Schema.Type() == "object" {
			open = collect(p.Schema, into, depth-1) || open
		}
	}
	for _, alternative := range s.Any {
		open = collect(alternative, into, depth-1) || open
	}
	if s.Type() == "array" {
		return collect(s.Items, into, depth-1) || open
	}
	return open || len(s.Properties) == 0 && len(s.Any) == 0
}

// secret is a property of the documents that nobody is meant to read.
func secret(docs []any) string {
	for _, k := range slices.Sorted(maps.Keys(properties(docs))) {
		if !lexicon.Password(k) {
			continue
		}
		for _, d := range docs {
			if s, ok := d.(map[string]any)[k].(string); ok && len(s) >= 6 && strings.Trim(s, "*•xX") != "" {
				return k
			}
		}
	}
	return ""
}

// within tells whether all documents are among the others, by what
// identifies them.
func within(docs, others []any) bool {
	known := map[string]bool{}
	for _, d := range others {
		for _, v := range compare.Identifiers(d) {
			known[v] = true
		}
	}
	for _, d := range docs {
		found := false
		for _, v := range compare.Identifiers(d) {
			found = found || known[v]
		}
		if !found {
			return false
		}
	}
	return len(docs) > 0
}
