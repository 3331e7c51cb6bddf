package design

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// environment is what variables are in these tests.
var environment = map[string]string{
	"ASHLAR_TOKEN":   "s3cr3t-t0ken",
	"ASHLAR_EMPTY":   "",
	"ASHLAR_NEWLINE": "s3cr3t\nX-Evil: 1",
	"HOME":           "/s3cr3t",
}

func env(name string) (string, bool) {
	v, ok := environment[name]
	return v, ok
}

func TestEveryKey(t *testing.T) {
	const text = `
target: http://localhost:5000/api/
contracts: [openapi.yaml, docs/admin.json]
scope: [API.example.com, "10.0.0.7:8080", https://auth.example.com]
identities:
  - name: alice
    role: customer
    tenant: acme
    login:
      operation: post /auth/login
      body: {email: alice@acme.example, password: "${ASHLAR_ALICE_PASSWORD:-demo}", n: [1, 2.5, true, null], at: 2026-01-02}
      token: {body: access_token}
  - name: admin
    role: admin
    bearer: ${ASHLAR_TOKEN}
  - {name: keyed, api_key: {in: header, name: x-api-key, value: "a$${b}"}}
  - {name: basic, basic: {user: b, password: p}}
  - {name: browser, cookie: session=abc; lang=en}
  - {name: browser2, cookie: {session: abc}}
  - {name: custom, headers: {x-user: u, X-Sign: s}}
  - name: cookied
    login: {operation: POST /login, form: {user: u, password: "1"}, token: {cookie: sid}}
  - name: sent
    login: {operation: POST /login, token: {body: /data/t~1k}, send: {header: x-token}}
  - name: unprefixed
    login: {operation: POST /login, token: {header: x-token}, send: {header: authorization, prefix: ""}}
  - name: queried
    login: {operation: POST /login, token: {body: t}, send: {query: access_token}}
sign_up:
  operation: POST /auth/register
  body: {email: "{email}", password: "{password}"}
login:
  operation: POST /auth/login
  body: {email: "{email}", password: "{password}"}
mode: safe
rate: 12.5
concurrency: 4
max_requests: 3000
budget: 5m
timeout: 10s
seed: 18446744073709551615
`
	got, err := Parse("api/ashlar.yaml", []byte(text), env)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(18446744073709551615)
	people := map[string]any{"email": "{email}", "password": "{password}"}
	want := &Design{
		Path:      "api/ashlar.yaml",
		Target:    "http://localhost:5000/api",
		Contracts: []string{filepath.Join("api", "openapi.yaml"), filepath.Join("api", "docs", "admin.json")},
		Scope:     []string{"api.example.com", "10.0.0.7:8080", "https://auth.example.com"},
		Identities: []Identity{
			{Name: "alice", Role: "customer", Tenant: "acme", Login: &Login{
				Flow: Flow{Operation: "POST /auth/login", Body: map[string]any{
					"email": "alice@acme.example", "password": "demo",
					"n": []any{int64(1), 2.5, true, nil}, "at": "2026-01-02",
				}},
				Token: Token{Body: "access_token"},
				Send:  Send{Header: "Authorization", Prefix: "Bearer"},
			}},
			{Name: "admin", Role: "admin", Bearer: "s3cr3t-t0ken"},
			{Name: "keyed", APIKey: &APIKey{In: "header", Name: "X-Api-Key", Value: "a${b}"}},
			{Name: "basic", Basic: &Basic{User: "b", Password: "p"}},
			{Name: "browser", Cookies: map[string]string{"session": "abc", "lang": "en"}},
			{Name: "browser2", Cookies: map[string]string{"session": "abc"}},
			{Name: "custom", Headers: map[string]string{"X-User": "u", "X-Sign": "s"}},
			{Name: "cookied", Login: &Login{
				Flow:  Flow{Operation: "POST /login", Form: map[string]string{"user": "u", "password": "1"}},
				Token: Token{Cookie: "sid"}, Send: Send{Cookie: "sid"},
			}},
			{Name: "sent", Login: &Login{Flow: Flow{Operation: "POST /login"}, Token: Token{Body: "/data/t~1k"}, Send: Send{Header: "X-Token"}}},
			{Name: "unprefixed", Login: &Login{Flow: Flow{Operation: "POST /login"}, Token: Token{Header: "X-Token"}, Send: Send{Header: "Authorization"}}},
			{Name: "queried", Login: &Login{Flow: Flow{Operation: "POST /login"}, Token: Token{Body: "t"}, Send: Send{Query: "access_token"}}},
		},
		SignUp: &Flow{Operation: "POST /auth/register", Body: people},
		Login:  &Login{Flow: Flow{Operation: "POST /auth/login", Body: people}},
		Mode:   "safe", Rate: 12.5, Concurrency: 4, MaxRequests: 3000,
		Budget: 5 * time.Minute, Timeout: 10 * time.Second, Seed: &seed,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "---\n", "{}", "\ufeff# mark\n"} {
		got, err := Parse("ashlar.yaml", []byte(text), env)
		if diff := cmp.Diff(&Design{Path: "ashlar.yaml"}, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
}

func TestMistakes(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"misspelt key":             {"identities:\n  - name: a\n    tennant: acme\n    bearer: t", `3:5: unknown key "tennant" in an identity: did you mean "tenant"?`},
		"key with a dash":          {"max-requests: 3", `1:1: unknown key "max-requests" in ashlar.yaml: did you mean "max_requests"?`},
		"swapped letters":          {"moed: safe", `1:1: unknown key "moed" in ashlar.yaml: did you mean "mode"?`},
		"key of a later version":   {"guard: {rules: []}", `1:1: unknown key "guard" in ashlar.yaml: known are budget, concurrency, contracts, design, gate, identities, login, max_requests, mode, rate, scope, seed, sign_up, target, timeout`},
		"key that may be a secret": {"s3cr3t/t0ken: x", `1:1: unknown key in ashlar.yaml: known are budget, concurrency, contracts, design, gate, identities, login, max_requests, mode, rate, scope, seed, sign_up, target, timeout`},
		"key twice":                {"mode: safe\nmode: full", `2:1: a key of ashlar.yaml stands here for the second time, first in line 1: keep one`},
		"list at the top":          {"- a", `1:1: ashlar.yaml must be a mapping, with a line for each "key: value"`},
		"text at the top":          {"s3cr3t", `1:1: ashlar.yaml must be a mapping, with a line for each "key: value"`},
		"no value":                 {"target:", `1:8: "target" has no value: write one, or remove the key`},
		"merge key":                {"<<: {mode: safe}", `1:1: merge keys are not read: write the keys of ashlar.yaml out`},
		"two documents":            {"mode: safe\n---\nmode: full", `2:1: a second document begins here: keep one`},
		"not YAML":                 {"mode: safe\n  x: [", `2:4: not YAML: mapping values are not allowed in this context`},
		"path without quotes":      {"design: {public: [GET /a/{id}]}", `1:26: not YAML: did not find expected ',' or ']'; in [ ] and { }, put text that has { } [ ] or , in quotes, like "/orders/{id}"`},
		"tab":                      {"limits:\n\tpage: 1", `2:1: not YAML: found character that cannot start any token; indent with spaces and no tabs, and put text that begins with @ or % in quotes`},
		"token with an asterisk":   {"identities: [{name: a, bearer: *s3cr3t}]", `1:32: an alias without an anchor: put text that begins with * in quotes`},
		"tag that does not fit":    {"seed: !!int s3cr3t", `1:7: "seed" must be a whole number from 0 to 18446744073709551615`},
		"control character":        {"mode: safe\nrole: \x01", `2:7: not UTF-8 text, or a control character: save the file as UTF-8`},
		"not UTF-8":                {"a: \xff", `1:4: not UTF-8 text, or a control character: save the file as UTF-8`},

		"mode that is none":       {"mode: sage", `1:7: "mode" must be one of passive, safe, full; did you mean "safe"?`},
		"duration without a unit": {"budget: 300", `1:9: "budget" must be a time with its unit, like 10s or 5m`},
		"negative duration":       {"timeout: -3s", `1:10: "timeout" must be a time with its unit, like 10s or 5m`},
		"rate of nothing":         {"rate: 0", `1:7: "rate" must be a number of requests a second, above 0 and at most 10000`},
		"rate without end":        {"rate: .inf", `1:7: "rate" must be a number of requests a second, above 0 and at most 10000`},
		"count that is a text":    {`concurrency: "4"`, `1:14: "concurrency" must be a whole number from 1 to 1000`},
		"negative seed":           {"seed: -1", `1:7: "seed" must be a whole number from 0 to 18446744073709551615`},

		"target without scheme":     {"target: localhost:5000", `1:9: "target" must be an address like http://localhost:5000`},
		"target with a password":    {"target: http://u:s3cr3t@h", `1:9: "target" must not hold a user or password: write an identity with "basic"`},
		"target with a query":       {"target: http://h/?k=s3cr3t", `1:9: "target" must end before ? and #`},
		"scope with a path":         {"scope: [h/admin]", `1:9: "scope" takes hosts, like api.example.com, 10.0.0.7:8080 or https://api.example.com`},
		"scope with a wildcard":     {"scope: ['*.example.com']", `1:9: "scope" takes hosts, like api.example.com, 10.0.0.7:8080 or https://api.example.com`},
		"scope that is a text":      {"scope: h", `1:8: "scope" must be a list, with a line for each "- value"`},
		"contract in the parent":    {"contracts: [../openapi.yaml]", `1:13: "contracts" must name files below the folder of ashlar.yaml: move the file there`},
		"contract from the root":    {"contracts: [/etc/passwd]", `1:13: "contracts" must name files below the folder of ashlar.yaml: move the file there`},
		"contract from the network": {"contracts: ['https://h/openapi.json']", `1:13: "contracts" takes files, not addresses: name the address on the command line`},

		"no credential":           {"identities:\n  - name: a\n    role: r", `2:5: an identity needs a credential: one of api_key, basic, bearer, cookie, headers, login`},
		"two credentials":         {"identities:\n  - name: a\n    bearer: t\n    cookie: s=1", `4:5: an identity has one credential, and this one has "bearer" and "cookie": keep one, or make two identities`},
		"no name":                 {"identities: [{bearer: t}]", `1:14: an identity needs a "name"`},
		"name twice":              {"identities:\n  - {name: a-b, bearer: t}\n  - {name: A_b, bearer: t}", `3:12: the name "A_b" is taken in line 2 (case, - and _ do not tell names apart): choose another`},
		"reserved name":           {"identities: [{name: Anonymous, bearer: t}]", `1:21: the name "anonymous" is reserved: choose another`},
		"name with a dot":         {"identities: [{name: a.b, bearer: t}]", `1:21: "name" must begin with a letter and go on with up to 31 letters, digits, - or _`},
		"number for a text":       {"identities: [{name: a, bearer: 1234567}]", `1:32: "bearer" must be text: put the value in quotes`},
		"mapping for a text":      {"identities: [{name: a, bearer: {s3cr3t: s3cr3t}}]", `1:32: "bearer" must be text`},
		"secret in a tag":         {"identities: [{name: a, bearer: !s3cr3t x}]", `1:32: "bearer" must be text, without a tag`},
		"empty credential":        {`identities: [{name: a, bearer: ""}]`, `1:32: "bearer" is empty: write a value, or remove the key`},
		"credential in two lines": {"identities: [{name: a, bearer: \"${ASHLAR_NEWLINE}\"}]", `1:32: "bearer" must be one line, without control characters`},
		"key without a place":     {"identities: [{name: a, api_key: {name: k, value: v}}]", `1:33: "api_key" needs "in"`},
		"key in a body":           {"identities: [{name: a, api_key: {in: body, name: k, value: v}}]", `1:38: "in" must be one of header, query, cookie`},
		"user with a colon":       {"identities: [{name: a, basic: {user: 'a:b', password: p}}]", `1:38: "user" must not hold a colon (RFC 7617)`},
		"framing header":          {"identities: [{name: a, headers: {content-length: '3'}}]", `1:34: the header Content-Length cannot be set: remove it`},
		"header twice":            {"identities: [{name: a, headers: {x-a: '3', X-A: '4'}}]", `1:44: this header stands here twice, upper and lower case being the same: keep one`},
		"no header":               {"identities: [{name: a, headers: {}}]", `1:33: "headers" is empty: write "name: value" below it`},
		"cookie without a name":   {"identities: [{name: a, cookie: s3cr3t}]", `1:32: "cookie" must look like name=value; other=value, or be a mapping`},
		"cookie with a semicolon": {"identities: [{name: a, cookie: {s: 's3;cr3t'}}]", `1:33: a cookie value cannot hold spaces, quotes, commas, semicolons or backslashes: encode it`},

		"login without operation": {"identities: [{name: a, login: {token: {body: t}}}]", `1:31: "login" needs "operation"`},
		"operation without path":  {"identities: [{name: a, login: {operation: POST, token: {body: t}}}]", `1:43: "operation" must be a method and a path below the target, like POST /auth/login`},
		"operation elsewhere":     {"identities: [{name: a, login: {operation: POST //evil/x, token: {body: t}}}]", `1:43: "operation" must be a method and a path below the target, like POST /auth/login`},
		"body and form":           {"identities: [{name: a, login: {operation: POST /l, body: {}, form: {}}}]", `1:62: "login" sends either "body" or "form": keep one`},
		"token in two places":     {"identities: [{name: a, login: {operation: POST /l, token: {body: t, cookie: c}}}]", `1:59: "token" needs exactly one of body, header, cookie`},
		"token path with a hole":  {"identities: [{name: a, login: {operation: POST /l, token: {body: a..b}}}]", `1:66: "body" says where the token is in the answer, like access_token, data.token or /data/token`},
		"prefix of a cookie":      {"identities: [{name: a, login: {operation: POST /l, send: {cookie: c, prefix: p}}}]", `1:70: "prefix" belongs to "header": remove it`},
		"login for nobody":        {"login: {operation: POST /l}", `1:1: "login" at the top says how new accounts are logged in, and needs "sign_up": add it, or move "login" into an identity`},
		"endless number in body":  {"sign_up: {operation: POST /s, body: {n: .nan}}", `1:41: "body" holds a number that JSON cannot say: put it in quotes`},
		"octal in body":           {"sign_up: {operation: POST /s, body: {zip: 01234}}", `1:43: "body" holds a number that begins with 0: put it in quotes, or leave the 0 out`},
		"body that holds itself":  {"sign_up: {operation: POST /s, body: &x [*x]}", `1:37: "body" is nested deeper than 100: write it flatter`},
		"file without a folder":   {"identities: [{name: a, bearer: 'file:t.txt'}]", `1:32: "bearer": files cannot be read here`},

		"unset variable":        {"identities: [{name: a, bearer: '${ASHLAR_NONE}'}]", `1:32: "bearer": ASHLAR_NONE is not set: set it, or write a default as ${ASHLAR_NONE:-…}`},
		"empty variable":        {"identities: [{name: a, bearer: '${ASHLAR_EMPTY}'}]", `1:32: "bearer": ASHLAR_EMPTY is empty: set it, or write a default as ${ASHLAR_EMPTY:-…}`},
		"another's variable":    {"target: 'http://evil/${HOME}'", `1:9: "target": ${HOME} is refused: only variables named ASHLAR_… can be used; write $${ for a plain ${`},
		"variable with a space": {"target: 'http://evil/${HO ME}'", `1:9: "target": only variables named ASHLAR_… can be used: write $${ for a plain ${`},
		"open variable":         {"target: 'http://evil/${ASHLAR_TOKEN'", `1:9: "target": ${ without a closing }: write ${ASHLAR_NAME}, or $${ for a plain ${`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Parse("ashlar.yaml", []byte(test.text), env)
			if err == nil {
				t.Fatalf("no error, but %+v", got)
			}
			if want := "ashlar.yaml:" + test.want; err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
			if strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("a secret in %v", err)
			}
		})
	}
}

