package flow

import "strings"

// Kind is the set of things that a value can be.
type Kind uint32

const (
	Null Kind = 1 << iota
	Bool
	Number
	Text
	Bytes
	ObjectID // of BSON
	Date
	List     // list, tuple, set, iterator, cursor
	Document // dict, and what behaves like one
	Pattern  // compiled regular expression
	Function // function, class, bound method
	Object   // instance of a class, module
	Unknown  // nothing is known; it may be anything
)

// Any is what JSON can hold: where a client chooses the JSON, an object can
// arrive where a string was meant.
const Any = Null | Bool | Number | Text | List | Document

// Can tells whether the value can be one of k. An unknown value might be, but
// nothing says so.
func (k Kind) Can(of Kind) bool { return k&of != 0 }

// Only tells whether the value is nothing but one of k.
func (k Kind) Only(of Kind) bool { return k != 0 && k&^of == 0 }

// String is the word for reports: text, any, document, text or number.
func (k Kind) String() string {
	switch {
	case k == 0:
		return ""
	case k&Unknown != 0:
		return "unknown"
	case k&Any == Any:
		return "any"
	}
	var words []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return strings.Join(words, " or ")
}

var kindNames = []string{"null", "bool", "number", "text", "bytes", "object id", "date", "list", "document", "pattern", "function", "object"}
