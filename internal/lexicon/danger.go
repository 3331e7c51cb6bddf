package lexicon

import (
	"slices"
	"strings"
)

// Dangerous finds the words with which a path, an operation id or a summary
// says that an operation makes, resets or destroys far more than one object,
// or stops the server: create-all, reset db, seed, wipe, shutdown.
//
// It knows words only. Those that are harmless when one object is named, such
// as restart in /servers/{id}/restart, are for the caller to judge.
func Dangerous(text string) (phrase string, ok bool) {
	words := proseWords(text)
	for i := range words {
		if n := danger(words, i); n > 0 {
			return strings.Join(words[i:i+n], " "), true
		}
	}
	return "", false
}

// proseWords are the words with the parameters of path templates taken out.
func proseWords(text string) []string {
	text = cut(text, longestText)
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '{':
			depth++
		case r == '}' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth == 0:
			b.WriteRune(r)
		}
	}
	words := Words(b.String())
	out := words[:0]
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) && words[i] == "shut" && words[i+1] == "down" {
			out = append(out, "shutdown")
			i++
			continue
		}
		out = append(out, words[i])
	}
	return out
}

// danger is the number of words of a dangerous phrase that begins at i, or 0.
func danger(words []string, i int) int {
	verb := verbForm(words[i])
	if loneDangers[verb] && !harmless(words, i) {
		return 1
	}
	if !destroyers[verb] && !makers[verb] {
		return dangerReversed(words, i)
	}
	rest := words[i+1:]
	pretended := verb == "populate"
	for skipped := 0; skipped <= longestFiller && skipped < len(rest); skipped++ {
		if object := rest[skipped]; isEverything(verb, rest[skipped:]) ||
			(stores[object] || states[object] && (emptiers[verb] || makers[verb] && pretended)) && !belongs(rest[skipped:]) {
			return skipped + 2
		}
		if !fillers[rest[skipped]] {
			break
		}
		pretended = pretended || pretences[rest[skipped]]
	}
	return dangerReversed(words, i)
}

// longestFiller bounds the words between a verb and what it destroys.
const longestFiller = 4

func isEverything(verb string, rest []string) bool {
	all := rest[0] == "all" || rest[0] == "everything" || rest[0] == "every"
	return all && everything[verb] && !mine(rest) && !notEvery(rest)
}

// belongs tells whether the store that the words begin with is on its way to
// something else: create database backup, delete database user.
func belongs(rest []string) bool { return len(rest) > 1 && belongings[Singular(rest[1])] }

// dangerReversed is [danger] for the noun before the verb: db/reset,
// database_drop, data-wipe.
func dangerReversed(words []string, i int) int {
	if i+1 >= len(words) || !(stores[words[i]] || states[words[i]]) {
		return 0
	}
	verb := verbForm(words[i+1])
	if emptiers[verb] || stores[words[i]] && destroyers[verb] || verb == "init" || verb == "initialize" || verb == "recreate" || verb == "populate" {
		return 2
	}
	return 0
}

// harmless tells whether the lone word at i has another sense here: drop-off,
// seed phrase, reset of a password.
func harmless(words []string, i int) bool {
	if i > 0 && (nounSigns[words[i-1]]) {
		return true
	}
	for n := range 2 {
		at := i + 1 + n
		if at < len(words) && harmlessAfter[words[i]+" "+words[at]] {
			return true
		}
		if before := i - 1 - n; before >= 0 && harmlessAfter[words[before]+" "+words[i]] {
			return true
		}
	}
	return false
}

// mine tells whether the prose goes on to say that only what belongs to the
// caller or to one object is meant: all my notifications.
func mine(rest []string) bool {
	end := min(len(rest), 8)
	return slices.ContainsFunc(rest[1:end], func(w string) bool {
		return w == "my" || w == "your" || w == "own" || w == "mine" || w == "cart" || w == "basket" || w == "yours" || w == "current"
	})
}