func TestAllMistakesAreToldInOrder(t *testing.T) {
	const text = "mode: sage\nidentities:\n  - name: a\n    tennant: t\n    bearer: ${ASHLAR_NONE}${HOME}\n    cookie: c=1\ntarget: x\n"
	_, err := Parse("ashlar.yaml", []byte(text), env)
	want := strings.Join([]string{
		`ashlar.yaml:1:7: "mode" must be one of passive, safe, full; did you mean "safe"?`,
		`ashlar.yaml:4:5: unknown key "tennant" in an identity: did you mean "tenant"?`,
		`ashlar.yaml:5:13: "bearer": ASHLAR_NONE is not set: set it, or write a default as ${ASHLAR_NONE:-…}`,
		`ashlar.yaml:5:13: "bearer": ${HOME} is refused: only variables named ASHLAR_… can be used; write $${ for a plain ${`,
		`ashlar.yaml:6:5: an identity has one credential, and this one has "bearer" and "cookie": keep one, or make two identities`,
		`ashlar.yaml:7:9: "target" must be an address like http://localhost:5000`,
	}, "\n")
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

func TestBombsAreRefused(t *testing.T) {
	var aliases strings.Builder
	aliases.WriteString("sign_up:\n  operation: POST /s\n  body:\n    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&aliases, "    a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	long := strings.Repeat("x", 900<<10)
	tests := map[string]string{
		"aliases of aliases":     aliases.String(),
		"alias to a long text":   "sign_up:\n  operation: POST /s\n  body:\n    - &a " + long + "\n" + strings.Repeat("    - *a\n", 1000),
		"defaults multiplied":    "sign_up:\n  operation: POST /s\n  body:\n    - &a ${ASHLAR_NONE:-" + long + "}\n" + strings.Repeat("    - *a\n", 1000),
		"deep nesting":           "sign_up: {operation: POST /s, body: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}",
		"nesting without an end": strings.Repeat("[", 200_000),
		"too long":               "# " + strings.Repeat("x", 1<<20),
		"many mistakes":          manyKeys(),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("ashlar.yaml", []byte(text), env)
			if err == nil {
				t.Fatal("no error")
			}
			if len(err.Error()) > 50_000 {
				t.Errorf("%d bytes of error", len(err.Error()))
			}
		})
	}
}

