package outline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// dangers finds out why an operation may reach far more than one object.
func (f *facts) dangers(objects func(noun string) bool) string {
	if why := f.whole(); why != "" {
		return why
	}
	for _, said := range []struct{ where, text string }{
		{"path", f.op.Path}, {"operation id", f.id}, {"summary", f.op.Summary},
	} {
		phrase, ok := lexicon.Dangerous(said.text)
		if !ok || f.oneObject(phrase, objects) {
			continue
		}
		return fmt.Sprintf("the %s says %q", said.where, phrase)
	}
	return ""
}

// wholes are verbs that mean the whole of the API where nothing else is in
// the path: POST /reset.
var wholes = []string{"reset", "init", "initialize", "setup", "install", "bootstrap", "cleanup", "clear", "destroy", "clean", "populate", "restore"}

// testbeds are what such a verb may be about.
var testbeds = []string{"test", "testing", "tests", "dev", "debug", "demo", "system", "server", "app", "state", "all", "everything", "sandbox", "internal", "env", "environment"}

// whole tells whether the path is a verb for the whole API.
func (f *facts) whole() string {
	if f.placed > 0 || f.takes(lexicon.Password) || f.takes(lexicon.Email) || f.takes(lexicon.Username) || f.takes(lexicon.Token) {
		return ""
	}
	last := strings.ToLower(f.last)
	if !slices.Contains(wholes, last) {
		return ""
	}
	before := f.literals[:len(f.literals)-1]
	for _, literal := range before {
		if !lexicon.Administrative(literal) && !slices.Contains(testbeds, strings.ToLower(literal)) {
			return ""
		}
	}
	return fmt.Sprintf("the path says %q", last)
}

// oneObject tells whether the phrase is about one object that a parameter
// picks, or about things that are objects of this API.
func (f *facts) oneObject(phrase string, objects func(noun string) bool) bool {
	for _, in := range f.inputs {
		if in.in == "path" && lexicon.Namespace(in.name) && !objects(lexicon.Singular(strings.ToLower(in.name))) {
			return false
		}
	}
	words := strings.Fields(phrase)
	store := false
	for _, w := range words {
		switch w {
		case "db", "database", "databases", "dbs", "collections", "tables", "mongodb", "mongo":
			store = true
			if objects(lexicon.Singular(w)) {
				return true
			}
		}
	}
	return !store && f.placed > 0
}

// emptiesCollection tells whether the operation deletes a whole collection,
// since nothing that it takes picks an object.
func (f *facts) emptiesCollection() string {
	r := f.reading
	if f.op.Method != "DELETE" || f.purpose != Delete || r.item || r.filter || r.route.caller || !r.many || f.single() || f.given() || strings.Contains(r.key, "{}") {
		return ""
	}
	return fmt.Sprintf("it deletes all of %s", f.op.Path)
}

// rankShare is the share of the operations, in percent, above which a word
// in the path sets none of them apart.
const rankShare = 70

// ranks finds out why operations are meant for few.
func ranks(all []*facts) {
	inPath := 0
	schemes := map[string]int{}
	for _, f := range all {
		if f.rankedPath() != "" {
			inPath++
		}
		for _, requirement := range f.op.Security {
			for name := range requirement {
				schemes[name]++
			}
		}
	}
	common := inPath*100 > len(all)*rankShare
	for _, f := range all {
		switch {
		case !common && f.rankedPath() != "":
			f.rank = fmt.Sprintf("the path says %q", f.rankedPath())
		default:
			f.rank = f.rankedWords(schemes, len(all))
		}
	}
}

// rankedPath is the literal of the path that is a word for administration.
func (f *facts) rankedPath() string {
	for i, literal := range f.literals {
		weak := i == 0 && len(f.literals) > 1 && f.reading.route.ranked
		if lexicon.AdministrativeWord(literal) || weak && lexicon.Administrative(literal) {
			return literal
		}
	}
	return ""
}

func (f *facts) rankedWords(schemes map[string]int, all int) string {
	for _, tag := range f.op.Tags {
		if lexicon.AdministrativeWord(tag) || strings.EqualFold(tag, "internal") {
			return fmt.Sprintf("the tag says %q", tag)
		}
	}
	if lexicon.AdministrativeWord(f.op.ID) {
		return fmt.Sprintf("the operation id says %q", f.op.ID)
	}
	if phrase, ok := lexicon.AdministrativeText(f.op.Summary); ok {
		return fmt.Sprintf("the summary says %q", phrase)
	}
	if phrase, ok := lexicon.AdministrativeText(f.op.Description); ok {
		return fmt.Sprintf("the description says %q", phrase)
	}
	return f.rankedScope(schemes, all)
}

// rankedScope tells whether every way into the operation needs a scope, role
// or scheme whose name is a word for administration.
func (f *facts) rankedScope(schemes map[string]int, all int) string {
	why := ""
	for _, requirement := range f.op.Security {
		found := ""
		for name, scopes := range requirement {
			if lexicon.AdministrativeWord(name) && schemes[name]*100 <= all*rankShare {
				found = fmt.Sprintf("the scheme %q is asked for", name)
			}
			for _, scope := range scopes {
				if lexicon.AdministrativeWord(scope) || lexicon.Administrative(lastWord(scope)) && !lexicon.Account(lastWord(scope)) {
					found = fmt.Sprintf("the scope %q is asked for", scope)
				}
			}
		}
		if found == "" {
			return ""
		}
		why = found
	}
	return why
}

// lastWord of a scope such as orders:manage.
func lastWord(scope string) string {
	words := lexicon.Words(scope)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
