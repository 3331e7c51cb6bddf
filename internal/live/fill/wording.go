package fill

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A rule is what one message asks of a value. Several of its parts may be
// set: "an integer between 1 and 5".
type rule struct {
	said  string // the message, where it named the place itself
	prose bool   // the name of the place was read from the message

	missing   bool // is not there, is null or empty
	unknown   bool // must not be there
	duplicate bool
	invalid   bool // wrong, without a word about how
	choice    bool // not one of some values that are not told
	absent    bool // refers to something that does not exist
	future    bool
	past      bool
	later     bool // than another date
	unequal   bool // to its confirmation
	short     bool // by an unknown length
	long      bool

	each     string // the type of the elements of a list
	kind     string // a type or format: integer … email, date
	layout   string // of a date, as written: YYYY-MM-DD, %d.%m.%Y
	pattern  string
	charset  string
	values   []any // one of these
	low      *bound
	high     *bound
	multiple float64
}

// A bound counts characters or elements where length is set; otherwise it
// depends on the value that it bounds.
type bound struct {
	n      float64
	length bool
	strict bool
}

func (r rule) empty() bool {
	return !r.missing && !r.unknown && !r.duplicate && !r.invalid && !r.choice && !r.absent && !r.future && !r.past && !r.later && !r.unequal &&
		!r.short && !r.long && r.kind == "" && r.layout == "" && r.pattern == "" && r.charset == "" && len(r.values) == 0 && r.low == nil && r.high == nil && r.multiple == 0
}

const (
	numeral = `(-?\d+(?:\.\d+)?)`
	unit    = `(?i)(?:caracteres|caractères|zeichen|символ|字符|个字|ký tự|karakter|caratteri)|\b(characters?|chars?|letters|symbols|long|longer|shorter|length|items?|elements?|entries|digits)\b`
)

func re(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }

