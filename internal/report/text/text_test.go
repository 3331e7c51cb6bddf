package text

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/score"
)

var update = flag.Bool("update", false, "write the golden files")

var categories = map[string]string{
	"cross-owner-read": finding.CategoryBOLA, "cross-owner-write": finding.CategoryBOLA,
	"operator-injection": finding.CategoryInputValidation, "mass-assignment": finding.CategoryPropertyAuthorization,
	"missing-authentication": finding.CategoryAuthentication, "verbose-errors": finding.CategoryDataExposure,
	"missing-rate-limit": finding.CategoryRateLimiting, "server-side-request-forgery": finding.CategorySSRF,
	"server-fingerprint": finding.CategoryInventory,
}

// scan is a scan of a shop, without findings and ledger.
func scan() *finding.Scan {
	started := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	return &finding.Scan{
		SchemaVersion: finding.SchemaVersion,
		Tool:          finding.Tool{Name: "ashlar", Version: "0.1.0"},
		Target:        finding.Target{URL: "http://127.0.0.1:5000", Contracts: []string{"examples/shop/broken/openapi.yaml"}, Title: "Shop"},
		Started:       started, Ended: started.Add(14*time.Second + 300*time.Millisecond),
		Mode: "safe", Looks: []finding.Look{finding.Live}, Requests: 1240,
		Identities: []finding.Identity{
			{Name: "alice", Role: "customer", Tenant: "acme", Origin: "configured", Alive: true, Reason: "logged in"},
			{Name: "bob", Role: "customer", Tenant: "acme", Origin: "configured", Alive: true, Reason: "logged in"},
			{Name: "admin", Role: "admin", Origin: "configured", Alive: true, Reason: "logged in"},
			{Name: "anonymous", Origin: "anonymous"},
		},
		Created: []finding.Object{{Kind: "/orders", ID: "65f1c0ffee5a1ad000000001", Owner: "alice"}, {Kind: "/orders", ID: "65f1c0ffee5a1ad000000002", Owner: "bob"}},
	}
}

var shopOperations = []string{
	"DELETE /orders/{id}", "GET /admin/reports", "GET /me", "GET /orders", "GET /orders/{id}", "GET /orders/{id}/invoice",
	"GET /products", "PATCH /me", "POST /auth/login", "POST /import", "POST /orders", "PUT /orders/{id}",
}

// finish fills in the ledger and the score.
func finish(s *finding.Scan, state func(operation, weakness string) (finding.State, string)) *finding.Scan {
	for _, o := range shopOperations {
		for w := range categories {
			cell := finding.Cell{Operation: o, Weakness: w, Look: finding.Live}
			cell.State, cell.Reason = state(o, w)
			for _, f := range s.Findings {
				if f.Weakness == w && strings.Contains(strings.Join(f.Operations, "\n"), o) {
					cell.State, cell.Reason = finding.Found, ""
				}
			}
			s.Ledger = append(s.Ledger, cell)
		}
	}
	s.Score = score.Of(s.Findings, s.Ledger, func(id string) (string, bool) { c, ok := categories[id]; return c, ok })
	return s
}

func mostlyTested(operation, weakness string) (finding.State, string) {
	switch {
	case weakness == "server-side-request-forgery" && operation != "POST /import":
		return finding.NotApplicable, "it takes no address"
	case weakness == "server-side-request-forgery":
		return finding.Inconclusive, "the target could not call back (--callback names an address at which it can)"
	case operation == "POST /import":
		return finding.Untested, "no request could be built: the property file needs a value that the contract does not tell (example, default or enum would)"
	case operation == "GET /admin/reports" && weakness != "missing-authentication":
		return finding.Untested, "its summary says that it resets data: --mode full"
	}
	return finding.Clean, "refused"
}

func made(weakness, title string, severity finding.Severity, verdict finding.Verdict, field string, operations ...string) finding.Finding {
	print := finding.Fingerprint(weakness, operations[0], field)
	return finding.Finding{
		ID: print[:12], Fingerprint: print, Weakness: weakness, Title: title, Category: categories[weakness], Severity: severity, Verdict: verdict,
		Looks: []finding.Look{finding.Live}, Operation: operations[0], Operations: operations, Field: field,
		OWASP: []string{"A04:2021", "API1:2023"}, CWE: []int{639},
	}
}

