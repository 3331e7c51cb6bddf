package wording

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

var quotedName = regexp.MustCompile("['\"`]([A-Za-z_$][\\w$.\\-\\[\\]]*)['\"`]")

// QuotedNames lists what stands in quotes and can be a name.
func QuotedNames(text string) []string {
	var names []string
	for _, m := range quotedName.FindAllStringSubmatch(text, 50) {
		names = append(names, m[1])
	}
	return names
}

var (
	atEnd      = regexp.MustCompile(`^[^:]{3,60}: ?['"]?([A-Za-z_][\w.]*['"]?(?:, ?['"]?[A-Za-z_][\w.]*['"]?)*)\.?$`)
	afterColon = re(`(?:missing|required|fields?|params?|parameters?|keys?|properties|attributes|unknown|unexpected|provide|include|following|mandatory|allowed)[^:]{0,40}(?:\bare|\bis)?: ?(.+)$`)
	beforeVerb = re(`^(.*?)\s+(?:is|are|was|were|es|son|é|são|est|ist|sind|deve|debe|doit|muss|must|cannot|can.?t|can not|may|should|has|have|not|needs?|field|parameter|missing|required|does|do|already|too|invalid|out|length|needed)\b`)
	afterWords = re(`(?:missing|provide|enter|supply|specify|include|require[sd]?|no|need|expected|expects|send|invalid|incorrect|bad|unknown|unexpected|wrong|unsupported|contain|falta|faltan|faltando|fehlt|manque|thiếu)(?: trường| tham số| an?| el| la| los| o| os| le| das| der| die| campo| champ| item| feld| the| your| both| valid| required| mandatory| some| either| field| fields| param| params| parameter| parameters| key| keys| property| properties| argument| arguments| attribute| attributes| data| value| values| for| of| with| name:)*:?\s+(.+?)(?:\s+(?:is|are|was|were|in|from|for|field|fields|parameter|param|value|provided|specified|supplied|given|found|to|must|as|not)\b.*)?[.!]?$`)
)

// MissingNames finds the names of what is missing, known or not.
func MissingNames(text string) []string {
	if foreign.MatchString(text) {
		var names []string
		for _, name := range asciiName.FindAllString(text, 10) {
			if !stopwords[strings.ToLower(name)] {
				names = append(names, name)
			}
		}
		return names
	}
	if names := ListedNames(text); len(names) > 0 {
		return names
	}
	if names := QuotedNames(text); len(names) > 0 {
		return names
	}
	for _, form := range []*regexp.Regexp{beforeVerb, afterWords} {
		if m := form.FindStringSubmatch(text); m != nil {
			if names := Names(m[1], true); len(names) > 0 {
				return names
			}
		}
	}
	return nil
}

