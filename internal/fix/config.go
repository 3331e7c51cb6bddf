package fix

import (
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// sameAnswer answers for what is somebody else's as for what is not there.
func sameAnswer(j *job) {
	if j.op == nil || j.op.Route == nil {
		return
	}
	f, fn := j.definition(j.op.Route.Handler)
	if fn == nil {
		return
	}
	var missing, foreign *refusal
	for _, r := range f.refusals(fn) {
		switch r.code {
		case 404:
			missing = r
		case 403:
			foreign = r
		}
	}
	if missing == nil || foreign == nil {
		return
	}
	from, to := f.StmtSpan(missing.stmt)
	start, end := f.StmtSpan(foreign.stmt)
	j.changes.replace(f, start, end, joined(f.Text[from:to]))
	if strings.Contains(j.finding.Evidence.Summary, "counted") {
		j.decision = "The numbers still tell how many there are: decide whether they have to be in sequence."
	}
}

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

// secretFromEnvironment reads constant secrets from the environment instead,
// at all lines that the finding is about.
func (j *job) secretFromEnvironment() bool {
	places := []evidence.Point{{File: j.finding.Location.File, Line: j.finding.Location.Line}}
	done := false
	for _, p := range append(places, j.finding.Evidence.Path...) {
		f := j.file(p.File)
		if f == nil {
			continue
		}
		for _, s := range f.Tree.Body {
			done = j.secretIn(f, p.Line, s) || done
		}
	}
	return done
}

// secretIn changes an assignment of a constant secret on the line.
func (j *job) secretIn(f *file, line int, root parser.Stmt) bool {
	done := false
	syntax.Walk(root, func(node any) bool {
		s, ok := node.(parser.Stmt)
		if !ok || done {
			_, expr := node.(parser.Expr)
			return !expr && !done
		}
		a, ok := s.(*parser.Assign)
		if !ok || syntax.StmtStart(s).Line != line || len(a.Targets) != 1 {
			return true
		}
		if text, constant := textOf(a.Value); !constant || text == "" {
			return true
		}
		name := secretName(a.Targets[0])
		if name == "" {
			return true
		}
		os := j.need(f, "os", "")
		start, end := f.Around(a.Value)
		j.changes.replace(f, start, end, os+".environ["+f.quoted(name)+"]")
		j.decision = "The application then starts only where " + name + " is set; the secret that stood in the source is known and must not be used again."
		done = true
		return false
	})
	return done
}

// secretName is the variable of the environment for an assignment target:
// SECRET_KEY for app.secret_key and for app.config["SECRET_KEY"].
func secretName(target parser.Expr) string {
	name := ""
	switch n := target.(type) {
	case *parser.Name:
		name = n.Id
	case *parser.Attribute:
		name = n.Attr
	case *parser.Subscript:
		name, _ = textOf(n.Slice)
	}
	if !isIdentifier(name) || !lexicon.Sensitive(name) && !strings.Contains(strings.ToLower(name), "uri") && !strings.Contains(strings.ToLower(name), "key") {
		return ""
	}
	return strings.ToUpper(name)
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