func sent(who, step, method, path, body string, status int, answer string) evidence.Exchange {
	ex := evidence.Exchange{
		Identity: who, Step: step,
		Request:  evidence.Request{Method: method, URL: "http://127.0.0.1:5000" + path, Body: body},
		Response: evidence.Response{Status: status, Body: answer},
	}
	if who != "anonymous" {
		name := strings.ToUpper(who) + "_TOKEN"
		ex.Request.Headers = append(ex.Request.Headers, evidence.Header{Name: "Authorization", Value: "Bearer $" + name})
		ex.Variables = []string{name}
	}
	if body != "" {
		ex.Request.Headers = append(ex.Request.Headers, evidence.Header{Name: "Content-Type", Value: "application/json"})
	}
	return ex
}

const orderOfAlice = `{
  "_id": "65f1c0ffee5a1ad000000001",
  "address": {"city": "Ghent", "street": "Korenmarkt 1", "zip": "9000"},
  "items": [{"price": 12.5, "product": "chisel", "quantity": 2}],
  "note": "kq7x2m9vw4tz8b1c",
  "status": "new",
  "total": 25.0,
  "user_id": "65f1c0ffee5a1ad0000000aa"
}
`

func many() *finding.Scan {
	s := scan()
	read := made("cross-owner-read", "Someone else's object can be read", finding.Critical, finding.Proven, "", "GET /orders/{id}", "GET /orders/{id}/invoice")
	read.Identity = "bob"
	read.Location = &api.Place{File: "openapi.yaml", Line: 212}
	read.Remediation = `Put the owner from the authenticated context into the filter: find_one({"_id": oid, "user_id": g.user["_id"]}), and answer 404 when it finds nothing.`
	read.Evidence = evidence.Evidence{
		Summary: "bob read alice's order: her canary stands in her own listing and not in bob's",
		Exchanges: []evidence.Exchange{
			sent("alice", "alice reads the own order", "GET", "/orders/65f1c0ffee5a1ad000000001", "", 200, orderOfAlice),
			sent("bob", "bob reads it too", "GET", "/orders/65f1c0ffee5a1ad000000001", "", 200, orderOfAlice),
		},
		Control: []evidence.Exchange{sent("bob", "bob with a random identifier gets nothing of it", "GET", "/orders/65f1c0ffee5a1ad0deadbeef", "", 404, `{"error": "not found"}`)},
	}
	login := made("operator-injection", "Request data becomes query operators", finding.Critical, finding.Proven, "body.password", "POST /auth/login")
	login.OWASP, login.CWE = []string{"A04:2021"}, []int{943}
	login.Remediation = `Make the value text before it reaches the filter: check isinstance(value, str) and answer 400 otherwise, use a schema with a scalar type, or write {"$eq": value}.`
	login.Evidence = evidence.Evidence{
		Summary: "anonymous logged in as alice without her password",
		Exchanges: []evidence.Exchange{
			sent("anonymous", "a wrong password is refused", "POST", "/auth/login", `{"email":"alice@acme.example","password":"wrong"}`, 401, `{"error":"unauthorized"}`),
			sent("anonymous", "$regex that cannot match is refused", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"$regex":"^zzzzzzzz"}}`, 401, `{"error":"unauthorized"}`),
			sent("anonymous", "$gt of nothing is refused", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"$lt":""}}`, 401, `{"error":"unauthorized"}`),
			sent("anonymous", "$ne of a random text matches every password", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"$ne":"q8w2"}}`, 200, `{"access_token":"eyJ…","expires_in":3600,"token_type":"Bearer"}`),
		},
		Control: []evidence.Exchange{
			sent("anonymous", "an object without an operator is refused", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"xne":"q8w2"}}`, 401, `{"error":"unauthorized"}`),
			sent("anonymous", "once more", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"xne":"q8w2"}}`, 401, `{"error":"unauthorized"}`),
		},
	}
	open := made("missing-authentication", "Nobody asks who calls", finding.High, finding.Proven, "", "GET /orders", "DELETE /orders/{id}", "GET /admin/reports", "GET /me", "PATCH /me", "POST /orders", "PUT /orders/{id}", "GET /orders/{id}")
	open.Evidence.Summary = "anonymous got what the contract protects"
	open.Evidence.Exchanges = []evidence.Exchange{sent("anonymous", "no credential", "GET", "/orders", "", 200, `[{"_id":"65f1c0ffee5a1ad000000001","note":"kq7x2m9vw4tz8b1c"}]`)}
	open.Remediation = "Put the decorator that the siblings have on the view."
	source := made("mass-assignment", "Request properties reach a document unselected", finding.High, finding.Likely, "body.role", "PATCH /me")
	source.Looks = []finding.Look{finding.Source}
	source.Evidence = evidence.Evidence{
		Summary: "whoever calls can set any property of their own account",
		Path: []evidence.Point{
			{File: "shop/accounts.py", Line: 41, What: "read from the JSON body", Kind: "any"},
			{File: "shop/accounts.py", Line: 44, What: "the properties that users.update_one sets", Kind: "any"},
		},
		Guard: "no allowlist or schema stands between; the live look tried it and could not prove it: role was not kept",
	}
	source.Location = &api.Place{File: "shop/accounts.py", Line: 44}
	errors := made("verbose-errors", "Errors tell how the server is made", finding.Medium, finding.Proven, "path.id", "GET /orders/{id}")
	errors.Evidence.Summary = "a malformed identifier brings the message of a BSON exception"
	errors.Evidence.Exchanges = []evidence.Exchange{sent("alice", "an identifier that is none", "GET", "/orders/xx", "", 500, "Traceback (most recent call last):\n  File \"/app/shop/orders.py\", line 12, in get\nbson.errors.InvalidId: 'xx' is not a valid ObjectId\x1b[31m")}
	rate := made("missing-rate-limit", "Nothing slows repeated calls", finding.Medium, finding.Possible, "", "GET /products")
	rate.Operation = ""
	rate.Evidence.Summary = "30 calls in a second were all answered"
	version := made("server-fingerprint", "The server tells its version", finding.Info, finding.Proven, "", "GET /products")
	version.Evidence.Exchanges = []evidence.Exchange{{Identity: "anonymous", Request: evidence.Request{Method: "GET", URL: "http://127.0.0.1:5000"}, Response: evidence.Response{Error: "connection reset by peer"}}}
	s.Findings = []finding.Finding{read, login, open, source, errors, rate, version}
	s.LeftBehind = []finding.Object{}
	for i := range 11 {
		s.LeftBehind = append(s.LeftBehind, finding.Object{Kind: "/orders", ID: fmt.Sprintf("65f1c0ffee5a1ad0000000%02d", i), Owner: "alice", Note: "DELETE answered 405"})
	}
	s.LeftBehind = append(s.LeftBehind, finding.Object{Kind: "/auth/register", ID: "ashlar-7f3a@example.com", Note: "the API has no operation that deletes it"})
	s.Created = append(s.Created, s.LeftBehind...)
	s.Notes = []finding.Note{{Level: "info", Text: "the contract was found at /openapi.json"}, {Level: "warning", Text: "openapi.yaml:12: the schema Money is not defined; it was taken for anything"}}
	return finish(s, mostlyTested)
}

// sourced is a scan of a folder and a running API: a proof with its path, a
// proof for which none was found, and paths alone.
func sourced() *finding.Scan {
	s := scan()
	s.Looks = []finding.Look{finding.Source, finding.Live}
	s.Target.Sources = []string{"examples/shop/broken"}
	login := made("operator-injection", "Request data becomes query operators", finding.Critical, finding.Proven, "body.password", "POST /auth/login")
	login.Looks = s.Looks
	login.Location = &api.Place{File: "examples/shop/broken/shop/repositories/accounts.py", Line: 112}
	login.Evidence = evidence.Evidence{
		Summary:   "anonymous logged in as alice without her password",
		Exchanges: []evidence.Exchange{sent("anonymous", "$ne of a random text matches every password", "POST", "/auth/login", `{"email":"alice@acme.example","password":{"$ne":"q8w2"}}`, 200, `{"access_token":"eyJ…"}`)},
		Control:   []evidence.Exchange{sent("anonymous", "an object without an operator is refused", "POST", "/auth/login", `{"password":{"xne":"q8w2"}}`, 401, `{"error":"unauthorized"}`)},
		Guard:     "nothing makes it text on the way",
		Path: []evidence.Point{
			{File: "examples/shop/broken/shop/auth.py", Line: 40, What: "read from the JSON body", Kind: "any"},
			{File: "examples/shop/broken/shop/auth.py", Line: 41, What: "its password", Kind: "any"},
			{File: "examples/shop/broken/shop/auth.py", Line: 44, What: "passed to authenticate as password", Kind: "any"},
			{File: "examples/shop/broken/shop/repositories/accounts.py", Line: 108, What: "passed to find_account as credentials", Kind: "document"},
			{File: "examples/shop/broken/shop/repositories/accounts.py", Line: 112, Code: "    return self.users.find_one({\"email\": credentials[\"email\"], \"password\": credentials[\"password\"]})", What: "in the filter of users.find_one, where a client can put an operator in the place of the text", Kind: "any"},
		},
	}
	open := made("missing-authentication", "Nobody asks who calls", finding.High, finding.Proven, "", "GET /admin/reports")
	open.Location = &api.Place{File: "examples/shop/broken/shop/admin.py", Line: 12}
	open.Evidence.Summary = "anonymous got what the contract protects"
	open.Evidence.Guard = "No code path was found for it in the source: require_user stands before it"
	open.Evidence.Exchanges = []evidence.Exchange{sent("anonymous", "no credential", "GET", "/admin/reports", "", 200, `[]`)}
	whole := made("verbose-errors", "Errors tell how the server is made", finding.Medium, finding.Likely, "", "GET /orders/{id}", "PATCH /me")
	whole.Operation = ""
	whole.Looks = []finding.Look{finding.Source}
	whole.Location = &api.Place{File: "examples/shop/broken/shop/errors.py", Line: 9}
	whole.Evidence = evidence.Evidence{
		Summary: "the text of any exception is answered", Guard: "no handler that is more particular answers first",
		Path: []evidence.Point{{File: "examples/shop/broken/shop/errors.py", Line: 9, What: "the answer", Kind: "text"}},
	}
	path := made("cross-owner-write", "Someone else's object can be changed", finding.Medium, finding.Possible, "path.id", "DELETE /orders/{id}")
	path.Looks = []finding.Look{finding.Source}
	path.Location = &api.Place{File: "examples/shop/broken/shop/orders.py", Line: 1077}
	path.Evidence = evidence.Evidence{Summary: "the filter of orders.delete_one holds no owner", Guard: "looked for g.user in the filter and after the read"}
	for i := range 12 {
		path.Evidence.Path = append(path.Evidence.Path, evidence.Point{File: "examples/shop/broken/shop/orders.py", Line: 900 + i, What: "passed on", Kind: "text"})
	}
	path.Evidence.Path = append(path.Evidence.Path, evidence.Point{File: "examples/shop/broken/shop/orders.py", Line: 1077, Code: "\tdb.orders.delete_one({\"_id\": oid})", What: "the filter of orders.delete_one", Kind: "object id"})
	s.Findings = []finding.Finding{login, open, whole, path}
	s.Silenced = []finding.Silenced{
		{Weakness: "missing-rate-limit", Operation: "POST /auth/login", File: "shop/auth.py", Line: 30, Reason: "the proxy limits logins to five a minute"},
		{Weakness: "verbose-errors", File: "shop/errors.py", Line: 12, Reason: "internal network only"},
	}
	return finish(s, mostlyTested)
}

func none() *finding.Scan { return finish(scan(), mostlyTested) }

func noScore() *finding.Scan {
	s := scan()
	s.Identities[1].Alive, s.Identities[1].Reason = false, "POST /auth/login answered 401 twice"
	s.Created = nil
	return finish(s, func(operation, weakness string) (finding.State, string) {
		switch {
		case operation == "GET /products":
			return finding.Clean, "refused"
		case weakness == "cross-owner-read" || weakness == "cross-owner-write":
			return finding.Inconclusive, "no two identities of equal role are alive"
		}
		return finding.Untested, "no object of this kind could be made: POST " + strings.Fields(operation)[1] + " answered 500"
	})
}

func interrupted() *finding.Scan {
	s := many()
	s.Findings, s.Ledger, s.Notes, s.LeftBehind = s.Findings[:1], nil, nil, nil
	s.Interrupted = true
	return finish(s, func(operation, weakness string) (finding.State, string) {
		if operation < "GET /p" {
			return finding.Clean, "refused"
		}
		return finding.Untested, "interrupted"
	})
}

func contractOnly() *finding.Scan {
	return &finding.Scan{Looks: []finding.Look{finding.Contract}, Target: finding.Target{Contracts: []string{"openapi.yaml"}, Title: "Shop"}}
}

func TestGolden(t *testing.T) {
	scans := map[string]*finding.Scan{"many": many(), "none": none(), "noscore": noScore(), "interrupted": interrupted(), "contract": contractOnly(), "source": sourced(), "zero": {}}
	looks := map[string]Options{
		"": {}, "-120": {Width: 120, Explain: true}, "-color": {Width: 80, Color: true}, "-verbose": {Width: 100, Verbose: true, Explain: true},
	}
	for name, scan := range scans {
		for suffix, o := range looks {
			if suffix != "" && name != "many" && name != "source" && (name != "noscore" || suffix != "-120") {
				continue
			}
			t.Run(name+suffix, func(t *testing.T) {
				var b bytes.Buffer
				if err := Write(&b, scan, o); err != nil {
					t.Fatal(err)
				}
				golden(t, name+suffix+".txt", b.Bytes())
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-update writes it):\n%s", path, diff)
	}
}

func TestHeadline(t *testing.T) {
	if got := Headline(many()); got != "32/100 F · live · 83% of 97 checks" {
		t.Error(got)
	}
	if got := Headline(&finding.Scan{}); got != "no score · nothing looked at · 0% of 0 checks" {
		t.Error(got)
	}
}

func TestEveryFindingIsTold(t *testing.T) {
	s := many()
	for _, width := range []int{0, 40, 200} {
		var b bytes.Buffer
		if err := Write(&b, s, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		words := strings.Join(strings.Fields(b.String()), " ")
		for _, f := range s.Findings {
			if strings.Count(words, f.Title) != 1 || !strings.Contains(words, f.ID) || !strings.Contains(words, f.Evidence.Summary) {
				t.Errorf("width %d: %s is not told once", width, f.Title)
			}
		}
	}
}

func TestLinesFitTheWidth(t *testing.T) {
	for _, columns := range []int{40, 60, 80, 120} {
		var b bytes.Buffer
		for _, s := range []*finding.Scan{many(), sourced()} {
			if err := Write(&b, s, Options{Width: columns, Explain: true}); err != nil {
				t.Fatal(err)
			}
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			first := strings.TrimLeft(line, " ")
			// What is copied is not cut, and no word or label is.
			if width(line) > columns && !strings.HasPrefix(first, "curl ") && strings.Contains(first, " ") && columns >= 80 {
				t.Errorf("%d columns of %d: %s", width(line), columns, line)
			}
		}
	}
}

func TestAround(t *testing.T) {
	const body = `{"a":"0123456789","b":{"note":"canary-77"},"c":"0123456789"}`
	for name, test := range map[string]struct {
		mark string
		room int
		want string
	}{
		"all of it fits":           {"canary-77", 80, body},
		"no mark":                  {"", 12, `{"a":"01234…`},
		"the mark fits anyway":     {"canary-77", 50, `{"a":"0123456789","b":{"note":"canary-77"},"c":"0…`},
		"from the key of the mark": {"canary-77", 24, `…"note":"canary-77"},"c…`},
		"the mark is too long":     {"canary-77", 10, `…canary-7…`},
		"the mark is not there":    {"elsewhere", 12, `{"a":"01234…`},
	} {
		if got := around(body, test.mark, test.room); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"plain · text": "plain · text", "a\x1b[31mb": `a\x1b[31mb`, "\r\n\t": `\r\n\t`, "a\u202eb": `a\u202eb`, "\xff": `\xff`,
		"\u009b": `\u009b`, "\u00a0": `\u00a0`, "\U000e0041": `\U000e0041`, "e\u0301界": "e\u0301界", "\x00\x7f": `\x00\x7f`, "\ufeff": `\ufeff`,
	} {
		if got := clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "界": 2, "·—": 2} {
		if got := width(text); got != want {
			t.Errorf("%q takes %d, want %d", text, got, want)
		}
	}
	if got := cut("界界界", 4); got != "界…" {
		t.Errorf("cut to %q", got)
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{1500 * time.Millisecond: "1.5 s", 61 * time.Second: "61 s", 3*time.Minute + 7*time.Second: "3 min 7 s"} {
		if got := duration(d); got != want {
			t.Errorf("%s: %s", d, got)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 checks", 1: "1 check", 999: "999 checks", 1000: "1,000 checks", 1234567: "1,234,567 checks"} {
		if got := count(n, "check"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
