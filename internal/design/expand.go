package design

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// variable is the only kind of name that may be read from the environment,
// so that a file in a repository cannot send someone's other secrets away.
var variable = regexp.MustCompile(`^ASHLAR_[A-Z0-9_]+$`)

// expand replaces ${ASHLAR_X} and ${ASHLAR_X:-default}; $${ stands for ${.
// As in a shell, the default also stands in for an empty variable.
// Its errors name variables, never values.
func expand(text string, env func(string) (string, bool)) (string, error) {
	var b strings.Builder
	var problems []error
	for {
		before, rest, ok := strings.Cut(text, "${")
		if !ok {
			b.WriteString(text)
			break
		}
		if escaped, ok := strings.CutSuffix(before, "$"); ok {
			b.WriteString(escaped + "${")
			text = rest
			continue
		}
		b.WriteString(before)
		inside, after, ok := strings.Cut(rest, "}")
		if !ok {
			problems = append(problems, errors.New("${ without a closing }: write ${ASHLAR_NAME}, or $${ for a plain ${"))
			break
		}
		value, err := lookUp(inside, env)
		if err != nil {
			problems = append(problems, err)
		}
		b.WriteString(value)
		text = after
	}
	return b.String(), errors.Join(problems...)
}

func lookUp(inside string, env func(string) (string, bool)) (string, error) {
	name, standIn, hasDefault := strings.Cut(inside, ":-")
	if !variable.MatchString(name) {
		if !printable.MatchString(name) {
			return "", errors.New("only variables named ASHLAR_… can be used: write $${ for a plain ${")
		}
		return "", fmt.Errorf("${%s} is refused: only variables named ASHLAR_… can be used; write $${ for a plain ${", name)
	}
	value, set := env(name)
	switch {
	case value != "":
		return value, nil
	case hasDefault:
		return standIn, nil
	case set:
		return "", fmt.Errorf("%s is empty: set it, or write a default as ${%s:-…}", name, name)
	}
	return "", fmt.Errorf("%s is not set: set it, or write a default as ${%s:-…}", name, name)
}

// printable are words of the file that an error may repeat: too short and
// plain to be a secret.
var printable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)
