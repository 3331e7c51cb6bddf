package design

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ParseAuth reads an identity from a command line, without its secret:
//
//	alice=env:ASHLAR_TOKEN                    a bearer token
//	alice=header:X-Api-Key=env:ASHLAR_KEY     a key in a header
//	alice=query:api_key=env:ASHLAR_KEY        … in the query
//	alice=cookie:session=env:ASHLAR_SESSION   … in a cookie
//	alice=basic:alice=env:ASHLAR_PASSWORD     a password
//
// Only ASHLAR_* variables are read, as in the file: command lines are written
// by assistants too, and a credential is sent to the target. Errors never
// repeat a part that could be a secret.
func ParseAuth(flag string, env func(string) (string, bool)) (Identity, error) {
	const hint = "write NAME=env:ASHLAR_TOKEN, or NAME=header:X-Api-Key=env:ASHLAR_KEY"
	name, credential, ok := strings.Cut(flag, "=")
	if !ok {
		return Identity{}, errors.New("reading --auth: no NAME= in it: " + hint)
	}
	place, source := "", credential
	if !strings.HasPrefix(credential, "env:") {
		// From the right: the name of a query parameter can hold an =.
		cut := strings.LastIndex(credential, "=env:")
		if cut < 0 {
			return Identity{}, errors.New("reading --auth: the secret itself does not belong on a command line: " + hint)
		}
		place, source = credential[:cut], credential[cut+1:]
	}
	// The reader of the file has the rules; it gets what the file would say.
	text := strings.TrimPrefix(source, "env:")
	if !printable.MatchString(text) {
		return Identity{}, errors.New("reading --auth: after env: comes the name of a variable: " + hint)
	}
	text = "${" + text + "}"
	mapping := words("name", name)
	switch kind, key, _ := strings.Cut(place, ":"); kind {
	case "":
		mapping.Content = append(mapping.Content, words("bearer", text).Content...)
	case "header", "query", "cookie":
		mapping.Content = append(mapping.Content, word("api_key"), words("in", kind, "name", key, "value", text))
	case "basic":
		mapping.Content = append(mapping.Content, word("basic"), words("user", key, "password", text))
	default:
		return Identity{}, errors.New("reading --auth: the place is one of header:NAME, query:NAME, cookie:NAME, basic:USER: " + hint)
	}
	r := &reader{file: "--auth", env: env}
	identity, _ := r.identity(mapping)
	if len(r.problems) > 0 {
		texts := make([]string, len(r.problems))
		for i, p := range r.problems {
			texts[i] = p.Text
		}
		return Identity{}, fmt.Errorf("reading --auth: %s", strings.Join(texts, "; "))
	}
	return identity, nil
}

func word(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: 1, Column: 1}
}

// words is a mapping of pairs of texts.
func words(pairs ...string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}
	for _, text := range pairs {
		n.Content = append(n.Content, word(text))
	}
	return n
}
