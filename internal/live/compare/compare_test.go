package compare

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// j decodes JSON.
func j(t testing.TB, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func TestEqual(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		mask Mask
		want bool
	}{
		"same":                       {`{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1.0}`, nil, true},
		"other value":                {`{"a":1}`, `{"a":2}`, nil, false},
		"number is not its text":     {`{"a":1}`, `{"a":"1"}`, nil, false},
		"null is not missing":        {`{"a":null}`, `{}`, nil, false},
		"empty list is not object":   {`[]`, `{}`, nil, false},
		"order of scalars":           {`["a","b"]`, `["b","a"]`, nil, true},
		"order of documents":         {`[{"id":1},{"id":2}]`, `[{"id":2},{"id":1}]`, nil, true},
		"twice is not once":          {`["a","a","b"]`, `["a","b","b"]`, nil, false},
		"masked value":               {`{"a":1,"t":5}`, `{"a":1,"t":6}`, Mask{"/t": true}, true},
		"masked and missing":         {`{"a":1,"t":5}`, `{"a":1}`, Mask{"/t": true}, true},
		"masked below a list":        {`[{"t":1,"a":1}]`, `[{"t":2,"a":1}]`, Mask{"/*/t": true}, true},
		"masked object":              {`{"a":{"x":1}}`, `{"a":{"y":2}}`, Mask{"/a": true}, true},
		"masked elements count":      {`[1,2]`, `[3]`, Mask{"/*": true}, false},
		"slash and tilde in names":   {`{"a/b":1,"c~d":2}`, `{"a/b":3,"c~d":4}`, Mask{"/a~1b": true, "/c~0d": true}, true},
		"text that looks like JSON":  {`{"a":"1,\"b\":2"}`, `{"a":"1","b":2}`, nil, false},
		"large numbers stay apart":   {`9007199254740993`, `9007199254740995`, nil, false},
		"order kept apart by pairs":  {`{"a":["x"],"b":["y"]}`, `{"a":["y"],"b":["x"]}`, nil, false},
		"bool is not text":           {`true`, `"true"`, nil, false},
		"everything masked":          {`{"a":1}`, `[3]`, Mask{"": true}, true},
		"unicode":                    {`{"é":"\u00e9"}`, `{"é":"é"}`, nil, true},
		"one hundred as an exponent": {`1e2`, `100`, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := j(t, c.a), j(t, c.b)
			if got := Equal(a, b, c.mask); got != c.want {
				t.Errorf("Equal = %v", got)
			}
			if same := Digest(200, "application/json", a, "", c.mask) == Digest(200, "application/json; charset=utf-8", b, "", c.mask); same != c.want {
				t.Errorf("digests equal = %v", same)
			}
		})
	}
}

func TestNumbersOfGoAndJSON(t *testing.T) {
	if !Equal(map[string]any{"a": int64(3), "b": 2}, map[string]any{"a": 3.0, "b": json.Number("2")}, nil) {
		t.Error("numbers of different Go types differ")
	}
	if Equal(json.Number("12345678901234567890"), json.Number("12345678901234567891"), nil) {
		t.Error("long numbers are equal")
	}
}

