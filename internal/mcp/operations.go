package mcp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/inventory"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

type operationsInput struct {
	Path   string `json:"path" jsonschema:"folder of Python source, or an OpenAPI file, below a root"`
	Filter string `json:"filter,omitempty" jsonschema:"only operations whose name has this text: /orders, DELETE"`
	Limit  int    `json:"limit,omitempty" jsonschema:"how many; default 20"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many to leave out first"`
}

type operationsOutput struct {
	Look       string          `json:"look" jsonschema:"source or contract: where they are from"`
	Operations []operationInfo `json:"operations"`
	page
}

// operationInfo is an operation with what a reviewer asks first.
type operationInfo struct {
	Operation      string   `json:"operation"`
	Handler        string   `json:"handler" jsonschema:"function and place; empty for a contract"`
	Authentication []string `json:"authentication" jsonschema:"who is asked for, in order; empty: nobody is asked"`
	Owner          []string `json:"owner" jsonschema:"queries and whether they keep to what is the caller's"`
	Inputs         []string `json:"inputs" jsonschema:"what of the request is read: path order_id, body"`
	Limit          string   `json:"limit" jsonschema:"bound on how often it may be called; empty: none"`
}

// mostOf are told of what one operation asks, reads and queries.
const mostOf = 12

func (s *Server) addOperations() {
	add(s, tool{
		name: "list_operations", title: "List operations", hints: reading(),
		description: "Lists what an application serves, read from its source without running it, or what a contract declares: each operation with authentication, owner of the data, and inputs.",
		shape: func(in *jsonschema.Schema) {
			one, most, zero := 1.0, float64(longestPage), 0.0
			in.Properties["limit"].Minimum, in.Properties["limit"].Maximum, in.Properties["offset"].Minimum = &one, &most, &zero
		},
	}, (*call).listOperations)
}

func (c *call) listOperations(in operationsInput) (operationsOutput, answer, error) {
	path, err := c.path("path", in.Path)
	if err != nil {
		return operationsOutput{}, answer{}, err
	}
	var out operationsOutput
	var all []operationInfo
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json", ".yaml", ".yml":
		model, err := contract.LoadFile(path, contract.Options{})
		if err != nil {
			return out, answer{}, advised(err.Error(), "name an OpenAPI 2.0 or 3.x document, or a folder of source")
		}
		out.Look, all = "contract", declared(model)
	default:
		leave, err := c.reading.enter(c.ctx)
		if err != nil {
			return out, answer{}, err
		}
		defer leave()
		p, err := source.Read(c.ctx, []string{path}, project.Options{})
		if err != nil {
			return out, answer{}, advised(err.Error(), "name a folder of Python source")
		}
		out.Look, all = "source", served(inventory.Of(p))
	}
	if in.Filter != "" {
		all = slices.DeleteFunc(all, func(o operationInfo) bool { return !strings.Contains(o.Operation, in.Filter) })
	}
	out.Operations, out.page = paged(all, in.Limit, in.Offset)
	var b strings.Builder
	fmt.Fprintf(&b, "%d operations in the %s.\n", out.Total, out.Look)
	for _, o := range out.Operations {
		fmt.Fprintf(&b, "- %s · asks: %s · reads: %s\n", o.Operation, none(o.Authentication, "nobody"), none(o.Inputs, "nothing"))
	}
	return out, answer{text: more(&b, out.page)}, nil
}

func none(all []string, word string) string {
	if len(all) == 0 {
		return word
	}
	return strings.Join(all, ", ")
}

func served(inv *inventory.Inventory) []operationInfo {
	var all []operationInfo
	for _, op := range inv.Operations {
		o := operationInfo{Operation: operation(op.Operation), Authentication: []string{}, Owner: []string{}, Inputs: []string{}}
		if op.Handler.Name != "" {
			o.Handler = label(op.Handler.Name) + " at " + plain(fmt.Sprintf("%s:%d", op.Handler.File, op.Handler.Line), maxProse)
		}
		for _, check := range op.Authentication[:min(len(op.Authentication), mostOf)] {
			text := label(check.Asks) + " by " + label(check.By)
			if len(check.Roles) > 0 {
				text += " for " + label(strings.Join(check.Roles, ","))
			}
			o.Authentication = append(o.Authentication, text)
		}
		for _, q := range op.Queries[:min(len(op.Queries), mostOf)] {
			text := label(q.Collection) + "." + label(q.Method)
			switch {
			case q.Owned:
				text += " keeps to " + label(q.Owner)
			default:
				text += " does not keep to the caller"
			}
			o.Owner = append(o.Owner, text)
		}
		for _, r := range op.Reads[:min(len(op.Reads), mostOf)] {
			o.Inputs = append(o.Inputs, strings.TrimSpace(label(r.In)+" "+label(r.Name)))
		}
		if op.Limit != nil {
			o.Limit = strings.TrimSpace(label(op.Limit.Level) + " " + label(strings.ReplaceAll(op.Limit.Text, " ", "_")))
		}
		all = append(all, o)
	}
	return all
}

func declared(model *api.Model) []operationInfo {
	var all []operationInfo
	for _, op := range model.Operations {
		o := operationInfo{Operation: operation(op.String()), Authentication: []string{}, Owner: []string{}, Inputs: []string{}}
		if op.Protected() {
			for _, alternative := range op.Security {
				for name := range alternative {
					o.Authentication = append(o.Authentication, label(name))
				}
			}
			slices.Sort(o.Authentication)
			o.Authentication = slices.Compact(o.Authentication)
		}
		for _, p := range op.Parameters[:min(len(op.Parameters), mostOf)] {
			o.Inputs = append(o.Inputs, label(p.In)+" "+label(p.Name))
		}
		if op.Body != nil {
			o.Inputs = append(o.Inputs, "body")
		}
		all = append(all, o)
	}
	return all
}
