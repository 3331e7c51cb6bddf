package world

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

var (
	objectID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)
	uuidText = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	integer  = regexp.MustCompile(`^[0-9]{1,18}$`)
)

// shortestForm is how long an identifier must be for its form to be kept.
const shortestForm = 6

// Similar returns a random identifier of the same form as id, which no
// object has: the control that a well-formed identifier alone does nothing.
func (w *World) Similar(id any) any {
	sum := sha256.Sum256([]byte(w.Random()))
	hexed := hex.EncodeToString(sum[:])
	// Far above what a counter has reached, within 32 bits.
	number := 1_500_000_000 + binary.BigEndian.Uint32(sum[:4])%500_000_000
	switch id := id.(type) {
	case float64, int64, int:
		return int64(number)
	case string:
		switch {
		case objectID.MatchString(id):
			return hexed[:24]
		case uuidText.MatchString(id):
			// Version 4, variant 1: RFC 9562, section 5.4.
			return fmt.Sprintf("%s-%s-4%s-a%s-%s", hexed[:8], hexed[8:12], hexed[13:16], hexed[17:20], hexed[20:32])
		case integer.MatchString(id):
			return fmt.Sprint(number)
		case strings.Contains(id, "@"):
			return w.Random() + "@" + id[strings.LastIndexByte(id, '@')+1:]
		}
		if len(id) < shortestForm {
			return w.Random() // one of so few letters may be somebody's
		}
		return scramble(id, hexed+hexed+hexed+hexed)
	}
	return w.Random()
}

// scramble replaces letters and digits by random ones of their class, so
// that prefixes like "ord-" stay recognisable as separators only.
func scramble(id, random string) string {
	b := []byte(id)
	for i, c := range b {
		r := random[i%len(random)]
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0' + r%10
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + r%26
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + r%26
		}
	}
	return string(b)
}
