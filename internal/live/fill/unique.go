package fill

import (
	"hash/fnv"
	"strings"
)

// ObjectID is a well-formed identifier of MongoDB that no document has.
func (f *Filler) ObjectID(name string) string { return f.Hex(name, 24) }

// Hex makes n hexadecimal digits, the same for the same name and Source.
func (f *Filler) Hex(name string, n int) string {
	h := fnv.New128a()
	h.Write([]byte(f.fresh() + "/" + name))
	const digits = "0123456789abcdef"
	var b strings.Builder
	for b.Len() < n {
		for _, x := range h.Sum(nil) {
			b.WriteByte(digits[x>>4])
			b.WriteByte(digits[x&15])
		}
		h.Write([]byte("."))
	}
	return b.String()[:n]
}

func (f *Filler) UUID(name string) string {
	h := f.Hex(name, 32)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}
