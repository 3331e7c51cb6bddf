package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// dumper writes a model as text: all that it says, without places. A named
// schema is written out once, at the end.
type dumper struct {
	strings.Builder
	named   map[string]*api.Schema
	pending []string
	written int // schemas; those that repeat themselves have no end
}

func dump(m *api.Model) string {
	d := &dumper{named: map[string]*api.Schema{}}
	fmt.Fprintf(d, "title %q\n", m.Title)
	for _, s := range m.Servers {
		fmt.Fprintf(d, "server %s\n", s)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Schemes)) {
		s := m.Schemes[name]
		fmt.Fprintf(d, "scheme %s type=%q scheme=%q in=%q name=%q flows=%q\n", name, s.Type, s.Scheme, s.In, s.Name, s.Flows)
	}
	for _, op := range m.Operations {
		d.operation(op)
	}
	for len(d.pending) > 0 {
		name := d.pending[0]
		d.pending = d.pending[1:]
		fmt.Fprintf(d, "schema %s %s\n", name, d.body(d.named[name], 0))
	}
	for _, p := range m.Problems {
		fmt.Fprintf(d, "problem %s\n", p.Text)
	}
	return d.String()
}

func (d *dumper) operation(op *api.Operation) {
	fmt.Fprintf(d, "\n%s id=%q summary=%q tags=%q deprecated=%v\n", op, op.ID, op.Summary, op.Tags, op.Deprecated)
	fmt.Fprintf(d, "  security %s\n", marshal(op.Security))
	if op.Servers != nil {
		fmt.Fprintf(d, "  servers %q\n", op.Servers)
	}
	for _, p := range op.Parameters {
		fmt.Fprintf(d, "  %s %s%s %s", p.In, p.Name, mark(p.Required), d.schema(p.Schema, 0))
		if p.Style != "" || p.Explode != nil {
			fmt.Fprintf(d, " style=%q explode=%s", p.Style, marshal(p.Explode))
		}
		fmt.Fprintf(d, "%s\n", said("description", p.Description)+example(p.Example))
	}
	if op.Body != nil {
		fmt.Fprintf(d, "  body%s%s\n", mark(op.Body.Required), said("description", op.Body.Description))
		d.contents(op.Body.Contents)
	}
	for _, r := range op.Responses {
		fmt.Fprintf(d, "  %s %q headers=%q\n", r.Status, r.Description, r.Headers)
		d.contents(r.Contents)
	}
}

func (d *dumper) contents(contents []api.Content) {
	for _, c := range contents {
		fmt.Fprintf(d, "    %s %s%s\n", c.MediaType, d.schema(c.Schema, 0), example(c.Example))
	}
}

func (d *dumper) schema(s *api.Schema, depth int) string {
	if s == nil {
		return "anything"
	}
	if s.Name != "" {
		if _, ok := d.named[s.Name]; !ok {
			d.named[s.Name] = s
			d.pending = append(d.pending, s.Name)
		}
		return "<" + s.Name + ">"
	}
	return d.body(s, depth)
}

func (d *dumper) body(s *api.Schema, depth int) string {
	if d.written++; depth > 20 || d.written > 10_000 {
		return "..."
	}
	var b strings.Builder
	b.WriteString(strings.Join(s.Types, "|"))
	for _, t := range [][2]string{{"title", s.Title}, {"description", s.Description}, {"format", s.Format}, {"pattern", s.Pattern}} {
		b.WriteString(said(t[0], t[1]))
	}
	for _, v := range []struct {
		name  string
		value any
	}{
		{"enum", s.Enum}, {"default", s.Default}, {"example", s.Example},
		{"minLength", s.MinLength}, {"maxLength", s.MaxLength}, {"minItems", s.MinItems}, {"maxItems", s.MaxItems},
		{"minimum", s.Minimum}, {"maximum", s.Maximum},
	} {
		if text := marshal(v.value); text != "null" {
			fmt.Fprintf(&b, " %s=%s", v.name, text)
		}
	}
	if s.ReadOnly {
		b.WriteString(" readOnly")
	}
	if s.WriteOnly {
		b.WriteString(" writeOnly")
	}
	if s.Properties != nil {
		b.WriteString(" {")
		for i, p := range s.Properties {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%s%s: %s", p.Name, mark(s.Requires(p.Name)), d.schema(p.Schema, depth+1))
		}
		b.WriteString("}")
	}
	if s.Items != nil {
		fmt.Fprintf(&b, " [%s]", d.schema(s.Items, depth+1))
	}
	if s.Additional != nil {
		fmt.Fprintf(&b, " additional=%v", s.Additional.Allowed)
		if s.Additional.Schema != nil {
			fmt.Fprintf(&b, " (%s)", d.schema(s.Additional.Schema, depth+1))
		}
	}
	if s.Any != nil {
		b.WriteString(" any(")
		for i, a := range s.Any {
			if i > 0 {
				b.WriteString("; ")
			}
			b.WriteString(d.schema(a, depth+1))
		}
		b.WriteString(")")
	}
	return strings.TrimSpace(b.String())
}

func mark(required bool) string {
	if required {
		return "!"
	}
	return ""
}

func said(name, text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf(" %s=%q", name, text)
}

func example(v any) string {
	if v == nil {
		return ""
	}
	return " example=" + marshal(v)
}

func marshal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "unmarshalable: " + err.Error()
	}
	return string(b)
}
