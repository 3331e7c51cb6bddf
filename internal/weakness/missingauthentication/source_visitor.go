package missingauthentication

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// incidental tells whether a change happens by the way: a view that is
// counted, what a GET notes and the request does not choose.
func (l unasked) incidental(q *source.Query) bool {
	if q.Verb != mongo.Update && q.Verb != mongo.Replace {
		return false
	}
	members := append(source.Members(q.Update), source.Members(q.Document)...)
	if len(members) == 0 {
		return q.Method == "save" // of an object of which nothing was assigned
	}
	return !slices.ContainsFunc(members, func(m source.Member) bool {
		counted := slices.Contains(m.Path, "$inc") && !lexicon.Value(m.Name()) && !lexicon.Computed(m.Name())
		return !counted && !said(m) && (!l.op.Reads() || len(m.Value.All(flow.Request)) > 0)
	})
}

// said tells whether the member is what visitors say of something: comments,
// likes and votes that are added to it.
func said(m source.Member) bool {
	if slices.Contains(m.Path, "$pull") || slices.Contains(m.Path, "$unset") {
		return false
	}
	return slices.ContainsFunc(lexicon.Words(m.Name()), func(w string) bool {
		switch lexicon.Singular(w) {
		case "comment", "reply", "like", "dislike", "vote", "view", "rating", "reaction", "visit", "download":
			return true
		}
		return false
	})
}

// forVisitors tells whether it is for visitors to send such a thing: by its
// name, or because who sends a text says in it how to be reached.
func (l unasked) forVisitors(q *source.Query) bool {
	says := func(is func(string) bool) bool {
		return slices.ContainsFunc(source.Members(q.Document), func(m source.Member) bool {
			return m.Value.From(flow.Request) && is(m.Name())
		})
	}
	if says(lexicon.Email) && says(freeText) {
		return true
	}
	for _, word := range append(lexicon.Words(l.op.Path), lexicon.Words(q.Name)...) {
		if visitors[lexicon.Singular(word)] {
			return true
		}
	}
	return false
}

// freeText tells whether the name is of what people write to others.
func freeText(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "message", "text", "comment", "body", "question", "feedback", "subject":
			return true
		}
		return false
	})
}

var visitors = setOf(`contact feedback newsletter subscriber subscribe subscription unsubscribe inquiry enquiry lead visit visitor hit pageview
	analytic tracking track telemetry metric log survey poll waitlist webhook callback register signup guestbook`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
