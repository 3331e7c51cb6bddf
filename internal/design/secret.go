package design

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
)

// Credential names the kind of credential by its key in ashlar.yaml; "" when
// there is none.
func (i Identity) Credential() string {
	kinds := i.credentials()
	if len(kinds) == 0 {
		return ""
	}
	return kinds[0]
}

func (i Identity) credentials() []string {
	var kinds []string
	for _, k := range []struct {
		key string
		set bool
	}{
		{"bearer", i.Bearer != ""},
		{"api_key", i.APIKey != nil},
		{"basic", i.Basic != nil},
		{"cookie", i.Cookies != nil},
		{"headers", i.Headers != nil},
		{"login", i.Login != nil},
	} {
		if k.set {
			kinds = append(kinds, k.key)
		}
	}
	return kinds
}

// String leaves the credential out, so that an identity can be printed.
func (i Identity) String() string {
	var b strings.Builder
	b.WriteString(i.Name)
	for _, part := range []struct{ label, text string }{{"role", i.Role}, {"tenant", i.Tenant}, {"by", i.Credential()}} {
		if part.text != "" {
			fmt.Fprintf(&b, " %s=%s", part.label, part.text)
		}
	}
	return b.String()
}

// GoString does for %#v what String does for %v.
func (i Identity) GoString() string { return "design.Identity{" + i.String() + "}" }

// LogValue does the same for log/slog.
func (i Identity) LogValue() slog.Value { return slog.StringValue(i.String()) }

// Secrets lists the values of the credential that must not be shown, for
// masking: tokens, keys, passwords, cookies.
func (i Identity) Secrets() []string {
	var secrets []string
	add := func(s string) {
		if s != "" {
			secrets = append(secrets, s)
		}
	}
	add(i.Bearer)
	if i.APIKey != nil {
		add(i.APIKey.Value)
	}
	if i.Basic != nil {
		add(i.Basic.Password)
	}
	for _, values := range []map[string]string{i.Cookies, i.Headers} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			add(values[name])
		}
	}
	if i.Login != nil {
		secretTexts("", i.Login.Body, add)
		for _, name := range slices.Sorted(maps.Keys(i.Login.Form)) {
			secretTexts(name, i.Login.Form[name], add)
		}
	}
	return secrets
}

// secretNames are parts of property names whose values are secrets in a login.
var secretNames = []string{"pass", "pwd", "secret", "token", "pin", "otp", "code", "key", "credential"}

func secretTexts(name string, v any, add func(string)) {
	switch v := v.(type) {
	case string:
		lower := strings.ToLower(name)
		if slices.ContainsFunc(secretNames, func(part string) bool { return strings.Contains(lower, part) }) {
			add(v)
		}
	case []any:
		for _, e := range v {
			secretTexts(name, e, add)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			secretTexts(k, v[k], add)
		}
	}
}