func manyKeys() string {
	var b strings.Builder
	for i := range 80_000 {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func TestLoadStaysBelowItsFolder(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret.txt"), "s3cr3t")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "openapi.yaml"), "openapi: 3.1.0")
	write(t, filepath.Join(folder, "keys", "token.txt"), "from-a-file\n")
	write(t, filepath.Join(folder, "big.txt"), strings.Repeat("s3cr3t", 20_000))
	for link, to := range map[string]string{
		"out.txt": filepath.Join(outside, "secret.txt"), "in.txt": filepath.Join("keys", "token.txt"),
		"outdir": outside, "loop": "loop",
	} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct{ text, want string }{
		"contract here":             {"contracts: [openapi.yaml]", ""},
		"contract that is missing":  {"contracts: [open.yaml]", `"contracts" names a file that does not exist: write its path from the folder of ashlar.yaml`},
		"contract through a link":   {"contracts: [out.txt]", `"contracts" must name files below the folder of ashlar.yaml: a link leads out of it`},
		"contract through a folder": {"contracts: [outdir/secret.txt]", `"contracts" must name files below the folder of ashlar.yaml: a link leads out of it`},
		"contract that is a folder": {"contracts: [keys]", `"contracts" must name a file`},
		"token in a file":           {"identities: [{name: a, bearer: 'file:keys/token.txt'}]", ""},
		"token through an own link": {"identities: [{name: a, bearer: 'file:in.txt'}]", ""},
		"token in a body":           {"identities: [{name: a, login: {operation: POST /l, body: {password: 'file:in.txt'}}}]", ""},
		"token outside":             {"identities: [{name: a, bearer: 'file:../secret.txt'}]", `"bearer" must name files below the folder of ashlar.yaml: move the file there`},
		"token through a link":      {"identities: [{name: a, bearer: 'file:out.txt'}]", `"bearer" must name files below the folder of ashlar.yaml: a link leads out of it`},
		"token in a loop":           {"identities: [{name: a, bearer: 'file:loop'}]", `"bearer" names a file that cannot be opened: too many levels of symbolic links`},
		"token too large":           {"identities: [{name: a, bearer: 'file:big.txt'}]", `"bearer" names a file that cannot be read: it must be a file of at most 65536 bytes`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, "ashlar.yaml")
			write(t, path, test.text)
			got, err := Load(path, env)
			switch {
			case test.want == "" && err != nil:
				t.Fatal(err)
			case test.want != "" && (err == nil || !strings.HasSuffix(err.Error(), ": "+test.want)):
				t.Errorf("got  %v\nwant %s", err, test.want)
			case err != nil && strings.Contains(err.Error(), "s3cr3t"):
				t.Errorf("a secret in %v", err)
			}
			if got != nil && got.Identities != nil && fmt.Sprint(got.Identities[0].Secrets()) != "[from-a-file]" {
				t.Errorf("read %v", got.Identities[0].Secrets())
			}
		})
	}
}

func TestLoadOfWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	if _, err := Load(filepath.Join(folder, "ashlar.yaml"), env); !os.IsNotExist(unwrapAll(err)) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Load(folder, env); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("folder: %v", err)
	}
}

func unwrapAll(err error) error {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || os.IsNotExist(err) {
			return err
		}
		err = inner.Unwrap()
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestIdentityPrintsWithoutItsSecret(t *testing.T) {
	design, err := Parse("ashlar.yaml", []byte(`identities:
  - {name: a, role: r, bearer: s3cr3t}
  - {name: b, api_key: {in: query, name: k, value: s3cr3t}}
  - {name: c, basic: {user: c, password: s3cr3t}}
  - {name: d, cookie: {c: s3cr3t}}
  - {name: e, headers: {c: s3cr3t}}
  - {name: f, login: {operation: POST /l, body: {auth: [{passphrase: s3cr3t}]}}}
  - {name: g, login: {operation: POST /l, form: {user_pwd: s3cr3t, user: g}}}
`), env)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range design.Identities {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if text := fmt.Sprintf(verb, i); strings.Contains(text, "s3cr3t") || !strings.Contains(text, i.Name) {
				t.Errorf("%s prints %s", verb, text)
			}
		}
		if text := i.LogValue().String(); strings.Contains(text, "s3cr3t") {
			t.Errorf("the log has %s", text)
		}
		if got := fmt.Sprint(i.Secrets()); got != "[s3cr3t]" {
			t.Errorf("%s: secrets %s", i, got)
		}
	}
	if text := fmt.Sprintf("%+v", design); strings.Contains(text, "s3cr3t") {
		t.Errorf("the design prints %s", text)
	}
	if got := design.Identities[0].String(); got != "a role=r by=bearer" {
		t.Errorf("prints %q", got)
	}
}

