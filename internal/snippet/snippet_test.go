package snippet

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

func TestMask(t *testing.T) {
	for code, want := range map[string]string{
		`user = db.users.find_one({"email": email, "password": body["password"]})`: `user = db.users.find_one({"email": email, "password": body["password"]})`,
		`password = request.form.get("password", "")`:                              `password = request.form.get("password", "")`,
		`if data["password"] == user["password"]:`:                                 `if data["password"] == user["password"]:`,
		`app.config["SECRET_KEY"] = "correct horse battery"`:                       `app.config["SECRET_KEY"] = "…"`,
		`SECRET_KEY: str = 'correct-horse'  # for development`:                     `SECRET_KEY: str = '…'  # for development`,
		`Flask(__name__, secret_key="correct-horse")`:                              `Flask(__name__, secret_key="…")`,
		`{"password": "hunter2hunter2", "name": "alice"}`:                          `{"password": "…", "name": "alice"}`,
		`os.environ.get("JWT_SECRET", "correct-horse")`:                            `os.environ.get("JWT_SECRET", "…")`,
		`jwt.encode(claims, "correct-horse", algorithm="HS256")`:                   `jwt.encode(claims, "…", algorithm="HS256")`,
		`jwt.decode(token, key, algorithms=["HS256"])`:                             `jwt.decode(token, key, algorithms=["HS256"])`,
		`if password == "correct-horse":`:                                          `if password == "…":`,
		`MongoClient("mongodb://root:correct-horse@db/shop")`:                      `MongoClient("mongodb://…:…@db/shop")`,
		`x = "it's" + 'a "b"' + "\"c"`:                                             `x = "it's" + 'a "b"' + "\"c"`,
		`"""`:                                                                      `"""`,
		`x = "abc`:                                                                 `x = "abc`,
		``:                                                                         ``,
	} {
		if got := Mask(evidence.NewMasker(), code); got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", code, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.py")
	if err := os.WriteFile(file, []byte("one\r\n  TOKEN = 'correct-horse'\nthree"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := NewReader(evidence.NewMasker())
	for n, want := range map[int]string{1: "one", 2: "  TOKEN = '…'", 3: "three", 4: "", 0: "", -1: ""} {
		if got := r.Line(file, n); got != want {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
	for _, other := range []string{dir, filepath.Join(dir, "none.py")} {
		if got := r.Line(other, 1); got != "" {
			t.Errorf("%s has a line: %q", other, got)
		}
	}
}

// Whatever a line of code is, masking it ends, changes nothing outside of
// quotes and comments, and leaves no secret that is spelled as one.
func FuzzMask(f *testing.F) {
	f.Add(`x = f'{a["b"]}'`, "correct-horse")
	f.Add(`"""#'\`, "a\\'b")
	f.Fuzz(func(t *testing.T, code, secret string) {
		if len(code) > maxLine {
			return
		}
		m := evidence.NewMasker()
		if got := Mask(m, code); !strings.ContainsAny(code, `"'#`) && got != code {
			t.Errorf("%q becomes %q", code, got)
		}
		if len(secret) < 8 || strings.ContainsAny(secret, "\"'\\#…") || strings.Trim(secret, "0123456789abcdefghijklmnopqrstuvwxyz-") != "" {
			return
		}
		if got := Mask(m, `password = "`+secret+`"`); strings.Contains(got, secret) && strings.Trim(secret, "0123456789-") != "" {
			t.Errorf("%q is shown: %s", secret, got)
		}
	})
}

// A contract of one line is shown from what matters on.
func TestAt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "api.json")
	if err := os.WriteFile(file, []byte(strings.Repeat("é", 200)+`"note": {"type": "string"}}`+"\nshort: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := NewReader(evidence.NewMasker())
	for _, test := range []struct {
		line, column int
		want         string
	}{
		{1, 201, `…"note": {"type": "string"}}`},
		{1, 9999, "…"},
		{2, 3, "short: 1"},
	} {
		if got := r.At(file, test.line, test.column); got != test.want {
			t.Errorf("%d:%d is %q, want %q", test.line, test.column, got, test.want)
		}
	}
}
