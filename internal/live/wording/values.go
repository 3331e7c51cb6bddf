package wording

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

var (
	// promises come before a list of any form; the others before one in quotes
	// or brackets only, because "must be positive" is none.
	promises   = re(`\b(?:one of|not in:|permitted|available(?: \w+)?(?: are| is)?|allowed(?: values?)?(?: are| is)?|valid (?:values?|options?|choices|types?|statuses|roles|categories)(?: are| is| include)?|choose from|choose between|select from|choices(?: are)?|options(?: are)?|accepted(?: values)?(?: are)?|supported(?: \w+)?(?: are)?|possible values(?: are)?)(?: the following)?(?: values)?\s*(?::|-|=)?\s*`)
	use        = re(`(?:^|[,;.] |\b)use(?: one of| either)?:? `)
	hints      = re(`\b(?:input should be|(?:must|should|has to) be in|must be|should be|not in|expected)\s*:?\s*`)
	noneWords  = re(`\b(none of|any of|not be one of|can.?t be)\b`)
	constant   = regexp.MustCompile(`^['"](.+?)['"] was expected`)
	equalTo    = re(`must be equal to (\S+?)\.?$`)
	either     = re(`\beither ['"]?([\w-]+)['"]?,? or ['"]?([\w-]+)['"]?`)
	quoted     = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|` + "`([^`]*)`|“([^”]*)”|‘([^’]*)’")
	listEnd    = re(`(\. [A-Z]|\n| \[type=| for dictionary| \(type=|; )`)
	onlyJoints = re(`^(,|or|and|\||/|\s)*$`)
	joints     = re(`\s*(,\s*(or|and)\s+|\s+or\s+|\s+and\s+|,|\||/)\s*`)
	bareItem   = regexp.MustCompile(`^[\w$.+:-]+$`)
)

// PromisesList tells whether the text says that a list of values comes.
func PromisesList(text string) bool { return promises.MatchString(text) }

// readValues finds the values that are told as allowed.
func (r *Rule) readValues(text string) {
	if m := constant.FindStringSubmatch(text); m != nil {
		r.Values = []any{m[1]}
		return
	}
	if m := either.FindStringSubmatch(text); m != nil && !strings.EqualFold(m[1], "a") && !strings.EqualFold(m[1], "an") {
		r.Values = []any{m[1], m[2]}
		return
	}
	if m := equalTo.FindStringSubmatch(text); m != nil {
		r.Values = []any{strings.Trim(m[1], `'"`)}
		return
	}
	if noneWords.MatchString(text) {
		return
	}
	for _, m := range promises.FindAllStringIndex(text, 5) {
		if m[0] > 0 && strings.ContainsAny(text[m[0]-1:m[0]], "'\"`") {
			continue // one of the values: 'accepted'
		}
		if r.Values = listIn(text[m[1]:], true); r.Values != nil {
			return
		}
	}
	if m := use.FindStringIndex(text); m != nil {
		if r.Values = listIn(text[m[1]:], true); len(r.Values) > 1 {
			return
		}
		r.Values = nil
	}
	for _, m := range hints.FindAllStringIndex(text, 5) {
		if r.Values = listIn(text[m[1]:], false); r.Values != nil {
			return
		}
	}
}

// listIn reads "a, b or c", "['a', 'b']", "a|b". Bare words count only where
// the words before promise a list; a sentence is none.
func listIn(text string, bare bool) []any {
	text = strings.TrimSpace(text)
	open := strings.IndexAny(text, "[({")
	set := false
	if open == 0 || open > 0 && open < 12 && bare {
		if end := strings.IndexAny(text[open:], "])}"); end > 0 {
			bare = true
			set = text[open] == '{'
			text = text[open+1 : open+end]
		}
	} else if cut := listEnd.FindStringIndex(text); cut != nil {
		text = text[:cut[0]]
	}
	text = strings.TrimRight(text, ".;! ")
	var list []any
	if found := quoted.FindAllStringSubmatch(text, -1); len(found) > 0 {
		if !onlyJoints.MatchString(quoted.ReplaceAllString(text, "")) && !bare {
			return nil
		}
		for _, m := range found {
			list = append(list, strings.Join(m[1:], ""))
		}
	} else {
		for item := range strings.SplitSeq(joints.ReplaceAllString(text, "\x00"), "\x00") {
			if item = strings.TrimSpace(item); item == "" {
				continue
			}
			if !bareItem.MatchString(item) || !bare {
				return nil
			}
			list = append(list, literal(item))
		}
		if len(list) == 1 && open != 0 && !strings.Contains(text, ",") {
			if _, isText := list[0].(string); isText && articles[strings.ToLower(list[0].(string))] {
				return nil
			}
		}
	}
	if set { // Python prints sets in another order each time
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(scalar.Text(a), scalar.Text(b)) })
	}
	return list
}

var articles = map[string]bool{"a": true, "an": true, "the": true, "unique": true, "valid": true, "positive": true, "string": true, "integer": true, "boolean": true,
	"number": true, "list": true, "object": true, "numeric": true, "required": true, "provided": true, "json": true, "null": true, "empty": true}

// literal is a bare word as Python or JSON would read it.
func literal(s string) any {
	switch s {
	case "true", "True":
		return true
	case "false", "False":
		return false
	case "null", "None":
		return nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	return s
}