// The wordings are those of marshmallow, pydantic 1 and 2, jsonschema,
// webargs, flask-restx, flask-restful, cerberus, WTForms, voluptuous,
// connexion and mongoengine, and what people write by hand in their manner.
var (
	missingWords = re(`\b(missing data for required field|field required|required field|required key not provided|field is required|is a required property|(is|are|was) (also )?(required|mandatory|missing|absent|needed)|required parameter|` +
		`missing required|missing data|(body|payload|request|data|input|object)\b.{0,10}(must|should|needs to|has to) (contain|include|have|provide)|missing (the )?(field|key|param|parameter|property|attribute|value|argument)s?|must (not )?be (provided|specified|supplied|given|present|included|set|filled|null|none|blank|empty)|must (have|include|contain) (the )?(an? )?(field|key|property)|(must|should) (have|include|contain) ['"\x60]\w|` +
		`(not|no longer) (provided|specified|supplied|given|present|set)|(cannot|can.?t|can not|may not|should not|shouldn.t|must not) be (left )?(null|none|blank|empty|missing|omitted)|null value not allowed|none is not an allowed value|` +
		`(es|son|é|são|est|sont|ist|sind) (requerid[oa]s?|obligatori[oa]s?|necesari[oa]s?|obrigatóri[oa]s?|necessári[oa]s?|requise?s?|obligatoires?|erforderlich|notwendig)|(falta|faltan|faltando|faltante|manque|manquante?s?|fehlt|fehlen|fehlend|wajib|pflichtfeld)\b|no puede estar vac[ií]o|não pode (ser|estar) vazi[oa]|darf nicht leer|ne peut pas être vide|` +
		`empty values not allowed|should be non-empty|is not nullable|none is not of type|null is not of type|please (provide|enter|supply|specify|include|fill|complete|send)|required:|missing:|^(is )?required\.?$|^[\w ]{1,30} (required|needed)[.!]?$|missing[.!]?$|missing [a-z_][\w, ]*$|^missing\b|(must|should|need to|have to) (provide|supply|specify|include|enter|send)|is empty|is null|non-?empty|required property|can.?t be blank|no .{1,40} (was )?(provided|specified|supplied|given|sent))`)
	missingAbroad = re(`(обязательн|отсутствует|не указан|не заполнен|не может быть пуст|必填|必须提供|不能为空|不得為空|不得为空|不可为空|缺少|必須です|がありません|không được để trống|bắt buộc|thiếu|필수|비어|zorunlu|gerekli|eksik|wajib|harus diisi|tidak boleh kosong|wymagan|brakuje|obbligatori[oa]|mancant[ei]|verplicht|ontbreekt|vac[ií]o\b|vazio\b)`)
	takenAbroad   = re(`(ya existe|ya est[aá] (registrad|en uso)|j[aá] existe|j[aá] (est[aá] )?cadastrad|existe d[eé]j[aà]|existiert bereits|bereits (vergeben|registriert)|уже (существует|занят|зарегистрирован)|已存在|已被|đã tồn tại|이미 (존재|사용)|zaten|sudah (ada|terdaftar|digunakan)|gi[aà] (esiste|registrat|in uso)|bestaat al)`)
	invalidAbroad = re(`(inv[aá]lid[oa]|no (es )?v[aá]lid[oa]|n[aã]o [eé] v[aá]lid|invalide|non valide|ung[uü]ltig|неверн|некорректн|недопустим|无效|不正确|格式错误|không hợp lệ|유효하지|올바르지|geçersiz|tidak valid|non valid[oa]|ongeldig)`)
	unknownWords  = re(`\b(unknown (field|key|property|parameter|attribute|argument)s?|extra (fields?|inputs?|keys?|properties|data|parameters?) (are |is )?not (permitted|allowed)|extra (query |form |body )?parameter|additional properties are not allowed|unexpected (field|property|key|parameter|keyword argument|argument|attribute)s?|` +
		`unexpected keyword|unrecogni[sz]ed|not exist on the document|(field|property|key|parameter|attribute)s? .{0,60}(is|are) not (allowed|permitted|supported|recogni[sz]ed|editable|updatable)|not (an )?(allowed|permitted|accepted|updatable|editable) (field|property|key)|read-?only|is immutable|immutable field|not in spec|` +
		`(cannot|can.?t|can not|must not|may not|should not) be (set|updated|modified|changed|specified|provided|included)|disallowed (field|key)|not a valid (field|property|key)|invalid (field|key|property) names?|unsupported (field|key|property))\b`)
	duplicateWords = re(`\b(already (exists?|taken|in use|registered|used|been|has an account|booked|reserved|a )|duplicate|duplicated|must be unique|not unique|non-?unique|E11000|is taken|exists already|has been taken|not available|unavailable)\b`)
	absentWords    = re(`\b(not found|does ?n.t exist|does not exist|no such|could not be found|unknown (user|product|order|item|category|customer|id)|non-?existent|invalid reference)\b`)
	invalidWords   = re(`\b(invalid|unknown|not valid|is wrong|malformed|incorrect|bad (value|format|data)|bad|unacceptable|not acceptable|illegal|improper|not allowed|not supported|unsupported|cannot be coerced|must match|validation failed|wrong|not a valid)\b`)
	choiceWords    = re(`\b(not a valid choice|unallowed value|not one of|not an allowed|invalid choice|invalid option|not among|unexpected value|not a valid enumeration|not a valid option|choices you made)\b`)
	unequalWords   = re(`\b((do(es)? ?n.t|do(es)? not|must|should|did not) match|mismatch|not (the same|equal|identical)|must be (the same|identical|equal to \w+))\b`)
	notPast        = re(`\b((can|may|must|should)(not| not|n.t) be (in the past|(a )?past date|before (today|now)|earlier than (today|now))|already passed|has passed|must be upcoming)\b`)
	notFuture      = re(`\b(can|may|must|should)(not| not|n.t) be (in the future|(a )?future date|after (today|now)|later than (today|now))\b`)
	futureWords    = re(`\b(in the future|future date|after (today|now))\b`)
	pastWords      = re(`\b(in the past|past date|before (today|now))\b`)
	laterWords     = re(`\b(must|should|has to|cannot|can.?t|is not)( not)? (be|come) (after|later than|greater than|before|on or after|earlier than)( the| or equal to)? ?['"]?[a-z_]*(start|begin|from|end|check)`)
	passwordWords  = re(`\b(uppercase|upper case|lowercase|lower case|special character|symbol|digit|capital)\b`)
)

