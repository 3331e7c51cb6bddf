package verboseerrors

import "regexp"

// signature is a text that only comes from inside a server.
type signature struct {
	name   string
	strong bool // internals: a trace, a file, a query, an index. Else the words of an exception
	form   *regexp.Regexp
}

func strong(name, form string) signature { return signature{name, true, regexp.MustCompile(form)} }
func weak(name, form string) signature   { return signature{name, false, regexp.MustCompile(form)} }

// signatures in the order in which they are looked for: the strongest of an
// answer is told. JSON has been decoded, so line breaks are line breaks.
var signatures = []signature{
	strong("the Werkzeug debugger", `(?:Werkzeug (?:powered|Debugger)|<title>[^<]{0,200}// Werkzeug Debugger</title>|__debugger__=yes)`),
	strong("a Python traceback", `Traceback \(most recent call last\)`),
	strong("a frame of a Python traceback", `File "[^"\n]{1,300}\.py[cox]?", line \d+`),
	strong("a full error of MongoDB", `full error: \{`),
	strong("a duplicate key error of MongoDB", `E11000 duplicate key error`),
	strong("a write error of MongoDB", `\bwriteErrors\b[\s\S]{0,200}\berrmsg\b|batch op errors occurred`),
	strong("an answer of a MongoDB server", `['"]codeName['"]\s*:\s*['"]\w+['"]|ServerSelectionTimeoutError|Topology Description`),
	strong("a stack of Node.js", `\n\s+at (?:async )?(?:[\w.$<> \[\]]{1,200} \()?(?:file://)?(?:/|[A-Z]:\\|node:)[^\s()]{1,300}:\d+:\d+\)?`),
	strong("a panic of Go", `goroutine \d+ \[[\w ,]+\]:|runtime error: (?:index out of range|invalid memory address|slice bounds)`),
	strong("a Java stack", `\n?\s*at (?:[a-z][\w$]*\.){2,}[\w$<>]+\([\w$]+\.(?:java|kt|scala):\d+\)|(?:java|javax|org\.springframework|com\.mongodb)\.[\w.]{3,100}(?:Exception|Error)\b`),
	strong("a stack of .NET", `\n\s*at [\w.<>]{3,200}\([^)\n]{0,200}\)(?: in [^\n]{1,200}:line \d+)|System\.[\w.]{3,80}Exception:`),
	strong("a Ruby trace", `(?:^|\n)\s*(?:from )?/[\w./-]{1,200}\.rb:\d+:in [`+"`"+`']`),
	strong("a PHP error", `(?:Fatal error|Warning|Notice|Uncaught \w{1,60}):? [\s\S]{0,300} in (?:/|[A-Z]:\\)[^\s]{1,200}\.php(?: on line |:)\d+`),
	strong("an error of an SQL database", `(?:sqlalchemy\.exc|psycopg2?\.(?:errors|OperationalError|ProgrammingError)|sqlite3\.\w+Error|pymysql\.err|MySQLdb|ORA-\d{5}:|SQLSTATE\[\w{5}\]|You have an error in your SQL syntax|PG::\w+Error|near "[^"]{1,40}": syntax error)`),
	strong("a path on the server", `(?:/(?:usr|home|app|srv|opt|var|root|code|workspace|Users)/|[A-Z]:\\(?:\w+\\)+)[\w./\\@-]{0,200}\.(?:py|js|mjs|ts|rb|php|java|go|cs|jar)\b`),
	strong("the name of a PyMongo or BSON class", `\b(?:pymongo|bson|gridfs|mongoengine|motor)\.(?:errors|collection|cursor|objectid|common|[a-z_]{2,30})\.\w+`),

	weak("an InvalidId of BSON", `is not a valid ObjectId, it must be a 12-byte input|\bbson\.errors\b|Argument passed in must be a (?:single String|string) of 12 bytes|Cast to ObjectId failed`),
	weak("an error of MongoDB", `unknown (?:top level )?operator: \$|\bBadValue\b|\bMongo(?:Server|Network|Parse)?Error\b|\$(?:and|or|nor|in|nin) (?:must be|needs) an? (?:nonempty )?array|cannot encode object:|documents must have only string keys|Unrecognized (?:expression|pipeline stage name)|invalid operator: \$|_id cannot be changed|immutable field '_id'|Performing an update on the path|Regular expression is invalid|key '\$?\w+' must not (?:start|contain)|(?:limit|skip) must be (?:an instance|>= 0)`),
	weak("the words of a Python exception", `'NoneType' object (?:has no attribute|is not|does not)|'(?:str|int|float|list|dict|bool|tuple|bytes|set)' object (?:has no attribute|is not|does not|cannot)|unsupported operand type\(s\) for|(?:list|string|tuple) indices must be integers|Object of type \w+ is not JSON serializable|unhashable type: '|invalid literal for (?:int|float)\(\)|could not convert string to float|(?:can only concatenate|must be) str[, (](?:not|not "\w+"\) to)|argument must be (?:a string|an? \w+(?: or a real number)?,? not )|'[<>]=?' not supported between instances of|missing \d+ required (?:positional|keyword-only) arguments?|got an unexpected keyword argument|(?:too many|not enough) values to unpack|embedded null (?:byte|character)|codec can't (?:decode|encode)|(?:expected string or bytes-like object)|local variable '\w+' referenced before|name '\w+' is not defined|division by zero|not all arguments converted`),
	weak("the name of a Python exception", `\b(?:KeyError|TypeError|ValueError|AttributeError|IndexError|NameError|UnboundLocalError|ZeroDivisionError|UnicodeDecodeError|JSONDecodeError|RuntimeError|AssertionError|InvalidId|InvalidDocument|OperationFailure|DuplicateKeyError|WriteError)\b(?:\(|:|$)`),
	weak("the words of a JavaScript exception", `Cannot read propert(?:y|ies) (?:'?\w+'? )?of (?:undefined|null)|\w+ is not a function\b|(?:Unexpected token .{1,20} in JSON at position \d+)|is not iterable`),
	weak("the words of a Java exception", `NullPointerException|ClassCastException|HttpMessageNotReadableException|com\.fasterxml\.jackson`),
	weak("the words of a Go decoder", `cannot unmarshal \w+ into Go (?:struct field|value)`),
}
