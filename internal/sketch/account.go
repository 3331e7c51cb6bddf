package sketch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// accounts finds how an account is made and logged in.
func (s *sketcher) accounts() {
	made := s.way(s.about.SignUp)
	if made != nil {
		s.out.SignUp = s.flow(made, "makes an account")
	}
	logins := s.about.Login
	if made != nil { // the same version of the API
		logins = slices.Clone(logins)
		slices.SortStableFunc(logins, func(a, b *api.Operation) int {
			return cmp.Compare(begins(b.Path, made.Path), begins(a.Path, made.Path))
		})
	}
	if op := s.way(logins); op != nil {
		s.out.Login = s.flow(op, "logs in")
		s.out.Login.Token = s.token(op)
		s.out.Login.Send = s.send()
	}
	s.identities()
}

// begins is 1 where two paths have the first word in common, else 0.
func begins(a, b string) int {
	first := func(path string) string {
		path, _, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
		return path
	}
	if first(a) == first(b) {
		return 1
	}
	return 0
}

// way is the first of the operations that somebody without an account can
// call. A GET shows the form.
func (s *sketcher) way(ops []*api.Operation) *api.Operation {
	for _, op := range ops {
		if open, told := s.open(op); (open || !told) && op.Method != "GET" && !s.few(op) {
			return op
		}
	}
	return nil
}

// flow is the request of an operation with placeholders for who one is.
func (s *sketcher) flow(op *api.Operation, does string) *Flow {
	f := &Flow{Operation: Line{Value: op.String(), From: s.where(op)}}
	body := weakness.BodySchema(op)
	if body == nil {
		f.Unsure = append(f.Unsure, "what it takes is not known")
		return f
	}
	f.Form = api.JSON(op.Body.Contents) == nil && strings.Contains(op.Body.Contents[0].MediaType, "form")
	asked := whoAsked(body)
	for _, p := range body.Properties {
		who := placeholder(p)
		switch {
		case p.Schema != nil && p.Schema.ReadOnly:
		case who != "" && (body.Requires(p.Name) || slices.Contains(asked, p.Name)):
			f.Body = append(f.Body, Field{p.Name, who})
		case body.Requires(p.Name):
			value, ok := usual(p.Schema)
			if !ok || lexicon.Sensitive(p.Name) { // an example of it may be a real one
				f.Unsure = append(f.Unsure, p.Name+" is asked for, and what it may be is not known")
				continue
			}
			f.Body = append(f.Body, Field{p.Name, value})
		}
	}
	has := func(values ...string) bool {
		return slices.ContainsFunc(f.Body, func(b Field) bool { return slices.Contains(values, b.Value) })
	}
	if !has("{password}") || !has("{email}", "{name}") {
		f.Unsure = append(f.Unsure, "by what it "+does+" is not known")
	}
	return f
}

// whoAsked are the properties that a body needs to say who somebody is, also
// where it does not ask for them: the passwords, and, where it asks for
// neither, the e-mail or the name.
func whoAsked(body *api.Schema) []string {
	var passwords, sure, names []string
	known := false
	for _, p := range body.Properties {
		who := placeholder(p)
		switch {
		case who == "{password}" && !lexicon.NewPassword(p.Name):
			passwords = append(passwords, p.Name)
		case who == "":
		case body.Requires(p.Name):
			known = true
		case lexicon.Email(p.Name) || lexicon.Username(p.Name):
			sure = append(sure, p.Name)
		default:
			names = append(names, p.Name)
		}
	}
	switch {
	case known:
		return passwords
	case len(sure) > 0:
		return append(passwords, sure...)
	}
	return append(passwords, names...)
}

// placeholder is what stands for the value of a property of an account; "" for
// what has nothing to do with who one is.
func placeholder(p *api.Property) string {
	switch {
	case lexicon.Password(p.Name) || p.Schema != nil && p.Schema.Format == "password":
		return "{password}"
	case lexicon.Email(p.Name) || p.Schema != nil && p.Schema.Format == "email":
		return "{email}"
	case lexicon.Username(p.Name):
		return "{name}"
	case p.Schema.Is("string") && strings.HasSuffix(strings.ToLower(p.Name), "name"):
		return "{name}"
	}
	return ""
}

// usual is a value that the schema itself gives.
func usual(s *api.Schema) (string, bool) {
	if s == nil {
		return "", false
	}
	for _, v := range append([]any{s.Example, s.Default}, s.Enum...) {
		if text, ok := v.(string); ok && !strings.HasPrefix(text, "file:") { // which names a file there
			return text, true
		}
	}
	return "", false
}

// tokenNames are what answers of a login call the token, the surest first.
var tokenNames = []string{"access_token", "accesstoken", "token", "jwt", "auth_token", "id_token", "api_key", "session_token", "session_id", "sessionid"}

