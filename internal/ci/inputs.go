package ci

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// Names of the inputs. Each is read from a variable: fail-under from
// INPUT_FAIL_UNDER. They are not ASHLAR_*: those can be read by an ashlar.yaml,
// which in a pull request is the contributor's.
var names = []string{
	"url", "spec", "source", "config", "headers", "method", "mode", "authorized",
	"fail-under", "threshold", "fail-on", "min-coverage", "baseline", "new-only",
	"comment", "github-token", "sarif-file", "html-file", "start", "health-url", "start-timeout", "args",
}

// Help says what "ashlar ci" reads, for its --help.
var Help = help()

func help() string {
	var b strings.Builder
	b.WriteString("Reads its inputs from these variables, as action.yml sets them (docs/action.md):\n")
	for _, name := range names {
		fmt.Fprintf(&b, "\n  %s", variable(name))
	}
	return b.String()
}

// variable is where an input is read from.
func variable(name string) string {
	return "INPUT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// unknown are variables that look like inputs and are none: a threshold that
// is misspelt would be no threshold.
func unknown(environ []string) []string {
	var all []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "INPUT_") && !slices.ContainsFunc(names, func(n string) bool { return variable(n) == name }) {
			all = append(all, name)
		}
	}
	return all
}

// meant is the input that a variable that is none may have been meant for; ""
// for none.
func meant(name string) string {
	return design.Nearest(strings.TrimPrefix(name, "INPUT_"), names)
}

// Where reports go unless an input says otherwise.
const (
	jsonFile  = "ashlar-report/scan.json"
	sarifFile = "ashlar-report/ashlar.sarif"
	htmlFile  = "ashlar-report/report.html"
)

// Bounds of waiting for the API.
const (
	defaultWait = time.Minute
	longestWait = time.Hour
)

// inputs are what the step is asked to do.
type inputs struct {
	urls       []string
	targets    []string // specs and sources
	config     string   // also among the flags
	flags      []string // of "ashlar scan"
	sarif      string   // "": none
	html       string
	comment    bool
	token      string
	start      string
	health     string
	wait       time.Duration
	healthOnly bool // health is an input, and not the URL of the API
}

// reader reads inputs and keeps the first mistake.
type reader struct {
	getenv func(string) (string, bool)
	err    error
}

func (r *reader) text(name string) string {
	value, there := r.getenv(variable(name))
	if !there {
		return ""
	}
	return strings.TrimSpace(value)
}

// or is the text where the variable is there, though it be empty.
func (r *reader) or(name, other string) string {
	if _, there := r.getenv(variable(name)); !there {
		return other
	}
	return r.text(name)
}

func (r *reader) fail(hint, format string, args ...any) {
	if r.err == nil {
		r.err = usage(hint, format, args...)
	}
}

func (r *reader) flag(name string, unset bool) bool {
	switch strings.ToLower(r.text(name)) {
	case "":
		return unset
	case "true":
		return true
	case "false":
		return false
	}
	r.fail("write "+name+": true, or leave it out", "%s is neither true nor false", name)
	return false
}

