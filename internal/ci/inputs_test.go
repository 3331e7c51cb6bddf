package ci

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func inputsOf(env map[string]string) (*inputs, error) {
	return read(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
}

func TestInputs(t *testing.T) {
	in, err := inputsOf(map[string]string{
		"INPUT_URL": " http://127.0.0.1:5000\n\thttp://127.0.0.1:5001 ", "INPUT_SPEC": "open api.yaml\nb.yaml\n", "INPUT_SOURCE": "app",
		"INPUT_CONFIG": "a.yaml", "INPUT_HEADERS": "X-Tenant: acme\n\n  X-Key: k = v \n", "INPUT_METHOD": "post", "INPUT_MODE": "full",
		"INPUT_AUTHORIZED": "true", "INPUT_THRESHOLD": "75", "INPUT_FAIL_ON": "high", "INPUT_MIN_COVERAGE": "80", "INPUT_BASELINE": "b.json",
		"INPUT_NEW_ONLY": "TRUE", "INPUT_COMMENT": "false", "INPUT_GITHUB_TOKEN": "ghs_x", "INPUT_SARIF_FILE": "out/a.b.sarif", "INPUT_HTML_FILE": "",
		"INPUT_START": "python app.py", "INPUT_START_TIMEOUT": "90", "INPUT_ARGS": `--skip a,b --budget "2m" '--callback=x y'`,
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"open api.yaml", "b.yaml", "app"}, in.targets); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"--url=http://127.0.0.1:5001", "--report=json=ashlar-report/scan-2.json", "--report=sarif=out/a.b-2.sarif",
		"--fail-under=75", "--config=a.yaml", "--mode=full", "--fail-on=high", "--min-coverage=80", "--baseline=b.json", "--method=POST",
		"--authorized", "--new-only", "--header=X-Tenant: acme", "--header=X-Key: k = v", "--skip", "a,b", "--budget", "2m", "--callback=x y",
	}
	if diff := cmp.Diff(want, in.words(in.urls[1], in.pathsOf(1))); diff != "" {
		t.Error(diff)
	}
	if in.comment || in.token != "ghs_x" || in.wait != 90*time.Second || in.health != "http://127.0.0.1:5000" || in.healthOnly {
		t.Errorf("%+v", in)
	}
}

func TestInputsUnset(t *testing.T) {
	in, err := inputsOf(map[string]string{"INPUT_SOURCE": "."})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"--report=json=" + jsonFile, "--report=sarif=" + sarifFile, "--report=html=" + htmlFile}; !slices.Equal(in.words("", in.pathsOf(0)), want) {
		t.Errorf("%q", in.words("", in.pathsOf(0)))
	}
	if !in.comment || in.wait != defaultWait || in.health != "" {
		t.Errorf("%+v", in)
	}
}

