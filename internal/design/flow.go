package design

import (
	"math"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// methods that a flow may use.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// flowFields reads the keys that every flow has.
func (r *reader) flowFields(f *Flow, text textReader) fields {
	return fields{
		"operation": func(n *yaml.Node) { f.Operation = r.operation(n) },
		"body": func(n *yaml.Node) {
			f.Body = r.value(n, "body", text, 1)
		},
		"form": func(n *yaml.Node) {
			f.Form = make(map[string]string)
			r.pairs(n, "\"form\"", func(key, value *yaml.Node) {
				if value, ok := r.resolve(value, "form"); ok {
					f.Form[key.Value], _ = text(value, "form")
				}
			})
		},
	}
}

func (r *reader) checkFlow(n *yaml.Node, keys map[string]*yaml.Node, what string) {
	r.needs(n, keys, what, "operation")
	if keys["body"] != nil && keys["form"] != nil {
		r.at(keys["form"], "%s sends either \"body\" or \"form\": keep one", what)
	}
}

func (r *reader) signUp(n *yaml.Node) *Flow {
	var f Flow
	r.checkFlow(n, r.object(n, "\"sign_up\"", r.flowFields(&f, r.textual)), "\"sign_up\"")
	return &f
}

func (r *reader) login(n *yaml.Node) *Login {
	var l Login
	known := r.flowFields(&l.Flow, r.fromFile)
	known["token"] = func(n *yaml.Node) { l.Token = r.token(n) }
	known["send"] = func(n *yaml.Node) { l.Send = r.send(n) }
	keys := r.object(n, "\"login\"", known)
	r.checkFlow(n, keys, "\"login\"")
	if keys["token"] != nil && keys["send"] == nil {
		l.Send = Send{Header: "Authorization", Prefix: "Bearer"}
		if l.Token.Cookie != "" {
			l.Send = Send{Cookie: l.Token.Cookie}
		}
	}
	return &l
}

// operation reads "POST /auth/login".
func (r *reader) operation(n *yaml.Node) string {
	text := r.line(n, "operation")
	if text == "" {
		return ""
	}
	method, path, _ := strings.Cut(text, " ")
	method = strings.ToUpper(method)
	_, err := url.ParseRequestURI(path)
	if !slices.Contains(methods, method) || err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, " #") {
		r.at(n, "\"operation\" must be a method and a path below the target, like POST /auth/login")
		return ""
	}
	return method + " " + path
}

func (r *reader) token(n *yaml.Node) Token {
	var t Token
	keys := r.object(n, "\"token\"", fields{
		"body": func(n *yaml.Node) {
			t.Body = r.line(n, "body")
			if slices.Contains(t.Keys(), "") {
				r.at(n, "\"body\" says where the token is in the answer, like access_token, data.token or /data/token")
			}
		},
		"header": func(n *yaml.Node) { t.Header = r.headerName(n, r.line(n, "header")) },
		"cookie": func(n *yaml.Node) {
			t.Cookie = r.line(n, "cookie")
			r.cookieName(n, t.Cookie)
		},
	})
	r.oneOf(n, keys, "\"token\"", "body", "header", "cookie")
	return t
}

func (r *reader) send(n *yaml.Node) Send {
	var s Send
	keys := r.object(n, "\"send\"", fields{
		"header": func(n *yaml.Node) { s.Header = r.headerName(n, r.line(n, "header")) },
		"prefix": func(n *yaml.Node) {
			// The only text that may be empty: it takes the default away.
			prefix, ok := r.textual(n, "prefix")
			if ok && prefix != "" {
				r.checkLine(n, "prefix", prefix)
			}
			s.Prefix = strings.TrimRight(prefix, " ")
		},
		"cookie": func(n *yaml.Node) {
			s.Cookie = r.line(n, "cookie")
			r.cookieName(n, s.Cookie)
		},
		"query": func(n *yaml.Node) { s.Query = r.line(n, "query") },
	})
	r.oneOf(n, keys, "\"send\"", "header", "cookie", "query")
	switch {
	case keys["prefix"] != nil && keys["header"] == nil:
		r.at(keys["prefix"], "\"prefix\" belongs to \"header\": remove it")
	case keys["prefix"] == nil && s.Header == "Authorization":
		s.Prefix = "Bearer"
	}
	return s
}