// kinds are tried in order; the first that speaks decides.
var kinds = []struct {
	kind string
	says *regexp.Regexp
}{
	{"geojson", re(`\bgeo ?json\b`)},
	{"objectid", re(`\b(valid object ?-?id|invalid object ?-?id|invalid id format|24[- ]?character hex|24[- ]hex|24[- ]?char|12-byte input|object ?id format|must be an? object ?id|bson object ?id)\b`)},
	{"uuid", re(`\b(valid uuid|invalid uuid|uuid format|badly formed hexadecimal uuid|be an? uuid|of uuid type|not a 'uuid')`)},
	{"email", re(`\b(valid e-?mail|invalid e-?mail|e-?mail format|e-?mail address|an @-sign|not a 'email'|be an? e-?mail)`)},
	{"url", re(`\b(valid ur[li]|invalid ur[li]|ur[li] format|scheme \S+ in url|not a 'uri'|be an? (http )?ur[li]|https?://)`)},
	{"ip", re(`\b(valid ip|invalid ip|ip address)\b`)},
	{"date-time", re(`\b((valid|invalid|a|iso ?8601) (iso ?)?(date ?-?time|timestamp)|date ?-?time format|of datetime type|be an? (date ?-?time|timestamp)|datetime value|not a 'date-time'|datetime or date\b|iso ?-?format|iso[- ]?8601)`)},
	{"date", re(`\b((valid |iso |8601 )+dates?\b|valid date|invalid date|date format|format.{0,20}\bdate|be an? date|of date type|date literal|parse date|date value|datetimes provided to dates|not a 'date'|date must be|time data)`)},
	{"time", re(`\b(valid time|invalid time|time format|valid hour|not a 'time')\b`)},
	{"phone", re(`\b(valid (phone|mobile)|invalid (phone|mobile)|(phone|mobile)( number)? format|e\.?164)\b`)},
	{"integer", re(`(?:целым числом|整数|số nguyên|정수|tam sayı|bilangan bulat)|\b(\(int(eger)?[,)]|n[uú]mero entero|número inteiro|ganze zahl|nombre entier|valid int|be (an? )?((positive|non-?negative|negative|whole|valid) )*int|be integers?\b|of type ['"]?int|of integer type|type integer|expected (?:an? )?int|int\(\)|converted to int|int(eger)? (is )?expected|whole number|integer value|type_error\.integer|int_parsing|int_type|fractional part|'int' object)`)},
	{"boolean", re(`\((?:bool|boolean)[,)]|\b(valid bool|be (an? )?bool|be (true or false|bool)|of type ['"]?bool|of bool(ean)? type|parsed to a boolean|for boolean|expected (?:an? )?bool|boolean value)`)},
	{"number", re(`(?:числом|数字|数値|phải là (?:một )?số|숫자|sayı olmalı|berupa angka)|\b(\((number|float|decimal)[,)]|ser num[eé]ric|ser un n[uú]mero|ser um número|eine zahl|être un nombre|valid (number|float|decimal)|be (an? )?((positive|non-?negative|valid) )*(number|float|numeric|decimal)|(be|is not) numeric|not a number|of type ['"]?(number|float)|of (float|number) type|expected (?:an? )?float|float\(\)|string to float|accepts float|decimal value|float value|be numbers?\b|converted to (float|decimal)|decimal input|ConversionSyntax)`)},
	{"array", re(`\((?:list|array)[,)]|\b(valid list|valid array|be (an? )?((non-?empty|valid|json) )*(list|array)|of type ['"]?(array|list)|of list type|expected (?:an? )?list|lists and tuples|be (lists?|arrays?)\b|as an? (array|list))`)},
	{"object", re(`\((?:object|dict)[,)]|\b(valid (dict|mapping|object|dictionary)|be (an? )?((valid|json|non-?empty) )*(dict|object|mapping)|of type ['"]?(object|dict)|of dict type|expected (?:an? )?dict|mapping type|invalid input type)`)},
	{"string", re(`\((?:str|string|text)[,)]|\b(valid string|be (an? )?((non-?empty|valid) )*(string|text|str)\b|of type ['"]?str|of string type|str type expected|expected (?:an? )?str|string (is )?expected|be strings?\b|string value$)`)},
}

