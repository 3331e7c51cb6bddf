package wording

import "regexp"

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