// What is wrong is told by its name, and what may be a secret is not repeated.
func TestInputsThatAreWrong(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"nothing to scan":           {map[string]string{"INPUT_SOURCE": ""}, "nothing to scan"},
		"URL that is a word":        {map[string]string{"INPUT_URL": "s3cr3t"}, "url, number 1, is no http or https URL"},
		"second URL":                {map[string]string{"INPUT_URL": "http://h s3cr3t"}, "url, number 2, is no"},
		"URL with a password":       {map[string]string{"INPUT_URL": "http://u:s3cr3t@h"}, "url, number 1, holds a user or password"},
		"specification from afar":   {map[string]string{"INPUT_SPEC": "https://example.com/openapi.json"}, "url is missing"},
		"health-url":                {map[string]string{"INPUT_HEALTH_URL": "s3cr3t"}, "health-url is no http or https URL"},
		"start without a URL":       {map[string]string{"INPUT_START": "s3cr3t"}, "start needs url or health-url"},
		"wait as text":              {map[string]string{"INPUT_START_TIMEOUT": "soon"}, "start-timeout is neither"},
		"wait of zero":              {map[string]string{"INPUT_START_TIMEOUT": "0"}, "start-timeout is neither"},
		"wait that is no number":    {map[string]string{"INPUT_START_TIMEOUT": "NaN"}, "start-timeout is neither"},
		"wait for ever":             {map[string]string{"INPUT_START_TIMEOUT": "2h"}, "at most 1h"},
		"wait without end":          {map[string]string{"INPUT_START_TIMEOUT": "Inf"}, "at most 1h"},
		"flag that is neither":      {map[string]string{"INPUT_NEW_ONLY": "s3cr3t"}, "new-only is neither true nor false"},
		"consent that is unclear":   {map[string]string{"INPUT_AUTHORIZED": "yes"}, "authorized is neither"},
		"comment":                   {map[string]string{"INPUT_COMMENT": "1"}, "comment is neither"},
		"token with a space":        {map[string]string{"INPUT_GITHUB_TOKEN": "Bearer s3cr3t"}, "github-token is malformed"},
		"token with a line end":     {map[string]string{"INPUT_GITHUB_TOKEN": "a\ns3cr3t"}, "github-token is malformed"},
		"two names, two thresholds": {map[string]string{"INPUT_FAIL_UNDER": "75", "INPUT_THRESHOLD": "80"}, "two names of one input"},
		"args with an open quote":   {map[string]string{"INPUT_ARGS": "--header 's3cr3t"}, "args: a quote is not closed"},
		"args with an input":        {map[string]string{"INPUT_ARGS": "--fail-under=0"}, "args: --fail-under has an input of its own"},
		"args with a plan":          {map[string]string{"INPUT_ARGS": "-v --plan"}, "args: --plan"},
		"args with an output":       {map[string]string{"INPUT_ARGS": "-os3cr3t"}, "args: --o has"},
		"args with targets":         {map[string]string{"INPUT_ARGS": "-- s3cr3t"}, "and no targets"},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"INPUT_SOURCE": "."}
			for k, v := range test.env {
				env[k] = v
			}
			_, err := inputsOf(env)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("%v, want …%s…", err, test.want)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"":                        nil,
		"  a \n b\tc ":            {"a", "b", "c"},
		`--header 'X: a b' "c d"`: {"--header", "X: a b", "c d"},
		`a\ b "c\"d" 'e\f'`:       {"a b", `c"d`, `e\f`},
		`"" a''`:                  {"", "a"},
		`"a\b" $HOME *`:           {`a\b`, "$HOME", "*"},
	} {
		got, err := split(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s becomes %q (%v), want %q", text, got, err, want)
		}
	}
	for _, text := range []string{`'a`, `"a`, `a\`} {
		if _, err := split(text); err == nil {
			t.Errorf("%s is not refused", text)
		}
	}
}

// Each part that could be a credential is registered, and what no report can
// do without is not.
func TestSecrets(t *testing.T) {
	all := secretsOf(func(name string) (string, bool) {
		v, ok := map[string]string{
			"INPUT_HEADERS":      "Authorization: Bearer token-1\nCookie: sid=cookie-2; b=cookie-3\nAccept: application/json\nno header token-4",
			"INPUT_ARGS":         "--header 'X-Key: token-5' --header=X-Key:token-6 --budget 2m",
			"INPUT_GITHUB_TOKEN": "token-7",
		}[name]
		return v, ok
	})
	var values []string
	for _, v := range all {
		values = append(values, v)
	}
	for _, want := range []string{"token-1", "Bearer token-1", "cookie-2", "cookie-3", "token-4", "token-5", "token-6", "token-7"} {
		if !slices.Contains(values, want) {
			t.Errorf("%s is missing in %q", want, values)
		}
	}
	for _, not := range []string{"application/json", "2m", "--budget"} {
		if slices.Contains(values, not) {
			t.Errorf("%s is taken for a secret", not)
		}
	}
	again := secretsOf(func(name string) (string, bool) {
		return "X-A: same-1\nX-B: same-1", name == "INPUT_HEADERS"
	})
	if len(again) != 1 {
		t.Errorf("one value has %d placeholders: reports would differ", len(again))
	}
}

func TestBlame(t *testing.T) {
	for text, want := range map[string]string{
		`--fail-under "abc" is not a whole number`: `fail-under "abc" is not a whole number`,
		"--header, number 2: it is no header":      "headers, number 2: it is no header",
		"--new-only needs --baseline":              "new-only needs --baseline",
		"--rate must be above 0":                   "args: --rate must be above 0",
		"a.yaml does not exist":                    "a.yaml does not exist",
	} {
		if got := blame(usage("", "%s", text)).Error(); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestUnknownInputs(t *testing.T) {
	got := unknown([]string{"INPUT_FAIL_UNDR=75", "INPUT_FAIL_UNDER=75", "PATH=/bin", "INPUT_=x"})
	if want := []string{"INPUT_FAIL_UNDR", "INPUT_"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for name, want := range map[string]string{"INPUT_FAILUNDER": "fail-under", "INPUT_FAIL_UNDR": "fail-under", "INPUT_TRESHOLD": "threshold", "INPUT_TOKEN": "", "INPUT_NODE_VERSION": "", "INPUT_": ""} {
		if got := meant(name); got != want {
			t.Errorf("%s may mean %q; want %q", name, got, want)
		}
	}
}
