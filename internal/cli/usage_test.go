package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run runs the program in the current folder.
func run(ctx context.Context, env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Run(ctx, Environment{
		Args: args, Stdout: &out, Stderr: &errs, Version: "v0.0.0-test",
		Getenv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	return code, out.String(), errs.String()
}

// folder is a folder with these files, and the current one.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

const notes = `openapi: 3.1.0
info: {title: notes, version: "1"}
paths:
  /notes:
    get: {responses: {"200": {description: own notes}}}
`

// nobody listens there: a test that gets so far has let a mistake pass.
const nobody = "http://127.0.0.1:9"

func TestUsageErrorsAreOneLineAndAHint(t *testing.T) {
	folder(t, map[string]string{
		"notes.yaml":   notes,
		"empty.yaml":   "",
		"binary.yaml":  "\x00\x01\x02\xff\xfe",
		"broken.yaml":  "openapi: 3.0.0\ninfo: {title: x\npaths:\n  /a: [\n",
		"other.yaml":   "hello: 1\n",
		"zero.yaml":    "openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n",
		"empty/.keep":  "",
		"target.yaml":  "target: http://127.0.0.1:9\n",
		"mistake.yaml": "mode: fast\n",
	})
	if err := os.Symlink("nowhere", "link.json"); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"ASHLAR_ALICE": "alice-token", "HOME": "/root"}
	for name, test := range map[string]struct {
		args string // words apart by spaces; ␠ is a space, ␤ a line end
		want string
	}{
		"no command":                    {"", "a command is missing"},
		"unknown command":               {"scna", `did you mean one of "scan", "scans"?`},
		"URL without a command":         {nobody, "unexpected argument"},
		"unknown flag":                  {"scan --moed safe " + nobody, `unknown flag --moed, did you mean one of "--mode"`},
		"unknown short flag":            {"scan -x " + nobody, "unknown flag -x"},
		"no target":                     {"scan", "nothing to scan"},
		"empty target":                  {"scan  " + nobody, "a target is empty"},
		"flag without its value":        {"scan " + nobody + " --mode", "--mode needs a value"},
		"flag where a value should be":  {"scan --output --plan " + nobody, "--output needs a value, and --plan is a flag"},
		"mode that is none":             {"scan --mode fast " + nobody, `--mode "fast" is none of passive, safe, full`},
		"format that is none":           {"scan --format xml " + nobody, `--format "xml" is no format`},
		"rate as text":                  {"scan --rate fast " + nobody, `--rate "fast" is not a number`},
		"rate of zero":                  {"scan --rate 0 " + nobody, "--rate must be above 0"},
		"rate below zero":               {"scan --rate -1 " + nobody, "--rate must be above 0"},
		"rate that is no number":        {"scan --rate NaN " + nobody, "--rate must be above 0"},
		"rate without end":              {"scan --rate Inf " + nobody, "--rate must be above 0 and at most 10000"},
		"concurrency of zero":           {"scan --concurrency 0 " + nobody, "--concurrency must be above 0"},
		"concurrency below zero":        {"scan --concurrency=-4 " + nobody, "--concurrency must be above 0"},
		"concurrency in parts":          {"scan --concurrency 1.5 " + nobody, `--concurrency "1.5" is not a whole number`},
		"concurrency of a million":      {"scan --concurrency 1000000 " + nobody, "at most 1000"},
		"requests of zero":              {"scan --max-requests 0 " + nobody, "--max-requests must be above 0"},
		"requests below zero":           {"scan --max-requests -1 " + nobody, "--max-requests must be above 0"},
		"budget without a unit":         {"scan --budget 5 " + nobody, `--budget "5" is not a time with its unit`},
		"budget of zero":                {"scan --budget 0s " + nobody, "--budget must be above 0"},
		"budget below zero":             {"scan --budget -5m " + nobody, "--budget must be above 0"},
		"timeout of zero":               {"scan --timeout 0s " + nobody, "--timeout must be above 0"},
		"timeout as text":               {"scan --timeout soon " + nobody, `--timeout "soon" is not a time`},
		"seed below zero":               {"scan --seed -1 " + nobody, `--seed "-1" is not a whole number`},
		"seed as text":                  {"scan --seed x " + nobody, `--seed "x" is not a whole number`},
		"only an unknown weakness":      {"scan --only cross-owner-raed " + nobody, `there is no weakness "cross-owner-raed"`},
		"only nothing":                  {"scan --only= " + nobody, "--only: a name is missing"},
		"skip with a gap":               {"scan --skip cross-owner-read,, " + nobody, "--skip: a name is missing"},
		"only and skip leaving nothing": {"scan --only cross-owner-read --skip cross-owner-read " + nobody, "no weakness is left"},

		"two base URLs":            {"scan " + nobody + " http://127.0.0.1:10", "two base URLs"},
		"two base URLs, one named": {"scan --url " + nobody + " http://127.0.0.1:10", "two base URLs"},
		"URL that is a word":       {"scan --url foo", `"foo" is no http or https URL`},
		"URL without a scheme":     {"scan localhost:5000", "localhost:5000 is no file"},
		"host alone":               {"scan localhost", "localhost is no file"},
		"name of a site":           {"scan example.com/v1", "example.com/v1 is no file"},
		"URL of another scheme":    {"scan ftp://127.0.0.1/", `"ftp://127.0.0.1/" is no http or https URL`},
		"URL without a host":       {"scan http:///x", "is no http or https URL"},
		"URL with port zero":       {"scan http://127.0.0.1:0", "has no port that exists"},
		"URL with a huge port":     {"scan http://127.0.0.1:65536", "has no port that exists"},
		"URL with a wordy port":    {"scan http://127.0.0.1:abc", "is no http or https URL"},
		"URL with a password":      {"scan http://u:s3cret@127.0.0.1:9/", "the URL of 127.0.0.1:9 holds a user or password"},
		"contract that is missing": {"scan no-such.yaml", "no-such.yaml does not exist"},
		"contract below a file":    {"scan notes.yaml/x", "reading notes.yaml/x: not a directory"},
		"contract that is empty":   {"scan empty.yaml", "reading empty.yaml: it is empty"},
		"contract that is binary":  {"scan binary.yaml", "reading binary.yaml: "},
		"contract that is broken":  {"scan broken.yaml", "reading broken.yaml: line 3: "},
		"YAML of something else":   {"scan other.yaml", "it is no OpenAPI document"},
		"contract of nothing":      {"scan zero.yaml " + nobody, "zero.yaml declares no operation"},
		"folder without contract":  {"scan empty", "there is nothing to look at in empty"},

		"config that is missing":  {"scan --config missing.yaml " + nobody, "missing.yaml does not exist"},
		"config that is a folder": {"scan --config empty " + nobody, "reading empty: not a regular file"},
		"config with a mistake":   {"scan --config mistake.yaml " + nobody, `mistake.yaml:1:7: "mode" must be one of`},
		"target only in config":   {"scan --config target.yaml empty", "there is nothing to look at"},

		"auth without a name":          {"scan --auth alice " + nobody, "no NAME= in it"},
		"auth with the secret":         {"scan --auth alice=s3cret " + nobody, "the secret itself does not belong on a command line"},
		"auth from nowhere":            {"scan --auth alice=env:ASHLAR_NOBODY " + nobody, "ASHLAR_NOBODY is not set"},
		"auth from another's variable": {"scan --auth alice=env:HOME " + nobody, "only variables named ASHLAR_"},
		"auth twice":                   {"scan --auth a=env:ASHLAR_ALICE --auth a=env:ASHLAR_ALICE " + nobody, "--auth a: there is an identity of that name"},
		"header without a colon":       {"scan --header X " + nobody, "--header, number 1: it is no header"},
		"header without a name":        {"scan --header :x " + nobody, "it is no header"},
		"header with a line end":       {"scan --header X:␠a␤B:␠c " + nobody, "it is no header"},
		"header with a space":          {"scan --header X␠Y:z " + nobody, "it is no header"},
		"header that HTTP sets":        {"scan --header Content-Length:5 " + nobody, "each request has its own"},
		"callback that is a URL":       {"scan --callback http://127.0.0.1:80 " + nobody, "is no host:port"},
		"callback with a huge port":    {"scan --callback 127.0.0.1:65536 " + nobody, "is no host:port"},
		"callback without a port":      {"scan --callback 127.0.0.1: " + nobody, "is no host:port"},
		"callback of another machine":  {"scan --callback 192.0.2.1:1x " + nobody, "is no host:port"},
		"output that is a folder":      {"scan --output empty " + nobody, "--output empty is a folder"},
		"output in no folder":          {"scan --output none/x.json " + nobody, "its folder does not exist"},
		"output that is a dead link":   {"scan --output link.json " + nobody, "is a link that leads nowhere"},
		"output of no name":            {"scan --output= " + nobody, "--output is empty"},
		"public target, not agreed":    {"scan --mode safe http://192.0.2.1/", "needs the owner's consent"},
		"unknown entry":                {"weaknesses bola", `there is no weakness "bola"`},
		"two entries":                  {"weaknesses a b", "unexpected argument b"},
		"version of something":         {"version x", "unexpected argument x"},
	} {
		t.Run(name, func(t *testing.T) {
			var args []string
			if test.args != "" {
				args = strings.Split(test.args, " ")
			}
			for i, a := range args {
				args[i] = strings.NewReplacer("␠", " ", "␤", "\r\n").Replace(a)
			}
			code, stdout, stderr := run(t.Context(), env, args...)
			if code != 2 || stdout != "" {
				t.Errorf("code %d, want 2; stdout %q", code, stdout)
			}
			lines := strings.Split(strings.TrimSuffix(stderr, "\n"), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[0], "ashlar: ") || !strings.HasPrefix(lines[1], "hint: ") {
				t.Errorf("want one line and a hint, have\n%s", stderr)
			}
			if !strings.Contains(lines[0], test.want) {
				t.Errorf("have %s\nwant …%s…", lines[0], test.want)
			}
			if strings.Contains(stderr, "s3cret") {
				t.Errorf("the secret is repeated: %s", stderr)
			}
		})
	}
}

func TestAllMistakesOfTheConfigAreTold(t *testing.T) {
	folder(t, map[string]string{"my.yaml": "mode: fast\nrate: -3\nidentitys: []\n"})
	code, _, stderr := run(t.Context(), nil, "scan", "--config", "my.yaml", nobody)
	if code != 2 {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{"my.yaml:1:7: ", "\nmy.yaml:2:7: ", "\nmy.yaml:3:1: ", `did you mean "identities"?`, "\nhint: "} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is missing in\n%s", want, stderr)
		}
	}
}