// notEvery tells whether "all" counts something other than objects: remove
// all filters.
func notEvery(rest []string) bool {
	return len(rest) > 1 && (rest[1] == "filters" || rest[1] == "filter" || rest[1] == "whitespace" || rest[1] == "in" || rest[1] == "day")
}

// verbForm drops the s of the third person and a few participles: drops,
// seeding, wiped.
func verbForm(word string) string {
	if base, ok := verbForms[word]; ok {
		return base
	}
	return word
}

var verbForms = map[string]string{
	"drops": "drop", "dropping": "drop", "resets": "reset", "resetting": "reset", "wipes": "wipe", "wiping": "wipe",
	"purges": "purge", "truncates": "truncate", "deletes": "delete", "deleting": "delete", "removes": "remove",
	"removing": "remove", "clears": "clear", "clearing": "clear", "destroys": "destroy", "erases": "erase", "flushes": "flush",
	"populates": "populate", "populating": "populate", "creates": "create", "initializes": "initialize", "initialises": "initialize",
	"initialise": "initialize", "initialising": "initialize", "initializing": "initialize", "recreates": "recreate",
	"restores": "restore", "seeding": "seed", "reseeds": "reseed", "restarts": "restart", "reboots": "reboot",
	"migrates": "migrate", "rebuilds": "rebuild", "empties": "empty", "loads": "load", "generates": "generate", "terminates": "terminate",
}

var (
	// loneDangers need no object.
	loneDangers = setOf(`
		createdb dropdb resetdb initdb seed reseed seeder wipe purge truncate shutdown restart reboot flush flushdb flushall nuke poweroff
		halt selfdestruct drop factoryreset dbreset dbinit dbseed dropall syncdb wipedb cleardb populatedb deletedb createall deleteall`)

	destroyers = setOf(`delete remove destroy drop wipe purge truncate erase clear flush reset empty clean nuke recreate rebuild restore terminate kill overwrite`)
	makers     = setOf(`create init initialize setup populate seed load recreate rebuild generate migrate install import bootstrap`)
	emptiers   = setOf(`wipe purge truncate erase clear flush reset empty clean nuke drop destroy recreate`)
	everything = setOf(`delete remove destroy drop wipe purge truncate erase clear flush reset empty clean nuke create recreate terminate kill restore overwrite`)

	// stores hold everything.
	stores = setOf(`db database databases dbs collections tables mongodb mongo`)
	// states are everything under another name.
	states = setOf(`data records fixtures system environment env state storage cache caches app application server instance demo store sandbox dataset world`)
	// fillers may stand between verb and object. An article that means one of
	// many is none of them: create a database.
	fillers = setOf(`the whole entire complete full test sample demo mock dummy fake initial default current s application app api mongo mongodb sqlite underlying local system some server`)
	// pretences say that what is made is not real.
	pretences = setOf(`test sample demo mock dummy fake initial default`)
	// nounSigns before a word say that it is a noun.
	nounSigns = setOf(`a an the this that each per new one get list show view create update delete remove add edit my your`)
	// belongings follow the name of a store that is not itself the object.
	belongings = setOf(`user backup connection entry record account name credential role row password index snapshot migration replica cluster instance server object reservation booking field column`)

	harmlessAfter = phrases(`
		drop off, drop point, drop box, drop down, drop shipping, drop ship, drop in, drop zone, drop location, air drop, price drop, rain drop, drop pin,
		seed phrase, seed round, seed lot, seed type, seed bank, seed funding, seed company, random seed, seed money, seed investor, grape seed, bird seed, seed catalog,
		flush toilet, royal flush, purge rule, wipe clean, drop course, drop class, drop student, drop by, name drop, drop cap, drop item, drop rate, back drop`)
)

func phrases(list string) map[string]bool {
	set := map[string]bool{}
	for phrase := range strings.SplitSeq(list, ",") {
		set[strings.Join(strings.Fields(phrase), " ")] = true
	}
	return set
}
