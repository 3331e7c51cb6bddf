package source

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// hash learns that the field holds the hash of a password, whatever it is
// called. That of a file is no secret.
func (c *Collection) hash(m Member) {
	if m.Value.Has(flow.Hashed) && slices.ContainsFunc(m.Value.Flows, func(s *flow.Step) bool { return lexicon.Password(last(s.Origin.Name)) }) {
		c.hashed(m.Name())
	}
}

// password learns that a collection holds accounts, and in which field their
// passwords: one is compared with what is kept there.
func (p *Program) password(f *flow.Fact) {
	if f.Op != "password" && !packages.PasswordChecks[f.Who] {
		return
	}
	for _, v := range []*flow.Value{f.Left, f.Right} {
		for _, s := range v.FromSource(flow.Database) {
			c := p.Collections[s.Origin.In]
			if c == nil {
				continue
			}
			c.self = true
			if s.Origin.Name != "" {
				c.hashed(s.Origin.Name)
			}
		}
	}
}

func (c *Collection) hashed(field string) {
	if c.passwords == nil {
		c.passwords = map[string]bool{}
	}
	c.passwords[field] = true
}