var (
	betweenWords   = re(`(?:between|in(?: the)? range(?: of)?|within(?: the)?(?: range)?(?: of)?|ranges? from|from)\s+` + numeral + `\s*(?:and|to|-|–|\.\.)\s*` + numeral)
	plainRange     = re(`(?:\(?\b` + numeral + `\s*(?:-|–|to)\s*` + numeral + `\s*(?:characters|chars|letters|digits|items)|(?:must be|should be|range)[:\s]*(?:from )?\(?` + numeral + `\s*(?:-|–|to)\s*` + numeral + `)`)
	ofMinimum      = re(`is (?:less|smaller) than (or equal to )?the minimum of ` + numeral)
	ofMaximum      = re(`is (?:greater|larger) than (or equal to )?the maximum of ` + numeral)
	atLeast        = re(`(?:al menos|pelo menos|m[ií]nimo(?: de)?|au moins|mindestens|минимум|не менее|至少|ít nhất|minimal|en az|almeno|greater than or equal to|at least|>=|≥|minimum(?: value| length)?(?: of| is|:| must be)?|min(?:imum)?[ _]?(?:length|value)?(?: is|:|=| of)|(?:not|no) (?:be )?(?:less|fewer|shorter|smaller|lower) than|n.t be (?:less|shorter|smaller|lower) than|cannot be (?:less|shorter|smaller|lower) than|can not be (?:less|shorter|smaller|lower) than|not below|shorter than minimum length|shorter than)\s*` + numeral)
	orMore         = re(numeral + ` (?:characters |chars |items )?(?:or (?:more|greater|older|above|higher|longer)|minimum|min\b)`)
	atMost         = re(`(?:como m[aá]ximo|no m[aá]ximo|m[aá]ximo(?: de)?|au plus|höchstens|не более|最多|nhiều nhất|maksimal|en fazla|less than or equal to|at most|<=|≤|maximum(?: value| length)?(?: of| is|:| must be)?|max(?:imum)?[ _]?(?:length|value)?(?: is|:|=| of)|(?:not|no|n.t) (?:be )?(?:more|greater|longer|larger|higher|above|over) than|cannot be (?:more|greater|longer|larger|higher) than|can not be (?:more|greater|longer|larger) than|(?:not|n.t|cannot|can not) exceed|up to|limit(?:ed)? (?:is|of|to)|longer than maximum length|exceeds?(?: the)?(?: maximum| limit)?(?: of)?|no more than|not over)\s*` + numeral)
	orLess         = re(numeral + ` (?:characters |chars |items )?(?:or (?:less|fewer|under|lower|shorter)|maximum|max\b)`)
	moreThan       = re(`(?:greater than|more than|larger than|bigger than|above|exceed|>)\s*` + numeral)
	lessThan       = re(`(?:less than|fewer than|smaller than|lower than|below|under|<)\s*` + numeral)
	ofExactly      = re(`\b(?:list|array) of (?:exactly )?` + numeral + `\s*(\w+)`)
	ofEach         = re(`\b(?:list|array) of (\w+)`)
	exactlySo      = re(`(?:exactly|must be|should be|length must be|must have|has to be|should have|of length|length of|length)\s*:?` + numeral + `(?:[- ](?:characters?|chars?|digits?|letters|items?|elements?)|\s*(?:long)?\.?$)`)
	inUnits        = regexp.MustCompile(unit)
	multipleOf     = re(`multiple of ` + numeral)
	positive       = re(`\b(positive|greater than zero|more than zero|above zero|non-?zero|> ?0)\b`)
	nonNegative    = re(`\b(non-?negative|(not|n.t) be negative|cannot be negative|can not be negative|must not be negative|zero or (more|greater)|negative (value|number|amount|quantity|price)s?( is| are)? not)\b`)
	tooShort       = re(`\b(too short|too small|too few|too weak|not long enough|too low|not enough|too young)\b`)
	tooLong        = re(`\b(too long|too large|too many|too big|too high|exceeds|too old)\b`)
	spelledNumbers = strings.NewReplacer("at least one ", "at least 1 ", "at least two ", "at least 2 ", "at most one ", "at most 1 ", "than one ", "than 1 ", "than zero", "than 0")

	patternWords = regexp.MustCompile(`(?i)(?:does not match|not match|match(?:es)?|regex|pattern)(?: the)?(?: regex| pattern| expected pattern)?:? (?:r?'((?:[^'\\]|\\.)+)'|r?"((?:[^"\\]|\\.)+)"|/(\S+)/)`)
	barePattern  = regexp.MustCompile(`(?i)(?:pattern|regex|format|match(?:es)?)[: ]+(\^?\S*(?:\[|\\d|\\w)\S*)`)
	charsets     = []struct {
		charset string
		says    *regexp.Regexp
	}{
		{"alphanumeric", re(`\b(alpha-?numeric|letters and (numbers|digits)|letters, (numbers|digits))\b`)},
		{"letters", re(`\b(only (contain )?(letters|alphabetic)|letters only|alphabetic|alphabets?|contain only letters|must not contain (numbers|digits))\b`)},
		{"digits", re(`\b(only (contain )?(digits|numbers)|(digits|numbers) only|numeric string|must be \d+ digits|\d+[- ]digits?|contain only (digits|numbers))\b`)},
		{"lower", re(`\b(must be|only|be) (in )?(lower-? ?case)\b`)},
		{"upper", re(`\b(must be|only|be) (in )?(upper-? ?case)\b`)},
		{"solid", re(`\b(no (white)?spaces|(not|cannot|n.t) contain (white)?spaces?|without (white)?spaces)\b`)},
	}
)

