package text

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/inventory"
)

// mostFields of a projection are named; more are counted.
const mostFields = 6

// hookShare is the share of the operations, in percent, from which on a query
// that finds out who calls is told once and not with each.
const hookShare = 50

// WriteInventory writes what an application serves, file by file.
func WriteInventory(w io.Writer, inv *inventory.Inventory, o Options) error {
	p := listing{page: newPage(o), hooks: hooksOf(inv)}
	p.opening(inv)
	files := map[string][]inventory.Operation{}
	var order []string
	for _, op := range inv.Operations {
		if files[op.Handler.File] == nil {
			order = append(order, op.Handler.File)
		}
		files[op.Handler.File] = append(files[op.Handler.File], op)
	}
	slices.Sort(order)
	for _, file := range order {
		p.file(file, files[file])
	}
	p.unread(inv)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// listing writes an inventory.
type listing struct {
	*page
	hooks []inventory.Query // told once, at the top
}

func (p *listing) opening(inv *inventory.Inventory) {
	handlers, nobody := map[string]bool{}, 0
	for _, op := range inv.Operations {
		if op.Handler.File != "" {
			handlers[op.Handler.File] = true
			nobody += b2i(len(op.Authentication) == 0)
		}
	}
	rest := " · " + strings.Join(inv.Sources, ", ")
	if len(inv.Operations) > 0 {
		rest = fmt.Sprintf(" in %s · %d ask nobody who calls", count(len(handlers), "file"), nobody) + rest
	}
	p.line(0, span{bold, count(len(inv.Operations), "operation")}, span{plain, rest})
	if len(inv.Operations) == 0 {
		p.prose(0, plain, fmt.Sprintf("No Flask route was found in %s.", count(inv.Files, "Python file")))
	}
	for _, q := range p.hooks {
		p.prose(0, dim, fmt.Sprintf("Before most of them: %s %s (%s:%d)", q.Verb, strings.Join(p.queried(q), " · "), q.File, q.Line))
	}
}

// hooksOf are the queries that most operations make to find out who calls.
func hooksOf(inv *inventory.Inventory) []inventory.Query {
	var all []inventory.Query
	uses := map[string]int{}
	place := func(q inventory.Query) string { return fmt.Sprintf("%s:%d %s", q.File, q.Line, q.Verb) }
	for _, op := range inv.Operations {
		for _, q := range op.Queries {
			if !q.Owned {
				continue
			}
			if uses[place(q)]++; uses[place(q)] == 1 {
				all = append(all, q)
			}
		}
	}
	return slices.DeleteFunc(all, func(q inventory.Query) bool {
		n := uses[place(q)]
		return n < 3 || n*100 < len(inv.Operations)*hookShare
	})
}

func (p *listing) file(file string, ops []inventory.Operation) {
	p.blank()
	p.line(0, span{bold, cmp.Or(file, "handlers that were not found")})
	slices.SortStableFunc(ops, func(a, b inventory.Operation) int { return a.Handler.Line - b.Handler.Line })
	digits, longest := 0, 0
	for _, op := range ops {
		digits = max(digits, len(strconv.Itoa(op.Handler.Line)))
		longest = max(longest, width(clean(op.Path)))
	}
	longest = min(longest, p.width/2)
	for _, op := range ops {
		asked, s := strings.Join(op.Asked(), ", "), plain
		switch {
		case asked == "" && file == "":
			asked = "who is asked is not known"
		case asked == "":
			asked, s = "nobody is asked", yellow
		}
		if !op.Registered {
			asked += " · not registered"
		}
		line := ""
		if op.Handler.Line > 0 {
			line = strconv.Itoa(op.Handler.Line)
		}
		pad := strings.Repeat(" ", max(0, longest-width(clean(op.Path))))
		p.line(2, span{dim, fmt.Sprintf("%*s", digits, line)}, span{bold, fmt.Sprintf("  %-6s %s", op.Method, op.Path)}, span{s, pad + "  " + asked})
		p.details(op, 2+digits+2)
	}
}

// details are what an operation reads, asks of the database, and how often it
// may be called.
func (p *listing) details(op inventory.Operation, indent int) {
	var reads []string
	for _, r := range op.Reads {
		reads = append(reads, strings.TrimSpace(named(r)+" "+r.Kind))
	}
	p.row(indent, "reads", reads)
	for _, q := range op.Queries {
		if slices.ContainsFunc(p.hooks, func(h inventory.Query) bool { return h.File == q.File && h.Line == q.Line && h.Verb == q.Verb }) {
			continue
		}
		at := fmt.Sprintf(":%d", q.Line)
		if q.File != op.Handler.File {
			at = fmt.Sprintf("%s:%d", q.File, q.Line)
		}
		p.row(indent, q.Verb, append(p.queried(q), at))
	}
	if l := op.Limit; l != nil {
		p.row(indent, "limit", []string{cmp.Or(l.Text, "not spelled out"), l.Level})
	}
}

// named is how an input is called everywhere: body.email, query.limit.
func named(r inventory.Read) string {
	if r.Name == "" {
		return r.In
	}
	return r.In + "." + r.Name
}

// queried tells a query in a few words.
func (p *listing) queried(q inventory.Query) []string {
	parts := []string{cmp.Or(q.Collection, "a collection that is not known")}
	if q.Verb == "command" {
		parts[0] = "the database"
	}
	switch {
	case q.Owner != "" && q.Verb == "insert":
		parts = append(parts, "owner "+q.Owner)
	case q.Owner != "":
		parts = append(parts, "by owner "+q.Owner)
	case q.Owned:
		parts = append(parts, "by owner")
	case filters[q.Verb]:
		parts = append(parts, "no owner")
	}
	fields := strings.Join(q.Projection.Fields, ", ")
	if n := len(q.Projection.Fields); n > mostFields {
		fields = fmt.Sprintf("%d fields", n)
	}
	switch q.Projection.Shows {
	case "everything":
		parts = append(parts, "whole documents")
	case "only", "without":
		parts = append(parts, q.Projection.Shows+" "+fields)
	case "unknown":
		parts = append(parts, "a projection that is not known")
	}
	return parts
}

// filters are the verbs that choose documents.
var filters = map[string]bool{"read": true, "update": true, "replace": true, "delete": true, "aggregate": true, "count": true, "distinct": true}

// row is a label and what belongs to it, parted by dots.
func (p *listing) row(indent int, label string, parts []string) {
	if len(parts) == 0 {
		return
	}
	const labels = 10
	for i, line := range wrapParts(parts, p.width-indent-labels) {
		if i > 0 {
			label = ""
		}
		p.line(indent, span{dim, fmt.Sprintf("%-*s", labels, label)}, span{plain, line})
	}
}

// wrapParts joins parts with dots, and breaks lines between them.
func wrapParts(parts []string, most int) []string {
	var lines []string
	line := ""
	for _, part := range parts {
		part = cut(clean(part), max(most, narrowest/2))
		switch {
		case line == "":
			line = part
		case width(line)+3+width(part) <= most:
			line += " · " + part
		default:
			lines = append(lines, line)
			line = part
		}
	}
	return append(lines, line)
}

// unread tells what the listing may lack.
func (p *listing) unread(inv *inventory.Inventory) {
	if len(inv.Problems) == 0 && len(inv.LeftOut) == 0 {
		return
	}
	p.section("NOT READ", "", plain)
	for _, problem := range inv.Problems {
		at := problem.File
		if problem.Line > 0 {
			at = fmt.Sprintf("%s:%d", problem.File, problem.Line)
		}
		p.item(2, "!", yellow, at+": "+problem.Text)
	}
	if text := inventory.LeftOutText(inv.LeftOut); text != "" {
		p.item(2, "·", dim, text)
	}
}
