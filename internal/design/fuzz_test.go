package design

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"github.com/ashlarsec/ashlar/internal/api"
)

// A document that loads, written again from what was understood, loads as the
// same design; one that does not load says where, and tells no secret.
func FuzzParse(f *testing.F) {
	f.Add([]byte("target: http://h\nidentities:\n  - {name: a, role: r, bearer: '${ASHLAR_X:-t}'}\n  - name: b\n    login:\n      operation: POST /l\n      body: {p: [1, -2.5e3, true, null, \"x$${y}\", 18446744073709551615]}\n      token: {body: a.b}\n"))
	f.Add([]byte("identities: [{name: a, api_key: {in: header, name: k, value: v}}, {name: b, basic: {user: u, password: p}}, {name: c, cookie: 'a=b; c=\"d\"'}, {name: d, headers: {a: b}}]\nscope: [h, 'h:80', '[::1]:80']"))
	f.Add([]byte("sign_up: {operation: POST /s, form: {a: ''}}\nlogin: {operation: POST /l, form: {}, token: {cookie: c}, send: {header: authorization, prefix: ''}}\nmode: safe\nrate: 0.5\nconcurrency: 4\nmax_requests: 9\nbudget: 5m0.5s\ntimeout: 10s\nseed: 7\ncontracts: [a/../b.yaml]"))
	f.Add([]byte("a: &x [*x]\nidentities: [{bearer: *y}]"))
	f.Add([]byte("identities:\n- {name: a, bearer: {s3cr3t: 1}}\n- {name: a, bearer: !!s3cr3t s3cr3t}\n? [s3cr3t]\n: b\n..."))
	f.Add([]byte(orders))
	f.Add([]byte("gate: {fail_under: 75, fail_on: high, min_coverage: 79.5, baseline: b.json, new_only: true}\ndesign: {resources: {r: {paths: [/], owner: {property: a, identity: b}, secret: []}}, public: ['* /a', '/'], limits: {default: 1/h}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		design, err := Parse("ashlar.yaml", text, env)
		if err != nil {
			checkProblems(t, err)
			return
		}
		again, err := Parse("ashlar.yaml", marshal(t, design), env)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, marshal(t, design))
		}
		if diff := cmp.Diff(design, again, cmpopts.IgnoreTypes(api.Place{}),
			cmpopts.SortSlices(func(a, b Resource) bool { return a.Name < b.Name }), cmpopts.SortSlices(func(a, b Role) bool { return a.Name < b.Name })); diff != "" {
			t.Errorf("changed by writing and reading:\n%s", diff)
		}
	})
}

func checkProblems(t *testing.T, err error) {
	var problems Problems
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, p := range problems {
		if p.Line < 1 || p.Column < 1 || p.Text == "" {
			t.Errorf("%#v has no place or no text", p)
		}
		if strings.ContainsAny(p.Text, "\n\r\x1b") {
			t.Errorf("%q is not one line", p.Text)
		}
	}
}

// No credential of any kind appears in an error, whatever is wrong with it or
// around it.
func FuzzNoSecretInErrors(f *testing.F) {
	f.Add("s3cr3t t0ken", "bearer", uint8(0))
	f.Add("*s3cr3t", "bearer", uint8(1))
	f.Add("${s3cr3t+t0ken}", "cookie", uint8(2))
	f.Add("a: s3cr3t/t0ken", "headers", uint8(3))
	f.Add("!s3cr3t/t0ken x", "basic", uint8(4))
	f.Add("https://u:s3cr3t/t0ken@h", "target", uint8(5))
	shapes := []string{
		"identities: [{name: a, %[1]s: %[2]q}]", "identities:\n  - name: a\n    %[1]s: %[2]s\n",
		"identities: [{name: a, headers: {x: %[2]q, y: [%[2]q]}}]", "identities:\n  - name: a\n    api_key: {in: %[2]s, name: %[1]s, value: %[2]s}\n",
		"identities:\n  - name: a\n    basic: {user: u, password: %[2]s}\n    login: {body: {p: %[2]s}}", "target: %[2]s\nmode: %[2]s\nbudget: %[2]s\nseed: %[2]s\n",
	}
	f.Fuzz(func(t *testing.T, around, key string, shape uint8) {
		// The mark cannot be a key or a variable that an error may repeat.
		const mark = "9a+Zq/7xK=9a+Zq/7xK"
		if len(key) > 20 {
			return
		}
		secret := strings.ReplaceAll(around, "s3cr3t", mark)
		_, err := Parse("ashlar.yaml", fmt.Appendf(nil, shapes[int(shape)%len(shapes)], key, secret), env)
		if err != nil && strings.Contains(err.Error(), mark) {
			t.Errorf("%v", err)
		}
	})
}