// ruleOf reads a message. A wish for "a number" is read even where it stands
// in the help text before the library's own words.
func ruleOf(text string) rule {
	var r rule
	text = spelledNumbers.Replace(text)
	r.readValues(text)
	r.readBounds(text)
	if m := patternWords.FindStringSubmatch(text); m != nil {
		r.pattern = strings.ReplaceAll(m[1]+m[2]+m[3], `\\`, `\`)
	}
	if m := barePattern.FindStringSubmatch(text); m != nil && r.pattern == "" {
		r.pattern = m[1]
	}
	for _, k := range kinds {
		if k.says.MatchString(text) {
			r.kind = k.kind
			break
		}
	}
	r.layout = layoutIn(text)
	for _, c := range charsets {
		if c.says.MatchString(text) {
			r.charset = c.charset
			break
		}
	}
	switch {
	case notPast.MatchString(text):
		r.future = true
	case notFuture.MatchString(text), pastWords.MatchString(text):
		r.past = true
	case futureWords.MatchString(text):
		r.future = true
	case laterWords.MatchString(text):
		r.later = true
	}
	r.unknown = unknownWords.MatchString(text)
	r.duplicate = duplicateWords.MatchString(text) && !r.unknown
	r.unequal = unequalWords.MatchString(text) && r.pattern == "" && r.layout == "" && !strings.Contains(text, "pattern") && !strings.Contains(text, "regex")
	r.choice = len(r.values) == 0 && choiceWords.MatchString(text)
	r.duplicate = r.duplicate || takenAbroad.MatchString(text)
	r.missing = !r.unknown && !r.duplicate && (missingWords.MatchString(text) || missingAbroad.MatchString(text))
	r.absent = !r.missing && !r.unknown && absentWords.MatchString(text)
	if passwordWords.MatchString(text) && (r.charset == "" || r.charset == "digits" && r.low != nil) {
		r.low, r.high, r.charset = r.lengthOnly(text), nil, ""
		r.invalid = true
	}
	if strings.HasPrefix(r.kind, "date") || r.kind == "time" || r.kind == "uuid" {
		r.short, r.long = false, false // "input is too short" for a date
	}
	if r.empty() {
		r.invalid = invalidWords.MatchString(text) || invalidAbroad.MatchString(text)
	}
	return r
}

// lengthOnly is the lower bound if it counts the whole text, not its symbols.
func (r rule) lengthOnly(text string) *bound {
	if r.low != nil && r.low.n >= 4 {
		return r.low
	}
	return nil
}

func (r *rule) readBounds(text string) {
	inLength := inUnits.MatchString(text)
	num := func(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n }
	low := func(n float64, strict bool) { r.low = &bound{n, inLength, strict} }
	high := func(n float64, strict bool) { r.high = &bound{n, inLength, strict} }
	if m := ofMinimum.FindStringSubmatch(text); m != nil {
		low(num(m[2]), m[1] != "")
		return
	}
	if m := ofMaximum.FindStringSubmatch(text); m != nil {
		high(num(m[2]), m[1] != "")
		return
	}
	if m := multipleOf.FindStringSubmatch(text); m != nil {
		r.multiple = num(m[1])
		return
	}
	for _, form := range []*regexp.Regexp{betweenWords, plainRange} {
		if m := form.FindStringSubmatch(text); m != nil {
			ends := slices.DeleteFunc(m[1:], func(s string) bool { return s == "" })
			low(num(ends[0]), false)
			high(num(ends[1]), false)
			return
		}
	}
	if m := ofExactly.FindStringSubmatch(text); m != nil {
		r.low, r.high, r.each = &bound{num(m[1]), true, false}, &bound{num(m[1]), true, false}, eachKind(m[2])
		return
	}
	if m := ofEach.FindStringSubmatch(text); m != nil {
		r.each = eachKind(m[1])
	}
	// "Less than or equal to" must not be read as "less than" too.
	for _, form := range []*regexp.Regexp{atLeast, orMore} {
		if m := form.FindStringSubmatch(text); m != nil {
			low(num(m[1]), false)
			text = strings.Replace(text, m[0], "", 1)
			break
		}
	}
	for _, form := range []*regexp.Regexp{atMost, orLess} {
		if m := form.FindStringSubmatch(text); m != nil {
			high(num(m[1]), false)
			text = strings.Replace(text, m[0], "", 1)
			break
		}
	}
	if m := moreThan.FindStringSubmatch(text); m != nil && r.low == nil && r.high == nil {
		low(num(m[1]), true)
	}
	if m := lessThan.FindStringSubmatch(text); m != nil && r.high == nil {
		high(num(m[1]), true)
	}
	switch m := exactlySo.FindStringSubmatch(text); {
	case r.low != nil || r.high != nil:
	case m != nil && inLength:
		low(num(m[1]), false)
		high(num(m[1]), false)
	case nonNegative.MatchString(text):
		r.low = &bound{n: 0}
	case positive.MatchString(text):
		r.low = &bound{n: 0, strict: true}
	case tooShort.MatchString(text):
		r.short = true
	case tooLong.MatchString(text):
		r.long = true
	}
}

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

// readValues finds the values that are told as allowed.
func (r *rule) readValues(text string) {
	if m := constant.FindStringSubmatch(text); m != nil {
		r.values = []any{m[1]}
		return
	}
	if m := either.FindStringSubmatch(text); m != nil && !strings.EqualFold(m[1], "a") && !strings.EqualFold(m[1], "an") {
		r.values = []any{m[1], m[2]}
		return
	}
	if m := equalTo.FindStringSubmatch(text); m != nil {
		r.values = []any{strings.Trim(m[1], `'"`)}
		return
	}
	if noneWords.MatchString(text) {
		return
	}
	for _, m := range promises.FindAllStringIndex(text, 5) {
		if m[0] > 0 && strings.ContainsAny(text[m[0]-1:m[0]], "'\"`") {
			continue // one of the values: 'accepted'
		}
		if r.values = listIn(text[m[1]:], true); r.values != nil {
			return
		}
	}
	if m := use.FindStringIndex(text); m != nil {
		if r.values = listIn(text[m[1]:], true); len(r.values) > 1 {
			return
		}
		r.values = nil
	}
	for _, m := range hints.FindAllStringIndex(text, 5) {
		if r.values = listIn(text[m[1]:], false); r.values != nil {
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
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(textOf(a), textOf(b)) })
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

// eachKind is the type of what a list is said to hold.
func eachKind(word string) string {
	switch strings.TrimSuffix(strings.ToLower(word), "s") {
	case "float", "number", "decimal":
		return "number"
	case "int", "integer":
		return "integer"
	case "string", "str", "text":
		return "string"
	case "object", "dict":
		return "object"
	}
	return ""
}