// oneOf tells when a mapping has none or more than one of the names.
func (r *reader) oneOf(n *yaml.Node, keys map[string]*yaml.Node, what string, names ...string) {
	if keys == nil {
		return
	}
	var had []string
	for _, name := range names {
		if keys[name] != nil {
			had = append(had, name)
		}
	}
	if len(had) != 1 {
		r.at(n, "%s needs exactly one of %s", what, strings.Join(names, ", "))
	}
}

// textReader reads a text with its variables.
type textReader func(n *yaml.Node, key string) (string, bool)

// secret reads a credential: one line, here or in a file.
func (r *reader) secret(n *yaml.Node, key string) string {
	text, ok := r.fromFile(n, key)
	if !ok {
		return ""
	}
	return r.checkLine(n, key, text)
}

// fromFile reads text that may say file:PATH, and then stands in that file,
// without the line end there.
func (r *reader) fromFile(n *yaml.Node, key string) (string, bool) {
	raw, ok := r.plain(n, key)
	if !ok {
		return "", false
	}
	// What a variable holds is never a path.
	path, ok := strings.CutPrefix(raw, "file:")
	if !ok {
		return r.expanded(n, key, raw)
	}
	path, ok = r.expanded(n, key, path)
	if !ok {
		return "", false
	}
	path = filepath.FromSlash(path)
	if !r.local(n, key, path) {
		return "", false
	}
	if r.folder == nil {
		r.at(n, "%q: files cannot be read here", key)
		return "", false
	}
	text, err := readFile(path, maxValue, r.folder.Stat, r.folder.Open)
	if err != nil {
		r.at(n, "%q names a file that cannot be read: it must be a file of at most %d bytes", key, maxValue)
		return "", false
	}
	return strings.TrimRight(string(text), "\r\n"), r.spend(n, len(text))
}

// value reads anything that JSON can say.
func (r *reader) value(n *yaml.Node, key string, text textReader, depth int) any {
	if depth > maxDepth {
		r.at(n, "%q is nested deeper than %d: write it flatter", key, maxDepth)
		return nil
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.value(n.Alias, key, text, depth+1)
	case yaml.SequenceNode:
		if n.ShortTag() != "!!seq" {
			r.at(n, "%q has a tag on a list: remove the tag", key)
			return nil
		}
		list := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			if !r.spend(item, 0) {
				return nil
			}
			list = append(list, r.value(item, key, text, depth+1))
		}
		return list
	case yaml.MappingNode:
		object := make(map[string]any, len(n.Content)/2)
		r.pairs(n, "\""+key+"\"", func(name, value *yaml.Node) {
			if r.spend(value, len(name.Value)) {
				object[name.Value] = r.value(value, key, text, depth+1)
			}
		})
		return object
	}
	return r.scalar(n, key, text)
}

func (r *reader) scalar(n *yaml.Node, key string, text textReader) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int":
		digits := strings.ReplaceAll(n.Value, "_", "")
		// Octal to some readers of YAML, decimal to others.
		if bare := strings.TrimLeft(digits, "+-"); len(bare) > 1 && bare[0] == '0' && bare[1] >= '0' && bare[1] <= '9' {
			r.at(n, "%q holds a number that begins with 0: put it in quotes, or leave the 0 out", key)
			return nil
		}
		if v, err := strconv.ParseInt(digits, 0, 64); err == nil {
			return v
		}
		if v, err := strconv.ParseUint(digits, 0, 64); err == nil {
			return v
		}
		r.at(n, "%q holds a number that is too large: put it in quotes, or write it as 1e30", key)
		return nil
	case "!!float":
		v, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			r.at(n, "%q holds a number that JSON cannot say: put it in quotes", key)
			return nil
		}
		return v
	}
	// Spending the length here counts a text again for each alias to it.
	if !r.spend(n, len(n.Value)) {
		return nil
	}
	v, ok := text(n, key)
	if !ok {
		return nil
	}
	return v
}