func TestVolatile(t *testing.T) {
	for name, c := range map[string]struct {
		bodies []string
		want   []string
	}{
		"nothing":                   {[]string{`{"a":1}`, `{"a":1}`}, nil},
		"one value":                 {[]string{`{"a":1,"seen":1}`, `{"a":1,"seen":2}`}, []string{"/seen"}},
		"third baseline":            {[]string{`{"a":1}`, `{"a":1}`, `{"a":2}`}, []string{"/a"}},
		"inside a list":             {[]string{`{"l":[{"id":1,"n":1},{"id":2,"n":5}]}`, `{"l":[{"id":1,"n":2},{"id":2,"n":5}]}`}, []string{"/l/*/n"}},
		"other order":               {[]string{`[{"id":1},{"id":2}]`, `[{"id":2},{"id":1}]`}, nil},
		"other order and value":     {[]string{`[{"id":1,"n":1},{"id":2,"n":2}]`, `[{"id":2,"n":3},{"id":1,"n":4}]`}, []string{"/*/n"}},
		"list that grows":           {[]string{`{"log":[1],"a":1}`, `{"log":[1,2],"a":1}`}, []string{"/log"}},
		"sometimes there":           {[]string{`{"a":1,"ad":"x"}`, `{"a":1}`}, []string{"/ad"}},
		"keyed by something random": {[]string{`{"m":{"k1":1}}`, `{"m":{"k2":1}}`}, []string{"/m"}},
		"same second, by name":      {[]string{`{"server_time":"2026-01-01T00:00:00Z","a":1}`}, []string{"/server_time"}},
		"token, by form":            {[]string{`{"t":"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.sig"}`}, []string{"/t"}},
		"other type":                {[]string{`{"a":[1]}`, `{"a":{"b":1}}`}, []string{"/a"}},
	} {
		t.Run(name, func(t *testing.T) {
			var bodies []any
			for _, b := range c.bodies {
				bodies = append(bodies, j(t, b))
			}
			want := Mask{}
			for _, p := range c.want {
				want[p] = true
			}
			if diff := cmp.Diff(want, Volatile(bodies...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDigestOfText(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"times":            {"at 2026-01-02T03:04:05.123Z", "at 2026-01-02 03:04:06", true},
		"http date":        {"Date: Tue, 03 Nov 2026 10:00:00 GMT", "Date: Wed, 04 Nov 2026 10:00:01 GMT", true},
		"uuid":             {"no 123e4567-e89b-12d3-a456-426614174000", "no 123e4567-e89b-12d3-a456-426614174001", true},
		"object id":        {"no 507f1f77bcf86cd799439011", "no 507f1f77bcf86cd799439012", true},
		"address":          {"<object at 0x7f3a1c>", "<object at 0x7f3a2d>", true},
		"elapsed":          {"took 12.3ms", "took 9 ms", true},
		"unix time":        {"t=1767322800", "t=1767322801", true},
		"white space":      {"a  b\n", "a b", true},
		"other words":      {"order not found", "order forbidden", false},
		"small numbers":    {"3 orders", "4 orders", false},
		"words are no hex": {"facade deadbeef", "facade deadbead", false},
		"hex needs length": {"a1", "b2", false},
		"canaries differ":  {"kq3v9xw2m8z7p1ty", "kq3v9xw2m8z7p1tz", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Digest(404, "text/html", nil, c.a, nil) == Digest(404, "text/html", nil, c.b, nil); got != c.want {
				t.Errorf("equal = %v: %q, %q", got, plain(c.a), plain(c.b))
			}
		})
	}
	if Digest(404, "text/html", nil, "x", nil) == Digest(403, "text/html", nil, "x", nil) {
		t.Error("the status does not count")
	}
	if Digest(200, "text/html", nil, "x", nil) == Digest(200, "text/plain", nil, "x", nil) {
		t.Error("the media type does not count")
	}
}

func TestFind(t *testing.T) {
	const canary = "kq3v9xw2m8z7p1ty"
	for name, c := range map[string]struct {
		body, text string
		want       []string
	}{
		"whole value":               {`{"a":"` + canary + `"}`, canary, []string{"/a"}},
		"part of a value":           {`{"a":[{"b":"x ` + canary + ` y"}]}`, canary, []string{"/a/0/b"}},
		"capitalised by the server": {`{"a":"Kq3V9Xw2M8Z7P1Ty"}`, canary, []string{"/a"}},
		"in raw text":               {`"<p>` + canary + `</p>"`, canary, []string{""}},
		"in no property name":       {`{"` + canary + `":1}`, canary, nil},
		"twice":                     {`{"a":"` + canary + `","b":["` + canary + `"]}`, canary, []string{"/a", "/b/0"}},
		"number":                    {`{"a":12,"b":129}`, "12", []string{"/a"}},
		"short text is a word":      {`["12 Main Street","129 Main","no 12.","a12"]`, "12", []string{"/0", "/2"}},
		"second occurrence":         {`["129 or 12"]`, "12", []string{"/0"}},
		"empty text":                {`{"a":""}`, "", nil},
		"escaped name":              {`{"a/b":{"~":"` + canary + `"}}`, canary, []string{"/a~1b/~0"}},
	} {
		t.Run(name, func(t *testing.T) {
			body := j(t, c.body)
			if diff := cmp.Diff(c.want, find(body, c.text)); diff != "" {
				t.Error(diff)
			}
			if Contains(body, c.text) != (len(c.want) > 0) {
				t.Error("Contains says otherwise")
			}
		})
	}
}

func TestPointers(t *testing.T) {
	const doc = `{"a":{"b":[{"c":1},{"c":2}]},"x/y":3,"0":4}`
	body := j(t, doc)
	for pointer, want := range map[string]any{
		"/a/b/0/c": 1.0, "/a/b/1/c": 2.0, "/a/b/*/c": 1.0, "/x~1y": 3.0, "/0": 4.0, "": body,
	} {
		if got, ok := Get(body, pointer); !ok || !cmp.Equal(got, want) {
			t.Errorf("Get %s = %v, %v", pointer, got, ok)
		}
	}
	for _, pointer := range []string{"/a/b/2", "/a/b/-1", "/a/b/00", "/a/z", "/0/1", "/a/b/-"} {
		if v, ok := Get(body, pointer); ok {
			t.Errorf("Get %s = %v", pointer, v)
		}
	}
	for name, c := range map[string]struct {
		got  any
		want string
	}{
		"replace":               {Set(body, "/a/b/1/c", "n"), `{"a":{"b":[{"c":1},{"c":"n"}]},"x/y":3,"0":4}`},
		"append":                {Set(body, "/a/b/-", 9), `{"a":{"b":[{"c":1},{"c":2},9]},"x/y":3,"0":4}`},
		"append by index":       {Set(body, "/a/b/2/d", 9), `{"a":{"b":[{"c":1},{"c":2},{"d":9}]},"x/y":3,"0":4}`},
		"everywhere":            {Set(body, "/a/b/*/c", 0), `{"a":{"b":[{"c":0},{"c":0}]},"x/y":3,"0":4}`},
		"create":                {Set(nil, "/p/q", true), `{"p":{"q":true}}`},
		"scalar gives way":      {Set(j(t, `{"p":1}`), "/p/q", true), `{"p":{"q":true}}`},
		"whole":                 {Set(body, "", 1), `1`},
		"remove":                {Remove(body, "/a/b/0"), `{"a":{"b":[{"c":2}]},"x/y":3,"0":4}`},
		"remove property":       {Remove(body, "/x~1y"), `{"a":{"b":[{"c":1},{"c":2}]},"0":4}`},
		"remove everywhere":     {Remove(body, "/a/b/*/c"), `{"a":{"b":[{},{}]},"x/y":3,"0":4}`},
		"remove what is absent": {Remove(body, "/a/q/r"), doc},
	} {
		got, err := json.Marshal(c.got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(j(t, c.want), j(t, string(got))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if !cmp.Equal(body, j(t, doc)) {
		t.Error("the body was modified")
	}
}

func TestReplace(t *testing.T) {
	body := j(t, `{"error":"order 42 not found","id":42,"n":[420]}`)
	if diff := cmp.Diff(j(t, `{"error":"order ID not found","id":"ID","n":[420]}`), Replace(body, "42", "ID")); diff != "" {
		t.Error(diff)
	}
}

func TestDeepBodies(t *testing.T) {
	const depth = 5000
	body := j(t, strings.Repeat(`{"a":[`, depth)+strings.Repeat(`]}`, depth))
	if !Equal(body, Clone(body), Volatile(body, Clone(body))) {
		t.Error("not equal to its copy")
	}
	Records(body)
	Unwrap(body)
	ErrorInside(body)
}

// find lists the pointers of the leaves that hold the text as [Contains] says.
func find(body any, text string) []string {
	var at []string
	walk(body, "", func(p string, v any) {
		if holds(v, text) {
			at = append(at, p)
		}
	})
	return at
}