// lines are the values of an input that takes several, one a line.
func (r *reader) lines(name string) []string {
	var all []string
	for line := range strings.Lines(r.text(name)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// read reads the inputs. Its errors name the input and never repeat one that
// may hold a secret.
func read(getenv func(string) (string, bool)) (*inputs, error) {
	r := &reader{getenv: getenv}
	in := &inputs{
		urls: strings.Fields(r.text("url")), targets: r.lines("spec"),
		sarif: r.or("sarif-file", sarifFile), html: r.or("html-file", htmlFile),
		config: r.text("config"), comment: r.flag("comment", true), token: r.text("github-token"), start: r.text("start"),
	}
	for i, u := range in.urls {
		r.webURL(fmt.Sprintf("url, number %d,", i+1), u)
	}
	for _, spec := range in.targets {
		if len(in.urls) == 0 && strings.Contains(spec, "://") {
			r.fail("url: http://localhost:5000", "spec is a URL and url is missing: nothing says where the API runs")
		}
	}
	in.targets = append(in.targets, r.lines("source")...)
	if len(in.urls) == 0 && len(in.targets) == 0 {
		r.fail("source: . looks at the code, url: http://localhost:5000 at the running API", "nothing to scan: url, spec and source are empty")
	}
	if strings.ContainsFunc(in.token, func(c rune) bool { return c <= ' ' || c > '~' }) {
		r.fail("github-token: ${{ github.token }}", "github-token is malformed: a token has no spaces and no line ends")
	}
	r.readStart(in)
	r.readFlags(in)
	return in, r.err
}

func (r *reader) readStart(in *inputs) {
	in.health = r.text("health-url")
	in.healthOnly = in.health != ""
	if in.healthOnly {
		r.webURL("health-url", in.health)
	} else if in.start != "" && len(in.urls) > 0 {
		in.health = in.urls[0]
	}
	if in.start != "" && in.health == "" {
		r.fail("url: http://localhost:5000", "start needs url or health-url: nothing says where the API will answer")
	}
	in.wait = r.span("start-timeout", defaultWait)
}

// span reads seconds, or a time with its unit.
func (r *reader) span(name string, unset time.Duration) time.Duration {
	text := r.text(name)
	if text == "" {
		return unset
	}
	d, err := time.ParseDuration(text)
	if seconds, e := strconv.ParseFloat(text, 64); e == nil {
		d, err = time.Duration(min(seconds, 1e6)*float64(time.Second)), nil
	}
	if err != nil || d <= 0 || d > longestWait {
		r.fail(name+": 60 waits a minute", "%s is neither seconds nor a time like 90s, above 0 and at most %v", name, longestWait)
	}
	return d
}

// webURL does not repeat what is wrong: a password may be in it.
func (r *reader) webURL(name, text string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		r.fail("a URL looks like http://localhost:5000", "%s is no http or https URL", name)
	case u.User != nil:
		r.fail("ashlar.yaml says as whom the API is called", "%s holds a user or password", name)
	}
}

// readFlags makes the flags of "ashlar scan" of the inputs that are one.
func (r *reader) readFlags(in *inputs) {
	give := func(flag, value string) {
		if value != "" {
			in.flags = append(in.flags, "--"+flag+"="+value)
		}
	}
	under, also := r.text("fail-under"), r.text("threshold")
	if under != "" && also != "" && under != also {
		r.fail("leave threshold out", "fail-under and threshold are two names of one input, and differ")
	}
	give("fail-under", cmp.Or(under, also))
	for _, name := range []string{"config", "mode", "fail-on", "min-coverage", "baseline"} {
		give(name, r.text(name))
	}
	give("method", strings.ToUpper(r.text("method")))
	for _, name := range []string{"authorized", "new-only"} {
		if r.flag(name, false) {
			in.flags = append(in.flags, "--"+name)
		}
	}
	for _, h := range r.lines("headers") {
		give("header", h)
	}
	more, err := split(r.text("args"))
	if err != nil {
		r.fail("write it as in a shell: --skip missing-rate-limit --budget 2m", "args: %v", err)
	}
	for _, word := range more {
		if name := flagName(word); slices.Contains(taken, name) {
			r.fail("leave it out of args", "args: --%s has an input of its own, or is not for a build", name)
		} else if word == "--" {
			r.fail("url, spec and source are inputs", "args takes flags of ashlar scan, and no targets")
		}
	}
	in.flags = append(in.flags, more...)
}

// taken are flags that args may not hold.
var taken = []string{
	"url", "config", "mode", "method", "authorized", "fail-under", "fail-on", "min-coverage", "baseline", "new-only",
	"format", "output", "o", "plan", "help", "h", "version",
}

// flagName is "budget" of --budget=2m, "" of what is no flag.
func flagName(word string) string {
	if !strings.HasPrefix(word, "-") {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	if !strings.HasPrefix(word, "--") && name != "" {
		name = name[:1] // -oFILE
	}
	return name
}

// paths are the reports of one scan; "" is none.
type paths struct{ json, sarif, html string }

// pathsOf is where the reports of scan number i go, from 0.
func (in *inputs) pathsOf(i int) paths {
	numbered := func(path string) string {
		if i == 0 || path == "" {
			return path
		}
		ext := filepath.Ext(path)
		return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ext), i+1, ext)
	}
	return paths{numbered(jsonFile), numbered(in.sarif), numbered(in.html)}
}

// makeFolders makes those of the reports.
func (in *inputs) makeFolders() error {
	for _, path := range []string{jsonFile, in.sarif, in.html} {
		if path == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return usage("name a folder that can be written to", "making the folder of a report: %v", err)
		}
	}
	return nil
}

// words are the flags of one scan.
func (in *inputs) words(url string, p paths) []string {
	var words []string
	if url != "" {
		words = append(words, "--url="+url)
	}
	for _, one := range []struct{ format, path string }{{"json", p.json}, {"sarif", p.sarif}, {"html", p.html}} {
		if one.path != "" {
			words = append(words, "--report="+one.format+"="+one.path)
		}
	}
	return append(words, in.flags...)
}

// blame names the input where the error names a flag.
func blame(err error) error {
	u, ok := errors.AsType[*scan.UsageError](err)
	if !ok {
		return err
	}
	text := u.Text
	if flag, isFlag := strings.CutPrefix(text, "--"); isFlag {
		name, _, _ := strings.Cut(flag, " ")
		switch name = strings.TrimRight(name, ":,"); {
		case name == "header":
			text = "headers" + strings.TrimPrefix(flag, "header")
		case slices.Contains(names, name):
			text = flag
		default:
			text = "args: " + text
		}
	}
	return usage(u.Hint, "%s", text)
}
