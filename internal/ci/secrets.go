package ci

import (
	"fmt"
	"slices"
	"strings"
)

// plainHeaders carry no credential: to mask their values would hide words
// such as application/json wherever they stand.
var plainHeaders = []string{
	"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-type",
	"origin", "pragma", "referer", "user-agent", "x-requested-with",
}

// secretsOf are the values that are never shown, by what is shown instead.
// It reads the inputs however malformed they are.
func secretsOf(getenv func(string) (string, bool)) map[string]string {
	all := map[string]string{}
	seen := map[string]bool{} // one placeholder a value, or reports would differ
	add := func(value string) {
		if value = strings.TrimSpace(value); value != "" && !seen[value] {
			seen[value] = true
			all[fmt.Sprintf("$SECRET_%d", len(all)+1)] = value
		}
	}
	r := &reader{getenv: getenv}
	for _, part := range strings.Fields(r.text("github-token")) {
		add(part)
	}
	given := r.lines("headers")
	words, err := split(r.text("args"))
	if err != nil {
		words = strings.Fields(r.text("args")) // a quote is open: whatever follows --header
		if at := slices.IndexFunc(words, isHeaderFlag); at >= 0 {
			given = append(given, words[at:]...)
		}
	}
	for i, word := range words {
		if value, ok := strings.CutPrefix(word, "--header="); ok {
			given = append(given, value)
		} else if word == "--header" && i+1 < len(words) {
			given = append(given, words[i+1])
		}
	}
	for _, line := range given {
		headerSecrets(line, add)
	}
	return all
}

func isHeaderFlag(word string) bool {
	return word == "--header" || strings.HasPrefix(word, "--header=")
}

// headerSecrets are the value of a header, its last word (a token behind its
// scheme) and the values of its parts (cookies). Of a line that is no header
// every word may be one.
func headerSecrets(line string, add func(string)) {
	name, value, ok := strings.Cut(line, ":")
	if !ok || strings.ContainsAny(strings.TrimSpace(name), " \t\"=") {
		add(line)
		for _, word := range strings.Fields(line) {
			add(word)
			if _, after, ok := strings.Cut(word, ":"); ok {
				add(after)
			}
		}
		return
	}
	if slices.Contains(plainHeaders, strings.ToLower(strings.TrimSpace(name))) {
		return
	}
	add(value)
	if words := strings.Fields(value); len(words) > 1 {
		add(words[len(words)-1])
	}
	for part := range strings.SplitSeq(value, ";") {
		if _, of, ok := strings.Cut(part, "="); ok {
			add(of)
		}
	}
}
