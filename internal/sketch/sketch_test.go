package sketch

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// drafted is the draft of targets, which must load without any variable.
func drafted(t *testing.T, targets ...string) (*design.Design, string) {
	t.Helper()
	known, err := scan.Know(t.Context(), scan.Options{Targets: targets})
	if err != nil {
		t.Fatal(err)
	}
	text := written(t, Of(known, "."))
	d, err := design.Parse("ashlar.yaml", text, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatalf("the draft does not load: %v\n%s", err, text)
	}
	return d, string(text)
}

func written(t *testing.T, s *Sketch) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A draft is the same each time, and loads, from each of the looks.
func TestDraftLoadsAndRepeats(t *testing.T) {
	for _, targets := range [][]string{
		{"../../examples/shop/broken"}, {"../../examples/shop/fixed"},
		{"../../examples/shop/broken/shop"}, {"../../examples/shop/fixed/openapi.yaml"},
	} {
		t.Run(targets[0], func(t *testing.T) {
			d, first := drafted(t, targets...)
			if len(d.Intent.Resources) == 0 || len(d.Intent.Roles) == 0 || len(d.Intent.Public) == 0 {
				t.Errorf("resources, roles and public operations are missing in\n%s", first)
			}
			if _, again := drafted(t, targets...); again != first {
				t.Errorf("drafted twice: %s", cmp.Diff(first, again))
			}
		})
	}
}

// Each line of the design block that says something tells where it is from.
func TestEveryLineHasItsPlace(t *testing.T) {
	_, text := drafted(t, "../../examples/shop/broken")
	_, block, _ := strings.Cut(text, "\ndesign:\n")
	broken := false // a list that goes on
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasSuffix(line, ":"), strings.Contains(line, "# "):
		case strings.Contains(line, "[") && !strings.Contains(line, "]"):
			broken = true
			continue
		case broken:
		default:
			t.Errorf("no place: %s", line)
		}
		broken = false
	}
}

func TestRates(t *testing.T) {
	for text, want := range map[string]string{
		"5 per minute":             "5/1m",
		"300 per 10 seconds":       "300/10s",
		"10/hour":                  "10/1h",
		"200 per day, 50 per hour": "50/1h",
		"2 per 1 day":              "2/24h",
		"1 per month":              "",
		"often":                    "",
	} {
		if got, each := rateOf(text); got != want || (each > 0) != (want != "") {
			t.Errorf("rateOf(%q) = %q, want %q", text, got, want)
		}
	}
}

// A name is itself again when what is written is read, whatever it is.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"orders", "GET /a/{b}", "null", "yes", "1", "a: b", "a #b", "*x", "&x", "- x", "{", "it's", `"`, "é", "\u2028", "a\nb", "/a, b", " x ", "", "0x1", "1e3", "2020-01-01", "~", "!x", "%", "@x", "x:", "${x}", "$${x}"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if strings.ContainsFunc(name, func(r rune) bool { return r == '\ufffd' || r < ' ' || r == 0x7f }) {
			t.Skip("no name of a contract or of Python")
		}
		text := "sign_up:\n  operation: GET /\n  body: {a: " + scalar(name) + ", b: [" + scalar(name) + ", " + scalar(name) + "], c: {x: " + scalar(name) + "}}\n" +
			"login:\n  operation: GET /\n  body:\n    a: " + item(name) + "  # " + printable(name) + "\n    b:\n      - " + item(name) + "  # " + printable(name) + "\n"
		if strings.HasPrefix(name, "file:") {
			t.Skip("means something in a login")
		}
		d, err := design.Parse("ashlar.yaml", []byte(text), func(string) (string, bool) { return "", false })
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		want := map[string]any{"a": name, "b": []any{name, name}, "c": map[string]any{"x": name}}
		if diff := cmp.Diff(want, d.SignUp.Body); diff != "" {
			t.Errorf("in brackets: %s\n%s", diff, text)
		}
		if diff := cmp.Diff(map[string]any{"a": name, "b": []any{name}}, d.Login.Body); diff != "" {
			t.Errorf("in lines: %s\n%s", diff, text)
		}
	})
}
