package outline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// identity tells whether the name is of what someone logs in with, beside a
// secret.
func identity(name string) bool {
	return lexicon.Email(name) || lexicon.Username(name) || lexicon.Phone(name) || lexicon.Account(name) && lexicon.Identifier(name)
}

func personName(name string) bool {
	return lexicon.FreeText(name) && strings.HasSuffix(strings.ToLower(name), "name")
}

// access finds the operations that give and take the right to call.
func (o *Outline) access(all []*facts, schemes map[string]api.Scheme) {
	for _, f := range all {
		f.purpose, f.score = f.session(schemes)
	}
	login := candidates(all, Login)
	open := len(login) == 0 || !login[0].op.Protected()
	for _, f := range all {
		if f.purpose != "" && f.purpose != Login {
			continue
		}
		score := f.signUp(open)
		if score > 0 && (f.purpose == "" || score > f.score) {
			f.purpose, f.score = SignUp, score
		}
	}
	dropGuesses(all, Login)
	dropGuesses(all, SignUp)
	o.Login = operations(candidates(all, Login))
	o.SignUp = operations(candidates(all, SignUp))
	o.Logout = operations(candidates(all, Logout))
	o.Refresh = operations(candidates(all, Refresh))
}

// guess is the score below which a candidate counts only where there is no
// better one.
const guess = 5

func dropGuesses(all []*facts, p Purpose) {
	best := candidates(all, p)
	if len(best) == 0 || best[0].score < guess {
		return
	}
	for _, f := range best {
		if f.score < guess {
			f.purpose = ""
		}
	}
}

func candidates(all []*facts, p Purpose) []*facts {
	var some []*facts
	for _, f := range all {
		if f.purpose == p {
			some = append(some, f)
		}
	}
	slices.SortStableFunc(some, func(a, b *facts) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(len(a.op.Path), len(b.op.Path)), cmp.Compare(a.op.String(), b.op.String()))
	})
	return some
}

func operations(some []*facts) []*api.Operation {
	var ops []*api.Operation
	for _, f := range some {
		ops = append(ops, f.op)
	}
	return ops
}

// session decides between login, logout, refresh and reset.
func (f *facts) session(schemes map[string]api.Scheme) (Purpose, int) {
	post := f.op.Method == "POST" || f.op.Method == "PUT" || f.op.Method == "PATCH"
	collection := f.reading.item || f.reading.key != "" && f.reading.many && f.purposeless()
	switch {
	case f.says(lexicon.Logout), f.named(lexicon.Logout) && !collection:
		if f.placed == 0 {
			return Logout, 10
		}
	case f.op.Method == "DELETE" && f.placed == 0 && lexicon.Session(f.last) && !lexicon.Account(f.last):
		return Logout, 6
	case f.placed == 0 && (post || f.op.Method == "GET") && f.refreshes():
		return Refresh, 10
	}
	strong := lexicon.Login(f.last) || f.pair != "" && lexicon.Login(f.pair) && !lexicon.Reset(f.pair)
	if !strong && f.resets() {
		return Reset, 10
	}
	if score := f.login(schemes, strong); score > 0 {
		return Login, score
	}
	return "", 0
}

// purposeless tells whether the path ends in a plain collection or object.
func (f *facts) purposeless() bool { return f.reading.pure && f.reading.verb == lexicon.NoVerb }

func (f *facts) refreshes() bool {
	if f.reading.item {
		return false
	}
	old := f.takes(func(n string) bool { return strings.Contains(strings.Join(lexicon.Words(n), "_"), "refresh_token") })
	context := old || len(f.literals) == 1 || f.tagged(lexicon.Session) || slices.ContainsFunc(f.literals[:max(0, len(f.literals)-1)], func(l string) bool {
		return lexicon.Session(l) || lexicon.Login(l) || lexicon.Account(l)
	})
	switch {
	case f.says(lexicon.Refresh):
		return context
	case f.named(lexicon.Refresh):
		return context && !f.takes(lexicon.Password)
	}
	return old && !f.takes(lexicon.Password) && f.answer.token
}

// resets tells whether the operation sets, changes or confirms a secret.
func (f *facts) resets() bool {
	if f.op.Method == "DELETE" || f.answer.list {
		return false
	}
	if f.takes(lexicon.NewPassword) && f.op.Method != "GET" && (f.says(lexicon.Reset) || f.others() < 2) {
		return true
	}
	if strings.EqualFold(f.last, "reset") && (f.takes(lexicon.Email) || f.takes(lexicon.Username) || f.takes(lexicon.Password)) {
		return true
	}
	words := f.says(lexicon.Reset) || f.named(lexicon.Reset) && !f.named(lexicon.Login) && !f.reading.item
	if !words {
		return false
	}
	// A password manager has passwords as others have orders.
	return !(f.purposeless() && f.reading.picked)
}

// others counts the values that have nothing to do with who someone is.
func (f *facts) others() int {
	n := 0
	for _, in := range f.inputs {
		if in.in == "body" && in.text() && !lexicon.Password(in.name) && !identity(in.name) && !lexicon.Code(in.name) && !lexicon.Token(in.name) {
			n++
		}
	}
	return n
}

