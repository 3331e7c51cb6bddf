package design

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Methods that a pattern may name.
var patternMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"}

// maxPage is the largest page that can be asked for: more is no page.
const maxPage = 1_000_000

func (r *reader) place(n *yaml.Node) api.Place {
	return api.Place{File: r.file, Line: n.Line, Column: n.Column}
}

func (r *reader) intent(n *yaml.Node) *Intent {
	i := &Intent{Place: r.place(n)}
	r.object(n, "\"design\"", fields{
		"resources": func(n *yaml.Node) {
			r.named(n, "resources", func(key, n *yaml.Node) { i.Resources = append(i.Resources, r.resource(key, n)) })
		},
		"roles": func(n *yaml.Node) {
			r.named(n, "roles", func(key, n *yaml.Node) { i.Roles = append(i.Roles, r.role(key, n)) })
		},
		"public": func(n *yaml.Node) { i.Public, i.PublicAt = r.patterns(n, "public"), r.place(n) },
		"commands": func(n *yaml.Node) {
			i.Commands = r.words(n, "commands", command, "names of commands, like ping")
		},
		"limits": func(n *yaml.Node) { i.Limits = r.limits(n) },
	})
	r.consistent(i)
	return i
}

// named reads a mapping whose keys the owner chooses.
func (r *reader) named(n *yaml.Node, what string, each func(key, value *yaml.Node)) {
	r.pairs(n, strconv.Quote(what), func(key, value *yaml.Node) {
		if !label.MatchString(key.Value) {
			r.at(key, "a name in %q is made of letters, digits, spaces, ., - and _", what)
			return
		}
		if value, ok := r.resolve(value, what); ok {
			each(key, value)
		}
	})
}

var (
	label    = regexp.MustCompile(`^[\pL\pN_][\pL\pN_ .-]{0,99}$`)
	command  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
	property = regexp.MustCompile(`^[\pL_$][\pL\pN_$@:-]*(\.[\pL\pN_$@:-]+)*$`)
	// A namespace of MongoDB: no $ and no NUL in it.
	collection = regexp.MustCompile(`^[^$\x00-\x20]{1,120}$`)
)

// Sayable tells whether the lists of properties of a resource can hold the
// name.
func Sayable(name string) bool { return len(name) <= 200 && property.MatchString(name) }

func (r *reader) resource(key, n *yaml.Node) Resource {
	res := Resource{Name: key.Value, Place: r.place(key)}
	const properties = "names of properties, like total or customer.email"
	keys := r.object(n, "a resource", fields{
		"collection": func(n *yaml.Node) {
			if res.Collection = r.line(n, "collection"); res.Collection != "" && !collection.MatchString(res.Collection) {
				r.at(n, "\"collection\" must be the name of a collection, like orders")
			}
		},
		"paths": func(n *yaml.Node) { res.Paths = r.paths(n) },
		"owner": func(n *yaml.Node) { res.Owner, res.Access = r.owner(n) },
		"readable": func(n *yaml.Node) {
			res.Readable, res.ReadableAt = r.words(n, "readable", property, properties), r.place(n)
		},
		"secret": func(n *yaml.Node) { res.Secret = r.words(n, "secret", property, properties) },
		"writable": func(n *yaml.Node) {
			res.Writable, res.WritableAt = r.words(n, "writable", property, properties), r.place(n)
		},
		"computed": func(n *yaml.Node) { res.Computed = r.words(n, "computed", property, properties) },
	})
	if keys != nil && keys["paths"] == nil && keys["collection"] == nil {
		r.at(n, "a resource needs \"paths\", \"collection\" or both, to be found by")
	}
	return res
}

const anOwner = "{property: user_id, identity: id}"

// owner reads public, shared, or the properties that say whose an object is.
func (r *reader) owner(n *yaml.Node) (owners []Owner, access string) {
	if n.Kind == yaml.ScalarNode {
		return nil, r.member(n, "owner", []string{Everybody, AllCallers}, "public, shared, or whose it is, like "+anOwner)
	}
	one := func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			r.at(n, "an owner is a property and what of the caller it equals, like %s", anOwner)
			return
		}
		o := Owner{Place: r.place(n)}
		keys := r.object(n, "an owner", fields{
			"property": func(n *yaml.Node) {
				o.Property = r.word(n, "property", property, "the name of a property, like user_id")
			},
			"identity": func(n *yaml.Node) {
				o.Identity = r.word(n, "identity", property, "what of the caller it equals, like id, tenant, name or email")
			},
		})
		if keys == nil {
			return
		}
		r.needs(n, keys, "an owner", "property")
		r.needs(n, keys, "an owner", "identity")
		owners = append(owners, o)
	}
	if n.Kind == yaml.MappingNode {
		one(n)
		return owners, ""
	}
	r.list(n, "owner", one)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.at(n, "\"owner\" is empty: write %s, %s, or a list of %s", Everybody, AllCallers, anOwner)
	}
	return owners, ""
}

func (r *reader) role(key, n *yaml.Node) Role {
	role := Role{Name: key.Value, Place: r.place(key)}
	keys := r.object(n, "a role", fields{
		"operations": func(n *yaml.Node) { role.Operations = r.patterns(n, "operations") },
	})
	r.needs(n, keys, "a role", "operations")
	return role
}

func (r *reader) limits(n *yaml.Node) Limits {
	l := Limits{Place: r.place(n)}
	r.object(n, "\"limits\"", fields{
		"default": func(n *yaml.Node) { l.Default = r.limit(n, "default") },
		"login":   func(n *yaml.Node) { l.Login = r.limit(n, "login") },
		"page":    func(n *yaml.Node) { l.Page = r.count(n, "page", maxPage) },
	})
	return l
}

