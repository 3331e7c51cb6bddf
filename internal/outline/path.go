package outline

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// part is one element of a path template: a literal, or a parameter.
type part struct {
	text  string // the literal, or the parameter's name
	param bool
	start int // where it begins in the path
	end   int // the path up to here ends with it
}

// longestPath bounds the elements that are read of one path.
const longestPath = 40

// partsOf takes a path apart. Elements need not be whole segments:
// {id}:cancel, Orders({id}), users.list and {id}.json are two each, the last
// one without its extension.
func partsOf(path string) []part {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	path = strings.TrimSuffix(path, "{")
	var parts []part
	add := func(from, to int, param bool) {
		if from < to && len(parts) < longestPath {
			parts = append(parts, part{path[from:to], param, from, to})
		}
	}
	from := 0
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '{':
			end := strings.IndexByte(path[i:], '}')
			if slash := strings.IndexByte(path[i:], '/'); end < 0 || slash >= 0 && slash < end {
				// A brace that nothing closes.
				if end = slash; end < 0 {
					end = len(path) - i
				}
				add(i+1, i+end, true)
				i += end - 1
				from = i + 1
				continue
			}
			add(from, i, false)
			if n := len(parts); end > 1 && n < longestPath {
				parts = append(parts, part{path[i+1 : i+end], true, i, i + end + 1})
			}
			i += end
			from = i + 1
		case c == '<' && strings.IndexByte(path[i:], '>') > 1 || c == ':' && i > 0 && path[i-1] == '/':
			// As routers write them: /orders/:id, /orders/<int:id>.
			end := strings.IndexAny(path[i:], ">/")
			if end < 0 {
				end = len(path) - i
			}
			add(from, i, false)
			name := strings.TrimLeft(path[i:i+end], "<:")
			name = name[strings.LastIndexByte(name, ':')+1:]
			if name != "" && len(parts) < longestPath {
				parts = append(parts, part{name, true, i, i + end})
			}
			i += end
			from = i + 1
		case c == '/' || c == ':' || c == '(' || c == ')' || c == ',' || c == ';' || c == '.' && !versionDot(path, i):
			add(from, i, false)
			from = i + 1
		}
	}
	add(from, len(path), false)
	return named(parts)
}

// versionDot tells whether the dot at i stands between digits: /v2.1/.
func versionDot(path string, i int) bool {
	digit := func(at int) bool { return at >= 0 && at < len(path) && path[at] >= '0' && path[at] <= '9' }
	return digit(i-1) && digit(i+1)
}

// named drops the literals that hold no word, and file extensions.
func named(parts []part) []part {
	out := parts[:0]
	for i, p := range parts {
		if !p.param && (len(lexicon.Words(p.text)) == 0 || i > 0 && extensions[strings.ToLower(p.text)]) {
			continue
		}
		out = append(out, p)
	}
	return out
}

var extensions = map[string]bool{
	"json": true, "xml": true, "php": true, "html": true, "aspx": true, "asp": true, "jsp": true, "csv": true,
	"pdf": true, "yaml": true, "yml": true, "action": true, "svc": true, "ashx": true, "cgi": true, "py": true,
}

// version is a segment that says which API, not what in it: v1, v2.1,
// v1beta1, 2024-01-31.
var version = regexp.MustCompile(`^(?i:v(?:er(?:sion)?)?[-_]?\d+(?:[._]\d+)*(?:(?:alpha|beta|rc)\d*)?|\d+\.\d+(?:\.\d+)?|20\d\d-\d\d(?:-\d\d)?|latest)$`)

// bases come before what a path is about.
var bases = map[string]bool{
	"api": true, "apis": true, "rest": true, "rpc": true, "web": true, "public": true, "restapi": true, "webapi": true,
	"ajax": true, "services": true, "service": true, "app": true, "backend": true, "gateway": true, "open": true, "private": true,
	"secure": true, "protected": true, "json": true, "odata": true,
}

// route is a path without what says nothing about its object.
type route struct {
	parts  []part
	caller bool // a word for the caller was in it: /me, /users/me/orders, /my-orders
	ends   bool // … at the end
	ranked bool // a word for administration was in it
}

// routeOf reads a path. Literals that are followed by a parameter somewhere
// are collections, whatever they are called.
func routeOf(path string, collections map[string]bool) route {
	all := partsOf(path)
	var r route
	for i, p := range all {
		if p.param {
			r.parts = append(r.parts, p)
			r.ends = false
			continue
		}
		next := i+1 < len(all)
		literalNext := next && !all[i+1].param
		first := len(r.parts) == 0
		switch {
		case version.MatchString(p.text), !first && literalNext && (p.text == "relationships" || p.text == "links"):
		case first && literalNext && bases[strings.ToLower(p.text)] && !collections[strings.ToLower(p.text)]:
		case literalNext && (lexicon.AdministrativeWord(p.text) ||
			first && lexicon.Administrative(p.text) && !collections[strings.ToLower(p.text)]):
			r.ranked = true
		case callerWord(all, i):
			r.caller, r.ends = true, true
			if n := len(r.parts); next && n > 0 && !r.parts[n-1].param && personal(r.parts[n-1].text) {
				r.parts = r.parts[:n-1]
			}
		default:
			p, mine := withoutMy(p)
			r.caller = r.caller || mine
			r.ends = false
			r.parts = append(r.parts, p)
		}
	}
	return r
}

// personal tells whether the caller may stand behind the word: /users/me,
// /auth/me.
func personal(text string) bool { return lexicon.Account(text) || lexicon.Session(text) }

// callerWord tells whether the literal at i stands for the caller.
func callerWord(parts []part, i int) bool {
	text := parts[i].text
	if !lexicon.Caller(text) || i+1 < len(parts) && parts[i+1].param {
		return false
	}
	if words := lexicon.Words(text); len(words) != 1 || words[0] != "current" && words[0] != "own" {
		return true
	}
	near := func(at int) bool {
		return at >= 0 && at < len(parts) && !parts[at].param &&
			(personal(parts[at].text) || lexicon.Singleton(parts[at].text))
	}
	return near(i-1) || near(i+1)
}

// withoutMy drops the "my" of my-orders.
func withoutMy(p part) (part, bool) {
	words := lexicon.Words(p.text)
	if len(words) < 2 || words[0] != "my" {
		return p, false
	}
	at := strings.Index(strings.ToLower(p.text), "my") + len("my")
	p.text = strings.TrimLeft(p.text[at:], "-_ ")
	return p, true
}
