package design

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Bounds of the pace. More is a slip of the keyboard.
const (
	maxRate        = 10_000
	maxConcurrency = 1_000
	maxRequests    = 100_000_000
)

func (r *reader) design(n *yaml.Node, d *Design) {
	const what = "ashlar.yaml"
	keys := r.object(n, what, fields{
		"target":    func(n *yaml.Node) { d.Target = r.url(n, "target") },
		"contracts": func(n *yaml.Node) { d.Contracts = r.contracts(n) },
		"scope": func(n *yaml.Node) {
			r.list(n, "scope", func(n *yaml.Node) { d.Scope = append(d.Scope, r.host(n, "scope")) })
		},
		"identities":   func(n *yaml.Node) { d.Identities = r.identities(n) },
		"sign_up":      func(n *yaml.Node) { d.SignUp = r.signUp(n) },
		"login":        func(n *yaml.Node) { d.Login = r.login(n) },
		"mode":         func(n *yaml.Node) { d.Mode = r.choice(n, "mode", Modes) },
		"rate":         func(n *yaml.Node) { d.Rate = r.rate(n, "rate") },
		"concurrency":  func(n *yaml.Node) { d.Concurrency = r.count(n, "concurrency", maxConcurrency) },
		"max_requests": func(n *yaml.Node) { d.MaxRequests = r.count(n, "max_requests", maxRequests) },
		"budget":       func(n *yaml.Node) { d.Budget = r.duration(n, "budget") },
		"timeout":      func(n *yaml.Node) { d.Timeout = r.duration(n, "timeout") },
		"seed":         func(n *yaml.Node) { d.Seed = r.seed(n, "seed") },
		"gate":         func(n *yaml.Node) { d.Gate = r.gate(n) },
		"design":       func(n *yaml.Node) { d.Intent = r.intent(n) },
	})
	if key := keys["login"]; key != nil && keys["sign_up"] == nil {
		r.at(key, `"login" at the top says how new accounts are logged in, and needs "sign_up": add it, or move "login" into an identity`)
	}
}

// url reads an absolute http or https address without query and credentials.
func (r *reader) url(n *yaml.Node, key string) string {
	text := r.line(n, key)
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		r.at(n, "%q must be an address like http://localhost:5000", key)
	case u.User != nil:
		r.at(n, "%q must not hold a user or password: write an identity with \"basic\"", key)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		r.at(n, "%q must end before ? and #", key)
	default:
		return strings.TrimRight(text, "/")
	}
	return ""
}

// host reads one entry of scope: a host, a host with its port, or an origin.
func (r *reader) host(n *yaml.Node, key string) string {
	text := strings.ToLower(r.line(n, key))
	if text == "" {
		return ""
	}
	origin := text
	if !strings.Contains(origin, "://") {
		origin = "http://" + origin
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !goodHost(u.Hostname()) || !goodPort(u.Port()) ||
		u.User != nil || u.Path != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(u.Host, ":") {
		r.at(n, "%q takes hosts, like api.example.com, 10.0.0.7:8080 or https://api.example.com", key)
		return ""
	}
	return text
}

func goodHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	return host != "" && !strings.ContainsFunc(host, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
	})
}

func goodPort(port string) bool {
	if port == "" {
		return true
	}
	v, err := strconv.ParseUint(port, 10, 16)
	return err == nil && v > 0
}

func (r *reader) contracts(n *yaml.Node) []string {
	var paths []string
	r.list(n, "contracts", func(n *yaml.Node) {
		if path := r.below(n, "contracts"); path != "" {
			paths = append(paths, filepath.Join(filepath.Dir(r.file), path))
		}
	})
	return paths
}

// below reads the path of a file in the folder of ashlar.yaml or deeper; the
// file is looked at when there is a folder. Links that lead out are refused
// by [os.Root].
func (r *reader) below(n *yaml.Node, key string) string {
	text := r.line(n, key)
	if text == "" {
		return ""
	}
	if strings.Contains(text, "://") {
		r.at(n, "%q takes files, not addresses: name the address on the command line", key)
		return ""
	}
	path := filepath.FromSlash(text)
	if !r.local(n, key, path) {
		return ""
	}
	return filepath.Clean(path)
}

func (r *reader) local(n *yaml.Node, key, path string) bool {
	if !filepath.IsLocal(path) {
		r.at(n, "%q must name files below the folder of %s: move the file there", key, filepath.Base(r.file))
		return false
	}
	if r.folder == nil {
		return true
	}
	about, err := r.folder.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.at(n, "%q names a file that does not exist: write its path from the folder of %s", key, filepath.Base(r.file))
	case err != nil && strings.Contains(err.Error(), "escapes"):
		r.at(n, "%q must name files below the folder of %s: a link leads out of it", key, filepath.Base(r.file))
	case err != nil:
		r.at(n, "%q names a file that cannot be opened: %v", key, errors.Unwrap(err))
	case !about.Mode().IsRegular():
		r.at(n, "%q must name a file", key)
	default:
		return true
	}
	return false
}
