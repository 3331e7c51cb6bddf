package world_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

// setting is an API, its contract below "paths", and who calls.
type setting struct {
	server, paths, design string
	mode                  world.Mode
}

// open starts the API and becomes someone there.
func (s setting) open(t *testing.T) (*world.World, *storyapi.Server) {
	t.Helper()
	server, err := storyapi.Start(s.server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	model, err := contract.Parse("openapi.yaml", []byte("openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"+s.paths), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &design.Design{}
	if s.design != "" {
		if d, err = design.Parse("ashlar.yaml", []byte(s.design), func(string) (string, bool) { return "", false }); err != nil {
			t.Fatal(err)
		}
	}
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := wire.New(wire.Options{Base: base, Rate: 5000})
	if err != nil {
		t.Fatal(err)
	}
	if s.mode == "" {
		s.mode = world.Safe
	}
	w := world.New(world.Options{API: model, Design: d, Client: client, Mode: s.mode, Nonce: "test", Masker: evidence.NewMasker()})
	if err := w.Become(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, server
}

// names and liveness of all identities: "alice alive", "bob dead".
func states(w *world.World) string {
	var out []string
	for _, who := range w.All() {
		state := "dead"
		if alive, _ := who.Alive(); alive {
			state = "alive"
		}
		out = append(out, who.Name+" "+state)
	}
	return strings.Join(out, ", ")
}

const notesPaths = `
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /notes:
    get: {responses: {"200": {description: own notes}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}
      responses: {"201": {description: created}}
  /notes/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: a note}}
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: gone}}
`

const notesServer = `
get("/notes", auth(req => db.notes.find({owner: req.user.id})));
post("/notes", auth(req => reply(201, db.notes.insertOne({text: req.body.text, owner: req.user.id}))));
get("/notes/{id}", auth(req => db.notes.findOne({_id: req.path.id, owner: req.user.id}) || abort(404, "none")));
del("/notes/{id}", auth(req => db.notes.deleteOne({_id: req.path.id, owner: req.user.id}).deletedCount ? reply(204) : abort(404, "none")));
`

const twoBearers = `
identities:
  - {name: alice, role: user, bearer: alice-token}
  - {name: bob, role: user, bearer: bob-token}
`

func TestLiveness(t *testing.T) {
	tests := []struct {
		name string
		setting
		want string
	}{
		{"credentials that work and matter", setting{server: notesServer, paths: notesPaths, design: twoBearers}, "alice alive, bob alive"},
		{"one token is wrong", setting{server: notesServer, paths: notesPaths, design: strings.Replace(twoBearers, "bob-token", "stale-token", 1)}, "alice alive, bob dead"},
		{"an API that asks nobody", setting{server: `get("/notes", () => [{text: "public"}])`, paths: notesPaths, design: twoBearers}, "alice dead, bob dead"},
		{"200 with an error inside is no proof", setting{server: `get("/notes", () => ({success: false, error: "please log in"}))`, paths: notesPaths, design: twoBearers}, "alice dead, bob dead"},
		{"a malformed token does as well", setting{server: `get("/notes", req => req.headers.authorization ? {notes: [1]} : abort(401, "who?"))`, paths: notesPaths, design: twoBearers}, "alice dead, bob dead"},
		{"personal answers without any refusal", setting{server: `get("/notes", req => ({hello: (req.headers.authorization || "").includes("alice-token") ? "alice" : "guest"}))`, paths: notesPaths, design: twoBearers}, "alice alive, bob dead"},
		{"login by password", setting{
			server: notesServer + `post("/login", req => verify(users[req.body.name].password, req.body.password) ? {data: {token: issueToken(req.body.name)}} : abort(401, "no"))`,
			paths:  notesPaths,
			design: `
identities:
  - {name: alice, role: user, login: {operation: POST /login, body: {name: alice, password: alice-password}}}
  - {name: bob, role: user, login: {operation: POST /login, body: {name: bob, password: wrong}}}
`}, "alice alive, bob dead"},
		{"a form that leads on to the next page", setting{
			server: `post("/login", req => req.body.user === "alice" ? reply(302, "", {location: "/notes", "set-cookie": ["sid=" + issueToken("alice")]}) : abort(400, "a form, please"));
get("/notes", auth(req => db.notes.find({owner: req.user.id}), {cookie: "sid"}));`,
			paths:  notesPaths + formLogin,
			design: `identities: [{name: alice, role: user, login: {operation: POST /login, body: {user: alice, password: alice-password}}}]`,
		}, "alice alive"},
		{"a form that leads back without a session", setting{
			server: `post("/login", () => reply(302, "", {location: "/login", "set-cookie": ["sid=none"]}));
get("/notes", auth(req => db.notes.find({owner: req.user.id}), {cookie: "sid"}));`,
			paths:  notesPaths + formLogin,
			design: `identities: [{name: alice, role: user, login: {operation: POST /login, body: {user: alice, password: wrong}}}]`,
		}, "alice dead"},
		{"nothing to read but below the own account", setting{
			server: `post("/token", () => ({token: issueToken("alice"), user: {id: users.alice.id}}));
get("/users/{userId}/notes", auth(req => req.path.userId === req.user.id ? db.notes.find({owner: req.user.id}) : abort(403, "not yours")));`,
			paths: `
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /users/{userId}/notes:
    parameters: [{name: userId, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: own notes}}}
`,
			design: `identities: [{name: alice, role: user, login: {operation: POST /token, body: {user: alice, password: alice-password}}}]`,
		}, "alice alive"},
		{"session cookie", setting{
			server: `post("/login", req => reply(200, {ok: true}, {"set-cookie": ["sid=" + issueToken("alice") + "; HttpOnly", "lang=en"]}));
get("/notes", auth(req => db.notes.find({owner: req.user.id}), {cookie: "sid"}));`,
			paths:  notesPaths,
			design: `identities: [{name: alice, role: user, login: {operation: POST /login, form: {user: alice, password: alice-password}}}]`,
		}, "alice alive"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w, server := test.open(t)
			if got := states(w); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
				for _, who := range w.All() {
					_, why := who.Alive()
					t.Log(who.Name, why)
				}
				t.Log(strings.Join(append(server.Log(), server.Output()...), "\n"))
			}
		})
	}
}

const formLogin = `
  /login:
    post:
      security: []
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {user: {type: string}, password: {type: string}}}}}}
      responses: {"302": {description: welcome}}
`

const signUpPaths = `
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /register:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string, format: email}, password: {type: string}, nick: {type: string}}}}}}
      responses: {"201": {description: created}}
  /login:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}}
      responses: {"200": {description: token, content: {application/json: {schema: {type: object, properties: {token: {type: string}}}}}}}
` + "  /notes:\n    get: {responses: {\"200\": {description: own notes}}}\n"

const signUpServer = `
noUsers();
post("/register", req => {
  if (!/^[^@]+@[^@]+$/.test(req.body.email)) abort(400, "email is invalid");
  if (db.users.findOne({email: req.body.email})) abort(409, "email already taken");
  const u = db.users.insertOne({email: req.body.email, password: hash(req.body.password), role: "user"});
  return reply(201, {id: u._id, email: u.email});
});
post("/login", req => {
  const u = db.users.findOne({email: String(req.body.email)});
  if (!u || !verify(u.password, String(req.body.password))) abort(401, "wrong");
  return {token: issueToken(u)};
});
get("/notes", auth(req => db.notes.find({owner: req.user.id})));
`

func TestSignUp(t *testing.T) {
	t.Run("two equals where the design gives none", func(t *testing.T) {
		w, server := setting{server: signUpServer, paths: signUpPaths}.open(t)
		if got := states(w); got != "alice alive, bob alive" {
			t.Fatalf("got %q\n%s", got, strings.Join(server.Log(), "\n"))
		}
		for _, who := range w.All() {
			if email, _ := who.Account()["email"].(string); !strings.Contains(email, world.AccountPrefix) {
				t.Errorf("%s signed up as %q, which does not say who did it", who, email)
			}
			if who.Origin != identity.SignedUp {
				t.Errorf("%s is %s", who, who.Origin)
			}
		}
	})
	t.Run("a form, a login and a secret", func(t *testing.T) {
		secretly := strings.NewReplacer(`/^[^@]+@[^@]+$/`, "/./", "format: email", "format: email", "email", "login", `req.body.password`, `req.body.secret`, "password: {type: string}", "secret: {type: string, format: password}",
			"required: [login, password]", "required: [login, secret]", "reply(201, {id: u._id, login: u.login})", `reply(303, "", {location: "/login"})`)
		w, server := setting{server: secretly.Replace(signUpServer), paths: secretly.Replace(signUpPaths)}.open(t)
		if got := states(w); got != "alice alive, bob alive" {
			t.Errorf("got %q\n%s", got, strings.Join(server.Log(), "\n"))
		}
	})
	t.Run("nobody in passive mode", func(t *testing.T) {
		w, server := setting{server: signUpServer, paths: signUpPaths, mode: world.Passive}.open(t)
		if got := states(w); got != "" {
			t.Errorf("got %q", got)
		}
		for _, line := range server.Log() {
			if strings.Contains(line, "POST") {
				t.Errorf("sent %s", line)
			}
		}
	})
	t.Run("one more beside a configured one", func(t *testing.T) {
		server := signUpServer + `user({name: "zoe", role: "user", token: "zoe-token"});`
		w, _ := setting{server: server, paths: signUpPaths, design: "identities: [{name: zoe, role: user, bearer: zoe-token}]"}.open(t)
		if got := states(w); got != "zoe alive, alice alive" {
			t.Errorf("got %q", got)
		}
	})
}

// What the API wants to be different each time is learned from one refusal.
func TestValuesThatMustDiffer(t *testing.T) {
	server := strings.Replace(notesServer, `auth(req => reply(201,`, `auth(req => db.notes.findOne({ref: req.body.ref}) ? abort(409, "ref must be unique") : reply(201,`, 1)
	server = strings.Replace(server, `text: req.body.text,`, `text: req.body.text, ref: req.body.ref,`, 1)
	paths := strings.Replace(notesPaths, "properties: {text: {type: string}}", "properties: {text: {type: string}, ref: {type: string, pattern: '^[A-Z0-9]{6,8}$'}}", 1)
	w, s := setting{server: server, paths: paths, design: twoBearers}.open(t)
	for range 2 {
		if _, err := w.Fresh(t.Context(), w.Outline.Resources[0], w.Identities()[0]); err != nil {
			t.Fatal(err)
		}
	}
	before := len(s.Log())
	if _, err := w.Own(t.Context(), w.Outline.Resources[0], w.Identities()[1]); err != nil {
		t.Fatal(err)
	}
	if sent := s.Log()[before:]; len(sent) != 1 {
		t.Errorf("it took %d requests:\n%s", len(sent), strings.Join(sent, "\n"))
	}
}

// Each searches for the own objects, so that a search finds something.
func TestSearchForTheOwn(t *testing.T) {
	w, s := setting{server: notesServer + `
post("/notes/search", auth(req => db.notes.find({owner: req.user.id, text: req.body.text, color: req.body.color})));`, paths: strings.ReplaceAll(notesPaths, "properties: {text: {type: string}}", "properties: {text: {type: string}}") + `
  /notes/search:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"200": {description: hits}}
`, design: twoBearers}.open(t)
	for _, op := range w.API.Operations {
		if op.Path != "/notes/search" {
			continue
		}
		for _, who := range w.Identities() {
			_, ex, err := w.Try(t.Context(), op, who)
			if err != nil {
				t.Fatal(err)
			}
			if found, _ := ex.JSON(); len(found.([]any)) != 1 {
				t.Errorf("%s finds %v\n%s", who, found, strings.Join(s.Log(), "\n"))
			}
		}
	}
}

// What ashlar.yaml says of signing up is used where the contract says nothing.
func TestSignUpAsWritten(t *testing.T) {
	paths := "security: [{bearer: []}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\npaths:\n  /notes:\n    get: {responses: {\"200\": {description: own notes}}}\n"
	w, server := setting{server: signUpServer, paths: paths, design: `
sign_up: {operation: POST /register, body: {email: "{email}", password: "{password}", nick: "{name}"}}
login: {operation: POST /login, body: {email: "{email}", password: "{password}"}, token: {body: token}}
`}.open(t)
	if got := states(w); got != "alice alive, bob alive" {
		t.Errorf("got %q\n%v\n%s", got, w.Notes(), strings.Join(server.Log(), "\n"))
	}
}

// A token under another key is tried too; who takes it does not verify.
func TestSignatureThatNobodyVerifies(t *testing.T) {
	for name, check := range map[string]string{"verified": `jwt.verify(token, "a long secret", {algorithms: ["HS256"]})`, "decoded": `jwt.decode(token)`} {
		t.Run(name, func(t *testing.T) {
			server := notesServer + "authenticate(token => { try { return " + check + ".sub } catch (e) { return null } });\n" +
				`post("/login", req => ({token: jwt.sign({sub: users.alice.id}, "a long secret", {alg: "HS256"})}));`
			w, api := setting{server: server, paths: notesPaths, design: `identities: [{name: alice, role: user, login: {operation: POST /login, body: {user: alice, password: x}}}]`}.open(t)
			if got := states(w); got != "alice alive" {
				t.Fatalf("got %q\n%v", got, append(api.Log(), api.Output()...))
			}
			warned := strings.Contains(fmt.Sprint(w.Notes()), "signatures are not verified")
			if warned != (name == "decoded") {
				t.Errorf("warned: %v; notes %v", warned, w.Notes())
			}
		})
	}
}

// A token that dies during the scan is replaced by a new login.
func TestTokenDies(t *testing.T) {
	server := notesServer + `
store.uses = 0;
authenticate(token => token === store.token && store.uses++ < 6 ? "alice" : null);
post("/login", req => { store.token = random(); store.uses = 0; return {access_token: store.token}; });`
	w, _ := setting{server: server, paths: notesPaths, design: `
identities: [{name: alice, role: user, login: {operation: POST /login, body: {user: alice, password: x}, token: {body: access_token}}}]`}.open(t)
	alice := w.Identities()[0]
	list := w.API.Operations[0]
	for range 20 {
		r, err := w.Build(t.Context(), list, alice)
		if err != nil {
			t.Fatal(err)
		}
		ex, err := w.Send(t.Context(), alice, r)
		if err != nil {
			t.Fatal(err)
		}
		if ex.Status != 200 {
			t.Fatalf("answered %d: the token was not renewed", ex.Status)
		}
	}
}

func TestCleanUp(t *testing.T) {
	w, server := setting{server: notesServer, paths: notesPaths, design: twoBearers}.open(t)
	res := w.Outline.Resources[0]
	for _, who := range w.Identities() {
		if _, err := w.Own(t.Context(), res, who); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := server.Eval("db.notes.countDocuments({})"); err != nil || n != int64(2) {
		t.Fatalf("made %v notes, %v", n, err)
	}
	created, left := w.CleanUp(t.Context(), false)
	if len(created) != 2 || len(left) != 0 {
		t.Errorf("created %v, left %v", created, left)
	}
	if n, err := server.Eval("db.notes.countDocuments({})"); err != nil || n != int64(0) {
		t.Errorf("%v notes remain, %v", n, err)
	}
}

func TestKeep(t *testing.T) {
	w, server := setting{server: notesServer, paths: notesPaths, design: twoBearers}.open(t)
	if _, err := w.Own(t.Context(), w.Outline.Resources[0], w.Identities()[0]); err != nil {
		t.Fatal(err)
	}
	if _, left := w.CleanUp(t.Context(), true); len(left) != 1 || left[0].Note != "kept as asked" {
		t.Errorf("left %v", left)
	}
	if n, err := server.Eval("db.notes.countDocuments({})"); err != nil || n != int64(1) {
		t.Errorf("%v notes remain, %v", n, err)
	}
}

func TestSimilar(t *testing.T) {
	w := world.New(world.Options{API: mustParse(t), Masker: evidence.NewMasker()})
	for _, id := range []any{"665f1f77bcf86cd799439011", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "17", 17.0, "INV-0042", "me@example.com", "a-slug"} {
		random := w.Similar(id)
		if random == id {
			t.Errorf("%v: the same", id)
		}
		text, ok := id.(string)
		if !ok {
			continue
		}
		got, ok := random.(string)
		if !ok || text != "17" && text != "me@example.com" && len(got) != len(text) {
			t.Errorf("%v: %v is of another form", id, random)
		}
	}
}

func mustParse(t *testing.T) *api.Model {
	t.Helper()
	m, err := contract.Parse("t.yaml", []byte("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Accounts may stay on the target, so nobody may know their passwords.
func TestPasswordsAreNotShared(t *testing.T) {
	server := strings.Replace(signUpServer, `password: hash(req.body.password)`, `password: hash(req.body.password), plain: req.body.password`, 1)
	w, api := setting{server: server, paths: signUpPaths}.open(t)
	if got := states(w); got != "alice alive, bob alive" {
		t.Fatal(got)
	}
	n, err := api.Eval(`new Set(db.users.find({}).map(u => u.plain)).size`)
	if err != nil || n != int64(2) {
		t.Errorf("%v different passwords of two accounts, %v", n, err)
	}
}
