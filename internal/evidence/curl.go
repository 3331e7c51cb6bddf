package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// Curl is one line for a POSIX shell that sends the request of ex again.
// Registered secrets are variables in it: "Authorization: Bearer
// $ALICE_TOKEN". Everything else is quoted: an answer of the target that
// found its way into a later request, $HOME or $(reboot), stays text.
func Curl(ex Exchange) string {
	line := []string{"curl"}
	if strings.ContainsAny(ex.Request.URL, "[]{}") {
		line = append(line, "--globoff")
	}
	if strings.Contains(ex.Request.URL, "/.") {
		line = append(line, "--path-as-is")
	}
	switch method := ex.Request.Method; {
	case method == "HEAD":
		line = append(line, "--head")
	case method != "GET" || ex.Request.Body != "":
		line = append(line, "-X", ex.quote(method))
	}
	for _, h := range ex.Request.Headers {
		line = append(line, ex.field(h)...)
	}
	if ex.Request.Body != "" {
		hasType := slices.ContainsFunc(ex.Request.Headers, func(h Header) bool { return strings.EqualFold(h.Name, "Content-Type") })
		if !hasType {
			line = append(line, "-H", "'Content-Type:'") // or curl adds the one of a form
		}
		line = append(line, "--data-raw", ex.quote(ex.Request.Body))
	}
	return strings.Join(append(line, ex.quote(ex.Request.URL)), " ")
}

var basicField = regexp.MustCompile(`(?s)^Basic base64\((.*)\)$`)

func (ex Exchange) field(h Header) []string {
	switch {
	case slices.ContainsFunc([]string{"Accept", "User-Agent", "Content-Length"}, func(n string) bool { return strings.EqualFold(h.Name, n) }):
		return nil // curl has its own
	case h.Value == "":
		return []string{"-H", ex.quote(h.Name + ";")} // with a colon it would be left out
	}
	if m := basicField.FindStringSubmatch(h.Value); m != nil && strings.EqualFold(h.Name, "Authorization") {
		return []string{"-u", ex.quote(m[1])}
	}
	return []string{"-H", ex.quote(h.Name + ": " + h.Value)}
}

var (
	// variableName: a report may come from elsewhere, and $(reboot) is no
	// variable.
	variableName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)
	plainWord    = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	notInDouble  = regexp.MustCompile("[\\\\`\"$!\n\r\t]") // alive between double quotes, or not for one line
	controls     = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
)

// quote makes one word of s for the shell, in which only Variables expand:
// in double quotes if nothing else would, else piece by piece.
func (ex Exchange) quote(s string) string {
	var pieces, variables []string // one piece more than variables
	for rest := s; ; {
		from, to := ex.variable(rest)
		pieces = append(pieces, rest[:from])
		if from == to {
			break
		}
		variables = append(variables, rest[from:to])
		rest = rest[to:]
	}
	if len(variables) == 0 {
		return literal(s)
	}
	double := !notInDouble.MatchString(strings.Join(pieces, ""))
	var b strings.Builder
	for i, piece := range pieces {
		switch {
		case double:
			b.WriteString(piece)
		case piece != "":
			b.WriteString(literal(piece))
		}
		if i == len(variables) {
			break
		}
		name := variables[i]
		if next := pieces[i+1]; next != "" && plainWord.MatchString(next[:1]) {
			name = "${" + name[1:] + "}" // or what follows would be part of the name
		}
		if !double {
			name = `"` + name + `"`
		}
		b.WriteString(name)
	}
	if double {
		return `"` + b.String() + `"`
	}
	return b.String()
}

// variable is where the first variable stands in s; both are its length when
// none does.
func (ex Exchange) variable(s string) (from, to int) {
	from, to = len(s), len(s)
	for _, name := range ex.Variables {
		i := strings.Index(s, "$"+name)
		end := i + 1 + len(name)
		if i >= 0 && variableName.MatchString(name) && (i < from || i == from && end > to) {
			from, to = i, end
		}
	}
	return from, to
}

// literal quotes what must not change. Line breaks need $'…' (POSIX.1-2024;
// bash, zsh and ksh have it), for one line.
func literal(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	if strings.ContainsAny(s, "\n\r\t") {
		return "$'" + controls.Replace(s) + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
