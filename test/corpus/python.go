package main

import (
	"regexp"
	"slices"
	"strings"
)

// shape is what judging needs of a Python file: which lines are one
// statement, and which function a line is in. It is read without the parser
// that is measured, and copes with files that are not quite Python.
type shape struct {
	statements []statement
	scopes     []scope // functions and classes; an outer one stands before its inner ones
}

// statement is a logical line; lines count from 1.
type statement struct {
	from, to int
	indent   int
	text     string // of its first line, trimmed
}

// scope is a function or a class, from its first decorator on.
type scope struct {
	from, header, to int // header is the last line of the def or class statement
	routes           []route
}

// route is a path in a decorator, with parameters as operations write them
// (/users/{id}), and the methods that the decorator names, if any.
type route struct {
	path    string
	methods []string
}

// leadsTo tells whether the route may be that of operation ("GET /a/b"); a
// blueprint may put something before the path.
func (r route) leadsTo(operation string) bool {
	method, template, _ := strings.Cut(operation, " ")
	if len(r.methods) > 0 && !slices.Contains(r.methods, method) {
		return false
	}
	end := strings.TrimSuffix(r.path, "/")
	return end == "" && template == "/" || end != "" && strings.HasSuffix(strings.TrimSuffix(template, "/"), end)
}

func (s scope) holds(line int) bool { return s.from <= line && line <= s.to }

func (s scope) heads(line int) bool { return s.from <= line && line <= s.header }

func readShape(text string) shape {
	s := shape{statements: statements(text)}
	s.scopes = scopes(s.statements, strings.Split(text, "\n"))
	return s
}

// sameStatement tells whether both lines belong to one logical line, or to
// the decorators and head of one function.
func (s shape) sameStatement(a, b int) bool {
	together := func(from, to int) bool { return from <= min(a, b) && max(a, b) <= to }
	return slices.ContainsFunc(s.statements, func(st statement) bool { return together(st.from, st.to) }) ||
		slices.ContainsFunc(s.scopes, func(sc scope) bool { return together(sc.from, sc.header) })
}

// innermost is the index of the smallest scope that holds line, -1 for the
// module.
func (s shape) innermost(line int) int {
	found := -1
	for i, sc := range s.scopes {
		if sc.holds(line) {
			found = i
		}
	}
	return found
}

// sameScope tells whether two lines are in one function, or one of them is
// the head of what holds the other: a row on "class Login(Resource):" speaks
// of its methods.
func (s shape) sameScope(a, b int) bool {
	inA, inB := s.innermost(a), s.innermost(b)
	if inA == inB {
		return true
	}
	return slices.ContainsFunc(s.scopes, func(sc scope) bool {
		return sc.heads(a) && sc.holds(b) || sc.heads(b) && sc.holds(a)
	})
}

// routes are those in the decorators of the function of line.
func (s shape) routes(line int) []route {
	if i := s.innermost(line); i >= 0 {
		return s.scopes[i].routes
	}
	return nil
}

var definition = regexp.MustCompile(`^(async\s+def|def|class)\s+\w+\s*[(:\[]`)

func scopes(all []statement, lines []string) []scope {
	type open struct{ index, indent int }
	var (
		found      []scope
		stack      []open
		decorators []statement
		end        int
	)
	closeTo := func(indent int) {
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			found[stack[len(stack)-1].index].to = end
			stack = stack[:len(stack)-1]
		}
	}
	for _, st := range all {
		closeTo(st.indent)
		end = st.to
		switch {
		case strings.HasPrefix(st.text, "@"):
			decorators = append(decorators, st)
			continue
		case definition.MatchString(st.text):
			sc := scope{from: st.from, header: st.to, to: st.to}
			if len(decorators) > 0 {
				sc.from = decorators[0].from
			}
			for _, d := range decorators {
				sc.routes = append(sc.routes, routesOf(strings.Join(lines[d.from-1:d.to], "\n"))...)
			}
			stack = append(stack, open{len(found), st.indent})
			found = append(found, sc)
		}
		decorators = nil
	}
	closeTo(0)
	return found
}