func TestOutputIsReplacedWhole(t *testing.T) {
	folder(t, map[string]string{"notes.yaml": notes, "old.json": "old"})
	if err := os.Symlink("old.json", "link.json"); err != nil {
		t.Fatal(err)
	}
	before, err := os.Open("old.json") // who reads meanwhile goes on reading the old one
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	if code, _, stderr := run(t.Context(), nil, "scan", "notes.yaml", "--format", "json", "--output", "link.json"); code != 0 {
		t.Fatalf("code %d: %s", code, stderr)
	}
	var old [9]byte
	if n, _ := before.Read(old[:]); string(old[:n]) != "old" {
		t.Errorf("the old file was written into: %q", old[:n])
	}
	if to, err := os.Readlink("link.json"); err != nil || to != "old.json" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	text, err := os.ReadFile("old.json")
	if err != nil || !strings.HasPrefix(string(text), "{\n") || !strings.HasSuffix(string(text), "}\n") {
		t.Errorf("%v: %.40q", err, text)
	}
	if info, err := os.Stat("old.json"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: mode %v", err, info.Mode())
	}
	left, _ := filepath.Glob(".ashlar-*")
	if left != nil {
		t.Errorf("left over: %q", left)
	}
}

func TestTargetsAndFlagsMix(t *testing.T) {
	folder(t, map[string]string{"notes.yaml": notes, "-odd.yaml": notes})
	for name, args := range map[string][]string{
		"flags first":              {"scan", "--plan", "--mode", "safe", nobody, "notes.yaml"},
		"flags last":               {"scan", nobody, "notes.yaml", "--plan", "--mode", "safe"},
		"flags between":            {"scan", nobody, "--mode", "safe", "notes.yaml", "--plan"},
		"short and joined between": {"scan", nobody, "-v", "--mode=safe", "-o", "-", "notes.yaml", "--plan"},
		"behind two dashes":        {"scan", "--plan", nobody, "--", "-odd.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := run(t.Context(), nil, args...)
			if code != 0 || !strings.Contains(stdout, "Plan: mode safe, "+nobody) || !strings.Contains(stdout, "GET /notes") {
				t.Errorf("code %d\n%s%s", code, stdout, stderr)
			}
		})
	}
}