// marshal writes a design as text that the reader takes. It is not part of
// the package, because it writes secrets.
func marshal(t *testing.T, d *Design) []byte {
	t.Helper()
	m := map[string]any{}
	put(m, "target", d.Target)
	var contracts []any
	for _, c := range d.Contracts {
		below, err := filepath.Rel(filepath.Dir(d.Path), c)
		if err != nil {
			t.Fatal(err)
		}
		contracts = append(contracts, quote(below))
	}
	put(m, "contracts", contracts)
	var scope []any
	for _, s := range d.Scope {
		scope = append(scope, quote(s))
	}
	put(m, "scope", scope)
	var identities []any
	for _, i := range d.Identities {
		identities = append(identities, marshalIdentity(i))
	}
	put(m, "identities", identities)
	if d.SignUp != nil {
		m["sign_up"] = marshalFlow(*d.SignUp)
	}
	if d.Login != nil {
		m["login"] = marshalLogin(*d.Login)
	}
	put(m, "mode", d.Mode)
	put(m, "rate", d.Rate)
	put(m, "concurrency", d.Concurrency)
	put(m, "max_requests", d.MaxRequests)
	if d.Budget != 0 {
		m["budget"] = d.Budget.String()
	}
	if d.Timeout != 0 {
		m["timeout"] = d.Timeout.String()
	}
	if d.Seed != nil {
		m["seed"] = *d.Seed
	}
	if d.Gate != nil {
		m["gate"] = marshalGate(t, d)
	}
	if d.Intent != nil {
		m["design"] = marshalIntent(d.Intent)
	}
	text, err := yaml.Dump(m)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func marshalGate(t *testing.T, d *Design) map[string]any {
	m := map[string]any{}
	if g := d.Gate; g.FailUnder != nil {
		m["fail_under"] = *g.FailUnder
	}
	put(m, "fail_on", d.Gate.FailOn)
	if d.Gate.MinCoverage != nil {
		m["min_coverage"] = *d.Gate.MinCoverage
	}
	if d.Gate.Baseline != "" {
		below, err := filepath.Rel(filepath.Dir(d.Path), d.Gate.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		m["baseline"] = quote(below)
	}
	if d.Gate.NewOnly != nil {
		m["new_only"] = *d.Gate.NewOnly
	}
	return m
}

func marshalIntent(i *Intent) map[string]any {
	resources, roles := map[string]any{}, map[string]any{}
	m := map[string]any{}
	for _, r := range i.Resources {
		resources[r.Name] = marshalResource(r)
	}
	for _, r := range i.Roles {
		roles[r.Name] = map[string]any{"operations": patterns(r.Operations)}
	}
	if i.Resources != nil {
		m["resources"] = resources
	}
	if i.Roles != nil {
		m["roles"] = roles
	}
	if i.Public != nil {
		m["public"] = patterns(i.Public)
	}
	put(m, "commands", wordsOf(i.Commands))
	limits := map[string]any{}
	put(limits, "page", i.Limits.Page)
	if l := i.Limits.Default; l.Requests != 0 {
		limits["default"] = l.String()
	}
	if l := i.Limits.Login; l.Requests != 0 {
		limits["login"] = l.String()
	}
	m["limits"] = limits
	return m
}

func marshalResource(r Resource) map[string]any {
	m := map[string]any{}
	put(m, "collection", r.Collection)
	if r.Paths != nil {
		m["paths"] = patterns(r.Paths)
	}
	put(m, "owner", r.Access)
	var owners []any
	for _, o := range r.Owner {
		owners = append(owners, map[string]any{"property": quote(o.Property), "identity": quote(o.Identity)})
	}
	put(m, "owner", owners)
	put(m, "readable", wordsOf(r.Readable))
	put(m, "secret", wordsOf(r.Secret))
	put(m, "writable", wordsOf(r.Writable))
	put(m, "computed", wordsOf(r.Computed))
	return m
}

func patterns(list []Pattern) []any {
	all := []any{}
	for _, p := range list {
		all = append(all, quote(p.String()))
	}
	return all
}

func wordsOf(list []Word) []any {
	var all []any
	for _, w := range list {
		all = append(all, quote(w.Text))
	}
	if list != nil && all == nil {
		return []any{}
	}
	return all
}

func marshalIdentity(i Identity) map[string]any {
	m := map[string]any{}
	put(m, "name", i.Name)
	put(m, "role", i.Role)
	put(m, "tenant", i.Tenant)
	put(m, "bearer", i.Bearer)
	if k := i.APIKey; k != nil {
		m["api_key"] = map[string]any{"in": k.In, "name": quote(k.Name), "value": quote(k.Value)}
	}
	if b := i.Basic; b != nil {
		m["basic"] = map[string]any{"user": quote(b.User), "password": quote(b.Password)}
	}
	put(m, "cookie", texts(i.Cookies))
	put(m, "headers", texts(i.Headers))
	if i.Login != nil {
		m["login"] = marshalLogin(*i.Login)
	}
	return m
}

func marshalLogin(l Login) map[string]any {
	m := marshalFlow(l.Flow)
	if l.Token != (Token{}) {
		token := map[string]any{}
		put(token, "body", l.Token.Body)
		put(token, "header", l.Token.Header)
		put(token, "cookie", l.Token.Cookie)
		m["token"] = token
	}
	if l.Send != (Send{}) {
		send := map[string]any{}
		put(send, "header", l.Send.Header)
		put(send, "cookie", l.Send.Cookie)
		put(send, "query", l.Send.Query)
		if l.Send.Header != "" {
			send["prefix"] = quote(l.Send.Prefix)
		}
		m["send"] = send
	}
	return m
}

func marshalFlow(f Flow) map[string]any {
	m := map[string]any{"operation": quote(f.Operation)}
	if f.Body != nil {
		m["body"] = quoted(f.Body)
	}
	if f.Form != nil {
		m["form"] = quoted(f.Form)
	}
	return m
}

// put leaves out what was not written.
func put(m map[string]any, key string, v any) {
	switch v := v.(type) {
	case string:
		if v != "" {
			m[key] = quote(v)
		}
	case []any:
		if v != nil {
			m[key] = v
		}
	case map[string]any:
		if v != nil {
			m[key] = v
		}
	case int:
		if v != 0 {
			m[key] = v
		}
	case float64:
		if v != 0 {
			m[key] = v
		}
	}
}

func texts(m map[string]string) map[string]any {
	if m == nil {
		return nil
	}
	return quoted(m).(map[string]any)
}

// quote writes text so that variables and files in it stay text.
func quote(text string) string {
	text = strings.ReplaceAll(text, "${", "$${")
	if rest, ok := strings.CutPrefix(text, "file:"); ok {
		text = "${ASHLAR_NONE:-file:}" + rest
	}
	return text
}

func quoted(v any) any {
	switch v := v.(type) {
	case string:
		return quote(v)
	case float64:
		// 2500.0 would come back as a whole number.
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(v, 'e', -1, 64)}
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = quoted(e)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			object[k] = quoted(v[k])
		}
		return object
	case map[string]string:
		object := map[string]any{}
		for k, e := range v {
			object[k] = quote(e)
		}
		return object
	}
	return v
}

// What is read as a body can be sent as JSON.
func FuzzBodyIsJSON(f *testing.F) {
	f.Add("{a: [1, 2.5, .1e400, 0x1F, 1_000, ~, yes, 2026-01-02], 1: b, true: c}")
	f.Fuzz(func(t *testing.T, body string) {
		design, err := Parse("ashlar.yaml", []byte("sign_up:\n  operation: POST /s\n  body: "+body+"\n"), env)
		if err != nil || design.SignUp == nil {
			return
		}
		if _, err := json.Marshal(design.SignUp.Body); err != nil {
			t.Error(err)
		}
	})
}