// In a text in another script, what is written in Latin letters is a name.
var (
	foreign   = regexp.MustCompile(`[\p{Han}\p{Cyrillic}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Arabic}\p{Thai}\p{Hebrew}\p{Greek}]{2,}`)
	asciiName = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.]*`)
)

// ListedNames reads "Missing required fields: a, b and c".
func ListedNames(text string) []string {
	m := afterColon.FindStringSubmatch(text)
	if m == nil {
		m = atEnd.FindStringSubmatch(text)
	}
	if m == nil {
		return nil
	}
	if names := QuotedNames(m[1]); len(names) > 0 {
		return names
	}
	return Names(m[1], false)
}

// Subject is the name before the verb or after the adjective.
func Subject(text string) string {
	if names := SubjectNames(text); len(names) == 1 {
		return names[0]
	}
	return ""
}

// SubjectNames are the names that a message is about, known or not.
func SubjectNames(text string) []string {
	if m := ofField.FindStringSubmatch(text); m != nil && !stopwords[strings.ToLower(m[1]+m[2])] {
		return []string{m[1] + m[2]}
	}
	if m := beforeVerb.FindStringSubmatch(text); m != nil {
		if names := Names(m[1], true); len(names) > 0 {
			return names
		}
	}
	without := strings.TrimSpace(quoted.ReplaceAllString(text, "")) // "unknown colour 'pink'"
	if m := afterWords.FindStringSubmatch(without); m != nil {
		if names := Names(m[1], true); len(names) == 1 {
			return names
		}
	}
	return codeName.FindAllString(text, 3)
}

// codeName is a word that can only be a name in code.
var codeName = regexp.MustCompile(`\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z]+[A-Z][A-Za-z]*\b`)

// IsCode tells whether the word can only be a name in code: unit_price, unitPrice.
func IsCode(word string) bool { return codeName.MatchString(word) }

// ofField is the name in "Invalid type for title: expected str".
var ofField = re(`\b(?:for|for the|of|of the)(?: field| parameter| property| key| attribute) ['"]?([a-z_][\w.]*)|\bfor ['"]?([a-z_][\w.]*)['"]?\s*(?::|$|\.$|,)`)

var (
	hintInParens = regexp.MustCompile(`\s*\([^)]*\)?`)
	separators   = re(`\s*(?:,\s*(?:and|or)\s+|\s+(?:and|or|y|e|et|und|oder|ou)\s+|,|&|/|\s\+\s)\s*`)
	fillers      = re(`^(?:(?:trường|tham số|the|a|an|el|la|los|las|o|os|le|les|das|der|die|campos?|champs?|feld|itens|your|both|valid|field|fields|parameter|parameters|param|property|properties|key|keys|argument|value of|value for|attribute|error:|error -|validation error:?|bad request:?|missing|required|following|please|either|all|some|new|request|body|json|at least one of|invalid|one of|400|422|:|-)\s*)+\b`)
	endings      = re(`\s+(?:fields?|parameters?|params?|property|properties|keys?|values?|arguments?|attributes?|in (?:the )?(?:request|body|json).*)$`)
)

// Names reads a list of names: a single word is one as it stands, several
// words are joined by "_".
func Names(text string, prose bool) []string {
	var names []string
	text = strings.Trim(strings.TrimSpace(text), `[](){}.:;!'"`)
	for part := range strings.SplitSeq(separators.ReplaceAllString(text, "\x00"), "\x00") {
		part = hintInParens.ReplaceAllString(part, "")
		part = strings.Trim(strings.TrimSpace(part), `[](){}.:;!'"`)
		bare := strings.TrimSpace(endings.ReplaceAllString(fillers.ReplaceAllString(part, ""), ""))
		if w := strings.Fields(part); bare == "" && len(w) > 1 && !stopwords[strings.ToLower(w[len(w)-1])] {
			bare = w[len(w)-1] // "both a"
		}
		part = bare
		if part == "" {
			continue
		}
		if len(strings.Fields(part)) > 3 {
			return nil
		}
		switch {
		case !strings.Contains(part, " ") && IsIdentifier(part):
			if prose && part == strings.ToUpper(part) { // "SKU is required"
				part = strings.ToLower(part)
			} else if part == strings.ToUpper(part[:1])+strings.ToLower(part[1:]) {
				part = strings.ToLower(part) // "Email is required"
			}
		default:
			w := lexicon.Words(part)
			if len(w) == 0 {
				return nil
			}
			part = strings.Join(w, "_")
		}
		if stopwords[part] {
			return nil
		}
		names = append(names, part)
	}
	return names
}

var identifier = regexp.MustCompile(`^[A-Za-z_$][\w$.\-]*(\[\d+\][\w$.\-]*)*$`)

// IsIdentifier tells whether the text can be a name in code, or a path of some.
func IsIdentifier(text string) bool { return identifier.MatchString(text) }

// BeforeVerb is what a sentence begins with, usually what it is about.
func BeforeVerb(text string) (string, bool) {
	m := beforeVerb.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// Quoted lists the texts in quotes.
func Quoted(text string) []string {
	var told []string
	for _, m := range quoted.FindAllStringSubmatch(text, 20) {
		told = append(told, strings.Join(m[1:], ""))
	}
	return told
}

// IsStopword tells whether the word is one of messages, and no name of what
// was sent.
func IsStopword(word string) bool { return stopwords[strings.ToLower(word)] }

var stopwords = set(`specified provided given supplied found sent
	data body request json payload input it this that there field fields parameter parameters value values argument arguments authentication authorization token login access permission
	header headers something error what which you we they all none some credentials request_body request_data input_data json_data json_body server more format syntax response resource and or bearer session api_key
	signature must be is are not internal bad_request dates username_or_password email_or_password`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		m[name] = true
	}
	return m
}