func TestFillCopies(t *testing.T) {
	flow := Flow{Body: map[string]any{"mail": "{email}", "deep": []any{"x{name}x", int64(1)}}, Form: map[string]string{"p": "{password}"}}
	got := Fill(flow, map[string]string{"email": "a@b", "name": "{email}", "password": "p"})
	want := Flow{Body: map[string]any{"mail": "a@b", "deep": []any{"x{email}x", int64(1)}}, Form: map[string]string{"p": "p"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if flow.Body.(map[string]any)["mail"] != "{email}" || flow.Form["p"] != "{password}" {
		t.Error("the flow itself changed")
	}
}

func TestTokenKeys(t *testing.T) {
	for place, want := range map[string][]string{
		"access_token": {"access_token"}, "data.token": {"data", "token"}, "/data/0/a~1b~0c": {"data", "0", "a/b~c"}, "": nil,
	} {
		if diff := cmp.Diff(want, Token{Body: place}.Keys()); diff != "" {
			t.Errorf("%q: %s", place, diff)
		}
	}
}

func TestSendValue(t *testing.T) {
	for _, test := range []struct {
		send Send
		want string
	}{
		{Send{Header: "Authorization", Prefix: "Bearer"}, "Bearer t"},
		{Send{Header: "X-Token"}, "t"},
		{Send{Cookie: "c"}, "t"},
	} {
		if got := test.send.Value("t"); got != test.want {
			t.Errorf("%+v sends %q", test.send, got)
		}
	}
}

func TestParseAuth(t *testing.T) {
	tests := map[string]struct {
		want Identity
		err  string
	}{
		"alice=env:ASHLAR_TOKEN":                  {want: Identity{Name: "alice", Bearer: "s3cr3t-t0ken"}},
		"alice=header:x-api-key=env:ASHLAR_TOKEN": {want: Identity{Name: "alice", APIKey: &APIKey{"header", "X-Api-Key", "s3cr3t-t0ken"}}},
		"alice=query:a=b=env:ASHLAR_TOKEN":        {want: Identity{Name: "alice", APIKey: &APIKey{"query", "a=b", "s3cr3t-t0ken"}}},
		"alice=cookie:session=env:ASHLAR_TOKEN":   {want: Identity{Name: "alice", APIKey: &APIKey{"cookie", "session", "s3cr3t-t0ken"}}},
		"alice=basic:alice@acme=env:ASHLAR_TOKEN": {want: Identity{Name: "alice", Basic: &Basic{"alice@acme", "s3cr3t-t0ken"}}},
		"alice":                                {err: "reading --auth: no NAME= in it: write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"},
		"alice=s3cr3t":                         {err: "reading --auth: the secret itself does not belong on a command line: write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"},
		"alice=header:X-Api-Key=s3cr3t":        {err: "reading --auth: the secret itself does not belong on a command line: write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"},
		"alice=body:k=env:ASHLAR_TOKEN":        {err: "reading --auth: the place is one of header:NAME, query:NAME, cookie:NAME, basic:USER: write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"},
		"anonymous=env:ASHLAR_TOKEN":           {err: `reading --auth: the name "anonymous" is reserved: choose another`},
		"alice=env:ASHLAR_NONE":                {err: `reading --auth: "bearer": ASHLAR_NONE is not set: set it, or write a default as ${ASHLAR_NONE:-…}`},
		"alice=env:HOME":                       {err: `reading --auth: "bearer": ${HOME} is refused: only variables named ASHLAR_… can be used; write $${ for a plain ${`},
		"alice=header:Content-Length=env:HOME": {err: `reading --auth: "value": ${HOME} is refused: only variables named ASHLAR_… can be used; write $${ for a plain ${; the header Content-Length cannot be set: remove it`},
		"alice=header:X Key=env:ASHLAR_TOKEN":  {err: `reading --auth: a header name holds letters, digits and - only`},
		"alice=env:ASHLAR_X:-s3cr3t":           {err: "reading --auth: after env: comes the name of a variable: write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"},
		"a b=env:ASHLAR_TOKEN":                 {err: `reading --auth: "name" must begin with a letter and go on with up to 31 letters, digits, - or _`},
		"alice=header:=env:ASHLAR_TOKEN":       {err: `reading --auth: "name" is empty: write a value, or remove the key`},
		"alice=env:ASHLAR_NEWLINE":             {err: `reading --auth: "bearer" must be one line, without control characters`},
		"=env:ASHLAR_TOKEN":                    {err: `reading --auth: "name" is empty: write a value, or remove the key`},
	}
	for flag, test := range tests {
		t.Run(flag, func(t *testing.T) {
			got, err := ParseAuth(flag, env)
			if text := fmt.Sprint(err); test.err != "" && text != test.err || test.err == "" && err != nil {
				t.Errorf("got  %s\nwant %s", text, test.err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
