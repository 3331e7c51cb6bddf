package main

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/catalogue"
)

// class is a kind of row in a truth file, and what of ours answers it.
type class struct {
	names      []string // as truth files write it; the first is the one that is reported
	weaknesses []string // any of them answers

	// operation: the class is about an operation as a whole, so any line of
	// its handler is as good as another.
	operation bool
}

func (c *class) name() string { return c.names[0] }

func (c *class) answeredBy(weakness string) bool { return slices.Contains(c.weaknesses, weakness) }

var classes = []class{
	// Truth made from CodeQL calls $where and map-reduce NoSQL injection too.
	{names: []string{"nosql-operator-injection", "nosql-injection"}, weaknesses: []string{"operator-injection", "script-injection"}},
	{names: []string{"nosql-js-injection"}, weaknesses: []string{"script-injection"}},
	{names: []string{"regex-injection"}, weaknesses: []string{"pattern-injection"}},
	{names: []string{"namespace"}, weaknesses: []string{"namespace-injection"}},
	{names: []string{"unvalidated-objectid"}, weaknesses: []string{"unvalidated-identifier"}},
	{names: []string{"cors"}, weaknesses: []string{"permissive-cors"}},
	{names: []string{"idor", "bola"}, weaknesses: []string{"cross-owner-read", "cross-owner-write", "owner-from-client"}},
	{names: []string{"missing-auth"}, weaknesses: []string{"missing-authentication"}, operation: true},
	{names: []string{"weak-token", "weak-jwt"}, weaknesses: []string{"weak-token"}},
	{names: []string{"plaintext-password"}, weaknesses: []string{"plaintext-credentials"}},
	{names: []string{"hardcoded-secret"}, weaknesses: []string{"plaintext-credentials"}},
	{names: []string{"access-control", "bfla"}, weaknesses: []string{"missing-function-authorization"}, operation: true},
	{names: []string{"excessive-data-exposure"}, weaknesses: []string{"excessive-data-exposure"}},
	{names: []string{"verbose-error"}, weaknesses: []string{"verbose-errors"}},
	{names: []string{"mass-assignment"}, weaknesses: []string{"mass-assignment", "update-operator-injection"}},
	{names: []string{"client-trust", "price-tampering"}, weaknesses: []string{"client-side-trust"}},
	{names: []string{"missing-rate-limit"}, weaknesses: []string{"missing-rate-limit"}, operation: true},
	{names: []string{"unbounded"}, weaknesses: []string{"unbounded-results"}},
	{names: []string{"ssrf"}, weaknesses: []string{"server-side-request-forgery"}},
	{names: []string{"command"}, weaknesses: []string{"database-command"}},
	{names: []string{"debug"}, weaknesses: []string{"debug-exposed"}},
	{names: []string{"deserialization"}, weaknesses: []string{"unsafe-consumption"}},
}

// findClass finds a class by one of its names; the ID of a weakness is a
// class too. It is nil if nothing has the name.
func findClass(name string) *class {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	for i, c := range classes {
		if slices.Contains(c.names, name) {
			return &classes[i]
		}
	}
	if w := catalogue.Find(name); w != nil {
		return &class{names: []string{w.ID}, weaknesses: []string{w.ID}, operation: aboutOperation(w.ID)}
	}
	return nil
}

func aboutOperation(weakness string) bool {
	return slices.ContainsFunc(classes, func(c class) bool { return c.operation && c.answeredBy(weakness) })
}