var (
	pathLiteral = regexp.MustCompile(`["'](/[^"'\n]*)["']`)
	converter   = regexp.MustCompile(`<(?:[^<>:]*:)?([^<>]+)>`)
	methodList  = regexp.MustCompile(`(?s)\bmethods\s*=.*`)
	methodName  = regexp.MustCompile(`["'](\w+)["']`)
	methodVerb  = regexp.MustCompile(`^@[\w.]+\.(get|post|put|patch|delete)\(`)
)

// routesOf are the routes of a decorator: its literals that look like paths.
func routesOf(decorator string) []route {
	var routes []route
	for _, m := range pathLiteral.FindAllStringSubmatch(decorator, -1) {
		routes = append(routes, route{converter.ReplaceAllString(m[1], "{$1}"), methodsOf(strings.TrimSpace(decorator))})
	}
	return routes
}

func methodsOf(decorator string) []string {
	if m := methodVerb.FindStringSubmatch(decorator); m != nil {
		return []string{strings.ToUpper(m[1])}
	}
	var methods []string
	for _, m := range methodName.FindAllStringSubmatch(methodList.FindString(decorator), -1) {
		methods = append(methods, strings.ToUpper(m[1]))
	}
	return methods
}

// statements are the logical lines of text: brackets, triple quotes and
// backslashes continue one; blank lines and comments belong to none.
func statements(text string) []statement {
	var (
		found   []statement
		c       continuation
		current *statement
	)
	number := 0
	for line := range strings.Lines(text) {
		number++
		trimmed := strings.TrimSpace(line)
		if current != nil && c.quote == "" && definition.MatchString(trimmed) {
			// No bracket holds a definition: one was left open before it.
			found = append(found, *current)
			current, c = nil, continuation{}
		}
		if current == nil {
			if trimmed == "" || trimmed[0] == '#' {
				continue
			}
			current = &statement{from: number, indent: indent(line), text: trimmed}
		}
		current.to = number
		if c.read(line); c.open() {
			continue
		}
		found = append(found, *current)
		current = nil
	}
	if current != nil {
		found = append(found, *current)
	}
	return found
}

// tabStop is where the Python reference lets a tab go to, for comparing
// indentation.
const tabStop = 8

func indent(line string) int {
	width := 0
	for _, r := range line {
		switch r {
		case ' ':
			width++
		case '\t':
			width += tabStop - width%tabStop
		default:
			return width
		}
	}
	return width
}

// continuation is what is still open at the end of a physical line.
type continuation struct {
	depth     int    // of brackets
	quote     string // `"""` or `'''`, or empty
	backslash bool
}

func (c *continuation) open() bool { return c.depth > 0 || c.quote != "" || c.backslash }

func (c *continuation) read(line string) {
	line = strings.TrimRight(line, "\r\n")
	c.backslash = false
	for i := 0; i < len(line); {
		switch rest := line[i:]; {
		case c.quote != "":
			i += c.inTriple(rest)
		case rest[0] == '#':
			return
		case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
			c.quote = rest[:3]
			i += 3
		case rest[0] == '"' || rest[0] == '\'':
			i += stringLength(rest)
			c.backslash = i == len(line) && strings.HasSuffix(line, `\`)
		case rest == `\`:
			c.backslash = true
			return
		default:
			c.bracket(rest[0])
			i++
		}
	}
}

// inTriple returns how far a string in triple quotes goes in rest.
func (c *continuation) inTriple(rest string) int {
	switch {
	case rest[0] == '\\':
		return min(2, len(rest))
	case strings.HasPrefix(rest, c.quote):
		c.quote = ""
		return 3
	}
	return 1
}

func (c *continuation) bracket(b byte) {
	switch b {
	case '(', '[', '{':
		c.depth++
	case ')', ']', '}':
		c.depth = max(0, c.depth-1)
	}
}

// stringLength is that of the quoted string that begins rest; one that is
// not closed ends with the line.
func stringLength(rest string) int {
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case rest[0]:
			return i + 1
		}
	}
	return len(rest)
}