// units of a limit without a number: 20/minute.
var units = map[string]string{"s": "1s", "second": "1s", "m": "1m", "minute": "1m", "h": "1h", "hour": "1h"}

// limit reads 300/10s.
func (r *reader) limit(n *yaml.Node, key string) Limit {
	text := n.Value // a number alone is no text, and lacks the time as well
	if n.ShortTag() != "!!int" {
		if text = r.line(n, key); text == "" {
			return Limit{}
		}
	}
	count, per, _ := strings.Cut(text, "/")
	per = strings.TrimSpace(per)
	if one, ok := units[per]; ok {
		per = one
	}
	requests, err := strconv.Atoi(strings.TrimSpace(count))
	each, wrong := time.ParseDuration(per)
	if err != nil || wrong != nil || requests < 1 || requests > maxRequests || each <= 0 {
		r.at(n, "%q must be requests in a time, like 20/10s or 300/1m", key)
		return Limit{}
	}
	return Limit{requests, each}
}

// words reads a list of names; an empty list is one too.
func (r *reader) words(n *yaml.Node, key string, form *regexp.Regexp, what string) []Word {
	list := []Word{}
	r.list(n, key, func(n *yaml.Node) {
		if text := r.word(n, key, form, what); text != "" && !slices.ContainsFunc(list, func(w Word) bool { return w.Text == text }) {
			list = append(list, Word{text, r.place(n)})
		}
	})
	return list
}

func (r *reader) word(n *yaml.Node, key string, form *regexp.Regexp, what string) string {
	text := r.line(n, key)
	if text == "" || form.MatchString(text) && len(text) <= 200 {
		return text
	}
	r.at(n, "%q takes %s", key, what)
	return ""
}

func (r *reader) paths(n *yaml.Node) []Pattern {
	var all []Pattern
	r.list(n, "paths", func(n *yaml.Node) {
		if p, ok := r.path(n, "paths", r.line(n, "paths"), "paths of the API, like /orders/{id}"); ok {
			all = append(all, p)
		}
	})
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.at(n, "\"paths\" is empty: write paths of the API, or remove the key")
	}
	return all
}

// patterns reads operations: GET /admin/**, or a path for all methods.
func (r *reader) patterns(n *yaml.Node, key string) []Pattern {
	all := []Pattern{}
	r.list(n, key, func(n *yaml.Node) {
		const what = "operations, like GET /orders/{id} or GET /admin/**"
		text := r.line(n, key)
		method, path, two := strings.Cut(text, " ")
		if !two {
			method, path = "", text
		}
		if method = strings.ToUpper(method); text != "" && method != "" && method != "*" && !slices.Contains(patternMethods, method) {
			r.at(n, "%q takes %s", key, what)
			return
		}
		if p, ok := r.path(n, key, strings.TrimSpace(path), what); ok {
			p.Method = strings.TrimPrefix(method, "*")
			all = append(all, p)
		}
	})
	return all
}

func (r *reader) path(n *yaml.Node, key, text, what string) (Pattern, bool) {
	if text == "" {
		return Pattern{}, false
	}
	plain := strings.NewReplacer("{", "", "}", "", "*", "").Replace(text)
	_, err := url.ParseRequestURI(plain)
	if err != nil || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsAny(text, " #?") {
		r.at(n, "%q takes %s", key, what)
		return Pattern{}, false
	}
	all := parts(text)
	for at, part := range all {
		if part == "**" && at < len(all)-1 {
			r.at(n, "** stands for the rest of a path, and must be at its end: write * for one part")
			return Pattern{}, false
		}
	}
	return Pattern{Path: "/" + strings.Join(all, "/"), Place: r.place(n)}, true
}

// consistent tells where the block says two things that cannot both hold.
func (r *reader) consistent(i *Intent) {
	for at := range i.Resources {
		res := &i.Resources[at]
		r.apart("secret", res.Secret, "readable", res.Readable, "it cannot come back and not come back")
		r.apart("computed", res.Computed, "writable", res.Writable, "only one of server and request can set it")
		for _, earlier := range i.Resources[:at] {
			if res.Collection != "" && res.Collection == earlier.Collection {
				r.again(res.Place, earlier.Place, "two resources in one collection: make them one")
			}
			for _, p := range res.Paths {
				for _, q := range earlier.Paths {
					if p.overlaps(q) {
						r.again(p.Place, q.Place, "a path belongs to one resource")
					}
				}
			}
		}
	}
	for _, role := range i.Roles {
		for _, p := range role.Operations {
			for _, q := range i.Public {
				if p.overlaps(q) {
					r.again(later(p.Place, q.Place), earlier(p.Place, q.Place), "an operation is public or for a role, not both")
				}
			}
		}
	}
}

func (r *reader) apart(one string, a []Word, other string, b []Word, why string) {
	for _, x := range a {
		for _, y := range b {
			if dotted(x.Text) == dotted(y.Text) {
				r.again(later(x.Place, y.Place), earlier(x.Place, y.Place), "a property is "+one+" or "+other+": "+why)
			}
		}
	}
}

func (r *reader) again(at, first api.Place, why string) {
	r.add(at.Line, at.Column, "%s (the other is in line %d)", why, first.Line)
}

func later(a, b api.Place) api.Place {
	if comparePlaces(a, b) < 0 {
		return b
	}
	return a
}

func earlier(a, b api.Place) api.Place {
	if comparePlaces(a, b) < 0 {
		return a
	}
	return b
}
