package fix

import (
	"maps"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// calls are the calls on the line of the finding, the outermost first.
func (j *job) calls(f *file) []*parser.Call {
	var all []*parser.Call
	syntax.Walk(f.Tree, func(node any) bool {
		if c, ok := node.(*parser.Call); ok && f.spans(c, j.finding.Location.Line) {
			all = append(all, c)
		}
		return true
	})
	return all
}

// plaintext takes a secret that stands in the source from the environment, and
// passwords out of answers. How those that are stored become hashes is for
// the owner to say.
func plaintext(j *job) {
	if !j.secretFromEnvironment() {
		dataExposure(j)
	}
	if j.changes.empty() {
		j.decision = ""
	}
}

// secretFromEnvironment reads constant secrets from the environment instead:
// at the lines that the finding is about, and wherever the same setting is
// given a constant, since the finding is there once for all of them.
func (j *job) secretFromEnvironment() bool {
	names := map[string]bool{}
	for _, m := range j.project.Modules {
		f := j.file(m.Path)
		for _, c := range f.constantSecrets() {
			line := f.Position(c.start).Line
			here := f.Path == j.finding.Location.File && line == j.finding.Location.Line
			if !here && !j.among(flow.Place{File: f.Path, Line: int32(line)}) && c.name != strings.ToUpper(j.finding.Field) {
				continue
			}
			text := j.need(f, "os", "") + ".environ[" + f.quoted(c.name) + "]"
			j.changes.replace(f, c.start, c.end, text)
			names[c.name] = true
		}
	}
	if len(names) == 0 {
		return false
	}
	j.decision = "The application then starts only where " + strings.Join(slices.Sorted(maps.Keys(names)), " and ") + " is set; the secret that stood in the source is known and must not be used again."
	return true
}

// constantSecret is a text in the source that is the value of a secret.
type constantSecret struct {
	name       string // of a variable of the environment for it
	start, end int
}

// constantSecrets finds the texts that are given to what is a secret by its
// name: SECRET_KEY = "…", config["SECRET_KEY"] = "…", secret_key="…",
// {"SECRET_KEY": "…"}, setdefault("SECRET_KEY", "…").
func (f *file) constantSecrets() []constantSecret {
	var all []constantSecret
	add := func(name string, value parser.Expr) {
		if text, constant := textOf(value); !constant || text == "" || !isIdentifier(name) || !secret(name) {
			return
		}
		start, end := f.Around(value)
		all = append(all, constantSecret{strings.ToUpper(name), start, end})
	}
	syntax.Walk(f.Tree, func(node any) bool {
		switch n := node.(type) {
		case *parser.Assign:
			if len(n.Targets) == 1 {
				add(targetName(n.Targets[0]), n.Value)
			}
		case *parser.AnnAssign:
			if n.Value != nil {
				add(targetName(n.Target), n.Value)
			}
		case *parser.Keyword:
			add(n.Arg, n.Value)
		case *parser.Dict:
			for i, k := range n.Keys {
				if name, ok := textOf(k); ok {
					add(name, n.Values[i])
				}
			}
		case *parser.Call:
			if name, ok := textOf(subscriptedBy(n, "setdefault")); ok && len(n.Args) == 2 {
				add(name, n.Args[1])
			}
		}
		return true
	})
	return all
}

// subscriptedBy is the first argument of a method of that name.
func subscriptedBy(c *parser.Call, method string) parser.Expr {
	if calledName(c) == method && len(c.Args) > 0 {
		return c.Args[0]
	}
	return nil
}

func targetName(target parser.Expr) string {
	switch n := target.(type) {
	case *parser.Name:
		return n.Id
	case *parser.Attribute:
		return n.Attr
	case *parser.Subscript:
		name, _ := textOf(n.Slice)
		return name
	}
	return ""
}

// secret tells whether a setting of that name holds one.
func secret(name string) bool {
	lower := strings.ToLower(name)
	return lexicon.Sensitive(name) || strings.HasSuffix(lower, "uri") || strings.HasSuffix(lower, "key") || strings.Contains(lower, "secret")
}

// weakToken lets a token be checked as it is signed.
func weakToken(j *job) {
	f := j.file(j.finding.Location.File)
	if f == nil || j.secretFromEnvironment() {
		return
	}
	for _, c := range j.calls(f) {
		if calledName(c) == "decode" && j.verified(f, c) {
			return
		}
	}
}

// verified makes jwt.decode check the signature, with the key and the
// algorithm that some jwt.encode of the program signs with.
func (j *job) verified(f *file, c *parser.Call) bool {
	to, ok := f.spot(c)
	if !ok {
		return false
	}
	for _, k := range c.Keywords {
		if d, isDict := k.Value.(*parser.Dict); isDict && k.Arg == "options" {
			v := member(d, "verify_signature")
			if v == nil || isTrue(v) {
				continue
			}
			_, end := f.Around(k.Value)
			if len(d.Keys) == 1 {
				j.removeElement(f, f.Offset(k.P), end)
			} else {
				start, stop := f.Around(v)
				j.changes.replace(f, start, stop, "True")
			}
		}
	}
	if keywordOf(c, "algorithms") != nil || len(c.Args) > 2 {
		return !j.changes.empty() && len(c.Args) > 1
	}
	key, algorithm, ok := j.signing(to)
	if !ok {
		j.drop()
		return false
	}
	// Both are put behind the token: what follows it may be taken out.
	_, end := f.Around(c.Args[0])
	text := ", algorithms=[" + j.take(f, algorithm) + "]"
	if len(c.Args) < 2 && keywordOf(c, "key") == nil {
		text = ", " + j.take(f, key) + text
	} else if len(c.Args) > 1 {
		_, end = f.Around(c.Args[1])
	}
	j.changes.insert(f, end, text)
	return true
}

func keywordOf(c *parser.Call, name string) parser.Expr {
	for _, k := range c.Keywords {
		if k.Arg == name {
			return k.Value
		}
	}
	return nil
}

// signing is the key and the algorithm that the program signs tokens with.
func (j *job) signing(to spot) (key, algorithm carried, ok bool) {
	for _, m := range j.project.Modules {
		f := j.file(m.Path)
		syntax.Walk(m.Tree, func(node any) bool {
			c, is := node.(*parser.Call)
			if !is || ok || calledName(c) != "encode" || len(c.Args) < 2 {
				return true
			}
			a := keywordOf(c, "algorithm")
			if a == nil && len(c.Args) > 2 {
				a = c.Args[2]
			}
			if a == nil {
				return true
			}
			k, found := f.spot(c.Args[1])
			alg, also := f.spot(a)
			if !found || !also {
				return true
			}
			if key, found = j.carry(k, to); !found {
				return true
			}
			algorithm, ok = j.carry(alg, to)
			return true
		})
	}
	return key, algorithm, ok
}

// insecureTransport sets what was turned off, and leaves out what turns
// checks off.
func insecureTransport(j *job) {
	f := j.file(j.finding.Location.File)
	if f == nil {
		return
	}
	for _, c := range j.calls(f) {
		for _, k := range c.Keywords {
			_, end := f.Around(k.Value)
			start, _ := f.Around(k.Value)
			switch k.Arg {
			case "tlsAllowInvalidCertificates", "tlsInsecure", "tlsAllowInvalidHostnames":
				if isTrue(k.Value) {
					j.removeElement(f, f.Offset(k.P), end)
				}
			case "tls", "ssl", "secure", "httponly":
				if c, ok := k.Value.(*parser.Constant); ok && c.Kind == "False" {
					j.changes.replace(f, start, end, "True")
				}
			}
		}
		if calledName(c) == "set_cookie" && j.changes.empty() {
			for _, flag := range []string{"secure", "httponly"} {
				if keywordOf(c, flag) == nil {
					j.addElement(f, f.Offset(c.P), flag+"=True")
				}
			}
		}
	}
	j.cookieSetting(f)
}

// cookieSetting turns a setting of cookies on that is off on the line.
func (j *job) cookieSetting(f *file) {
	syntax.Walk(f.Tree, func(node any) bool {
		a, ok := node.(*parser.Assign)
		if !ok || syntax.StmtStart(a).Line != j.finding.Location.Line {
			_, expr := node.(parser.Expr)
			return !expr
		}
		if c, is := a.Value.(*parser.Constant); is && c.Kind == "False" {
			start, end := f.Span(c)
			j.changes.replace(f, start, end, "True")
		}
		return false
	})
}