// login is how well the operation fits a login; 0 is not at all.
func (f *facts) login(schemes map[string]api.Scheme, strong bool) int {
	password := f.password() || f.basic(schemes)
	secret := password || f.takes(lexicon.Code) || f.takes(lexicon.APIKey)
	who := f.takes(identity) || f.basic(schemes)
	reads := f.op.Method == "GET" && !(secret || strong && f.answer.token)
	switch {
	case reads, f.op.Method == "DELETE", f.op.Method == "OPTIONS", f.op.Method == "HEAD", f.op.Method == "PATCH":
		return 0
	case f.says(lexicon.SignUp) || f.says(lexicon.Logout), f.takes(lexicon.NewPassword):
		return 0
	case f.reading.item:
		return 0
	}
	score := 0
	if strong {
		score += 6
	}
	weak := lexicon.Session(f.last) && !(f.reading.many && f.reading.pure && !lexicon.Session(f.last))
	if weak {
		score += 3
	}
	if f.named(lexicon.Login) {
		score += 4
	}
	if lexicon.Login(strings.Join(firstWords(f.op.Summary, 2), "_")) {
		score += 2
	}
	if f.tagged(lexicon.Session) || f.tagged(lexicon.Login) {
		score++
	}
	if f.answer.token {
		score += 3
	}
	declared := f.declares()
	switch {
	case password && who:
		score += 3
	case secret:
		score++
	case declared:
		return 0 // what it takes is known, and is no secret
	case !strong && !f.named(lexicon.Login):
		return 0
	}
	if f.answer.declared && !f.answer.token && f.answer.created {
		score -= 4
	}
	if lexicon.AdministrativeWord(f.op.Path) {
		score -= 2
	}
	score -= min(4, max(0, f.values()-3))
	score -= 2 * f.placed
	if score < 4 {
		return 0
	}
	return score
}

// declares tells whether the contract says what the operation takes.
func (f *facts) declares() bool {
	return slices.ContainsFunc(f.inputs, func(in input) bool { return in.in == "body" || in.in == "query" })
}

// values counts the scalar values that the operation takes.
func (f *facts) values() int {
	n := 0
	for _, in := range f.inputs {
		if in.in == "body" && in.text() || in.in == "query" {
			n++
		}
	}
	return n
}

func firstWords(text string, n int) []string {
	words := lexicon.Words(text)
	return words[:min(n, len(words))]
}

// basic tells whether the operation asks for HTTP basic authentication.
func (f *facts) basic(schemes map[string]api.Scheme) bool {
	for _, r := range f.op.Security {
		for name := range r {
			if s := schemes[name]; s.Type == "basic" || s.Type == "http" && strings.EqualFold(s.Scheme, "basic") {
				return lexicon.Login(f.last) || lexicon.Session(f.last)
			}
		}
	}
	return false
}

// signUp is how well the operation fits a sign-up. Open tells that being
// protected says something about an operation.
func (f *facts) signUp(open bool) int {
	if f.op.Method != "POST" && f.op.Method != "PUT" || f.reading.item || f.takes(lexicon.NewPassword) {
		return 0
	}
	if f.reading.route.ranked || lexicon.AdministrativeWord(strings.Join(f.literals, "_")) || f.placed > 1 {
		return 0
	}
	password := f.password()
	who := f.takes(identity)
	words, id := f.says(lexicon.SignUp), f.named(lexicon.SignUp)
	if lexicon.Login(f.last) && !words {
		return 0
	}
	protected := open && f.op.Protected()
	accounts := lexicon.Account(f.last) && f.reading.key != "" && f.reading.tail == "" && (f.reading.verb == lexicon.NoVerb || f.reading.verb == lexicon.Create)
	score := 0
	switch {
	case words && !f.declares():
		score = 6
	case words && password && (who || f.takes(personName)):
		score = 12
	case words && (password || f.takes(lexicon.Email) || f.takes(lexicon.Username) || f.takes(lexicon.Phone) && f.takes(lexicon.Code)):
		score = 7
	case accounts && password && !protected:
		score = 10
	case id && password && !protected:
		score = 9
	case password && (f.takes(lexicon.Email) || f.takes(lexicon.Username)) && !protected && f.placed == 0 && !f.takes(lexicon.Address) && !f.answer.token && f.creates():
		score = guess - 1
	default:
		return 0
	}
	if words && f.reading.many && f.reading.pure && !lexicon.Account(f.last) && !password && !f.takes(lexicon.Code) {
		return 0 // POST /registrations of something else
	}
	if id && words {
		score++
	}
	if protected {
		score -= 4
	}
	_, rank := lexicon.AdministrativeText(f.op.Summary)
	if rank {
		return 0
	}
	if f.answer.created {
		score++
	}
	return max(score-2*f.placed, 0)
}

// creates tells whether what is declared looks like the making of something.
func (f *facts) creates() bool {
	return f.answer.created || f.answer.identified || f.idVerb() == lexicon.Create || f.takes(personName)
}