// token is where the answer of a login has the token; nil where it does not
// say.
func (s *sketcher) token(op *api.Operation) *Line {
	best, rank := "", len(tokenNames)+1
	at := op.Place
	for _, d := range weakness.Outputs(op) {
		i := slices.Index(tokenNames, strings.Join(lexicon.Words(d.Name), "_"))
		if i < 0 && lexicon.Token(d.Name) && !lexicon.Refresh(d.Name) {
			i = len(tokenNames)
		}
		if i >= 0 && i < rank {
			best, rank, at = d.Path, i, d.Place()
		}
	}
	if best == "" {
		return nil
	}
	if at.Line == 0 {
		at = op.Place
	}
	return &Line{Value: best, From: s.place(at)}
}

// send is how the token travels where the contract has it in a header of its
// own; "" for a bearer token.
func (s *sketcher) send() string {
	if name, scheme := s.scheme(); scheme.Type == "apiKey" && scheme.In == "header" && !strings.EqualFold(scheme.Name, "Authorization") && name != "" {
		return fmt.Sprintf("{header: %s}", scalar(scheme.Name))
	}
	return ""
}

// scheme is the one that most operations ask for.
func (s *sketcher) scheme() (string, api.Scheme) {
	counts := map[string]int{}
	best := ""
	for _, op := range s.operations() {
		for _, r := range op.Security {
			for name := range r {
				counts[name]++
			}
		}
	}
	for name, n := range counts {
		if n > counts[best] || n == counts[best] && name < best {
			best = name
		}
	}
	return best, s.Model.Schemes[best]
}

// identities are those that a scan profits from most: two equals, one of
// another tenant, and one of each role that is for few.
func (s *sketcher) identities() {
	if s.out.Unasked {
		return
	}
	ordinary := s.ordinaryRole()
	add := func(name, role, tenant string) {
		s.out.Identities = append(s.out.Identities, Identity{name, role, tenant, s.credential(name)})
	}
	tenants := s.hasTenants()
	first, other := "", ""
	if tenants {
		first, other = "first", "second"
	}
	add("alice", ordinary, first)
	add("bob", ordinary, first)
	if tenants {
		add("mallory", ordinary, other)
	}
	for _, r := range s.out.Roles {
		if !source.OrdinaryRole(r.Name) && identityName(r.Name) {
			add(strings.ToLower(r.Name), r.Name, "")
		}
	}
}

func identityName(role string) bool {
	switch strings.ToLower(role) {
	case "anonymous", "alice", "bob", "mallory":
		return false
	}
	return roleName.MatchString(role)
}

// ordinaryRole is the role that everybody gets, where contract or source name
// one.
func (s *sketcher) ordinaryRole() string {
	for _, op := range s.operations() {
		for _, d := range append(weakness.Outputs(op), weakness.Inputs(op)...) {
			if d.Schema == nil || !source.RoleName(d.Name) {
				continue
			}
			for _, v := range d.Schema.Enum {
				if role, ok := v.(string); ok && source.OrdinaryRole(role) {
					return role
				}
			}
		}
	}
	for _, r := range s.out.Roles {
		if source.OrdinaryRole(r.Name) {
			return r.Name
		}
	}
	return ""
}

// hasTenants tells whether objects belong to tenants.
func (s *sketcher) hasTenants() bool {
	if s.Program == nil {
		return false
	}
	for _, c := range s.Program.Collections {
		for name := range c.Owners {
			if lexicon.Tenant(last(name)) {
				return true
			}
		}
	}
	return false
}

// credential are the lines of a credential of the kind that the API asks for.
func (s *sketcher) credential(name string) string {
	variable := func(kind string) string {
		return fmt.Sprintf("\"${ASHLAR_%s_%s}\"", strings.ToUpper(strings.ReplaceAll(name, "-", "_")), kind)
	}
	if f := s.out.Login; f != nil && len(f.Body) > 0 {
		var fields []string
		for _, b := range f.Body {
			value := scalar(b.Value)
			switch b.Value {
			case "{password}":
				value = variable("PASSWORD")
			case "{email}":
				value = name + "@example.com"
			case "{name}":
				value = name
			}
			fields = append(fields, scalar(b.Name)+": "+value)
		}
		text := "login:\n  operation: " + f.Operation.Value + "\n  " + f.key() + ": {" + strings.Join(fields, ", ") + "}\n"
		if f.Token != nil {
			text += "  token: {body: " + scalar(f.Token.Value) + "}\n"
		}
		if f.Send != "" {
			text += "  send: " + f.Send + "\n"
		}
		return text
	}
	switch _, scheme := s.scheme(); {
	case scheme.Type == "apiKey" && scheme.In == "cookie":
		return fmt.Sprintf("cookie: {%s: %s}\n", scalar(scheme.Name), variable("COOKIE"))
	case scheme.Type == "apiKey":
		return fmt.Sprintf("api_key: {in: %s, name: %s, value: %s}\n", scheme.In, scalar(scheme.Name), variable("KEY"))
	case scheme.Type == "basic", scheme.Type == "http" && strings.EqualFold(scheme.Scheme, "basic"):
		return fmt.Sprintf("basic: {user: %s, password: %s}\n", name, variable("PASSWORD"))
	}
	return "bearer: " + variable("TOKEN") + "\n"
}

// key is how the body of a flow is called in ashlar.yaml.
func (f *Flow) key() string {
	if f.Form {
		return "form"
	}
	return "body"
}
