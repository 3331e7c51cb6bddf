package documents

import (
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Error is what PyMongo would raise: the class, and the text of
// str(e). A story sees it as an Error with these fields.
type Error struct {
	Class   string // OperationFailure, WriteError, DuplicateKeyError, ValueError …
	Message string // what the server said
	Details string // PyMongo's "full error", empty for errors of the client
	Code    int
}

func (e *Error) Error() string {
	if e.Details == "" {
		return e.Message
	}
	return e.Message + ", full error: " + e.Details
}

var codeNames = map[int]string{
	2: "BadValue", 9: "FailedToParse", 14: "TypeMismatch", 26: "NamespaceNotFound",
	27: "IndexNotFound", 59: "CommandNotFound", 73: "InvalidNamespace", 139: "JSInterpreterFailure",
	168: "InvalidPipelineOperator", 15975: "Location15975", 16410: "Location16410",
	31249: "Location31249", 31253: "Location31253", 31254: "Location31254",
	40323: "Location40323", 40324: "Location40324", 51091: "Location51091",
}

// serverError is a failed command, worded as PyMongo shows it.
func serverError(code int, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	name := codeNames[code]
	if name == "" {
		name = fmt.Sprintf("Location%d", code)
	}
	return &Error{
		Class: "OperationFailure", Message: text, Code: code,
		Details: fmt.Sprintf("{'ok': 0.0, 'errmsg': %s, 'code': %d, 'codeName': '%s'}", PythonText(text), code, name),
	}
}

// writeError is a refused insert or update, worded as PyMongo shows it.
func writeError(code int, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	return &Error{
		Class: "WriteError", Message: text, Code: code,
		Details: fmt.Sprintf("{'index': 0, 'code': %d, 'errmsg': %s}", code, PythonText(text)),
	}
}

// ClientError is one that PyMongo raises before anything is sent.
func ClientError(class, format string, args ...any) error {
	return &Error{Class: class, Message: fmt.Sprintf(format, args...)}
}

// PythonText is repr() of a str.
func PythonText(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	}
	r := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, quote, `\`+quote)
	return quote + r.Replace(s) + quote
}

// PythonType is the name that a TypeError of PyMongo gives to a value.
func PythonType(v any) string {
	switch v := v.(type) {
	case nil:
		return "<class 'NoneType'>"
	case float64:
		if v == float64(int64(v)) {
			return "<class 'int'>"
		}
		return "<class 'float'>"
	case string:
		return "<class 'str'>"
	case bson.D:
		return "<class 'dict'>"
	case bson.A:
		return "<class 'list'>"
	case bool:
		return "<class 'bool'>"
	case time.Time:
		return "<class 'datetime.datetime'>"
	}
	return "<class 'object'>"
}

// shellText writes a value as the server does in its messages:
// { name: "lamp", tags: [ 1.5 ] }.
func shellText(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		return numberText(v)
	case string:
		return `"` + strings.ReplaceAll(v, `"`, `\"`) + `"`
	case bson.D:
		if len(v) == 0 {
			return "{}"
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = e.Key + ": " + shellText(e.Value)
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case bson.A:
		if len(v) == 0 {
			return "[]"
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = shellText(e)
		}
		return "[ " + strings.Join(parts, ", ") + " ]"
	case time.Time:
		return fmt.Sprintf("new Date(%d)", v.UnixMilli())
	case bson.Regex:
		return "/" + v.Pattern + "/" + v.Options
	}
	return fmt.Sprint(v)
}

func numberText(f float64) string {
	if f == float64(int64(f)) {
		return fmt.Sprint(int64(f))
	}
	return fmt.Sprint(f)
}
