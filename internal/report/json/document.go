package json

import (
	"io"
	"reflect"
)

// WriteDocument writes any other document, a struct, as [Write] does a scan.
func WriteDocument[T any](w io.Writer, document T) error {
	return encode(w, withLists(reflect.ValueOf(document)).Interface())
}
