package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Fingerprint names a finding across scans: 64 hex digits made of the
// weakness, the operation with parameter names erased, and the field.
// Object ids, order, time, host and looks do not enter it, nor does what the
// looks say of a field each in its own way: places in lists, and that the last
// parameter of the path decides, which the operation says already.
func Fingerprint(weakness, operation, field string) string {
	method, path, _ := strings.Cut(operation, " ")
	sum := sha256.Sum256([]byte(strings.Join([]string{weakness, method, api.Erased(path), decisive(path, field)}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// decisive is the field as all looks name it. Parameters of the path go by
// their place from its end: what comes before them, such as a version, may
// change.
func decisive(path, field string) string {
	name, ok := strings.CutPrefix(field, "path.")
	if !ok {
		return WithoutIndexes(field)
	}
	names := api.TemplateNames(path)
	at := slices.Index(names, name)
	switch at {
	case -1:
		return field
	case len(names) - 1:
		return ""
	}
	return "path." + strconv.Itoa(at-len(names)+1)
}

// WithoutIndexes leaves the places in lists out of a field: the live look
// fills the first one, and the source knows none.
func WithoutIndexes(field string) string {
	parts := strings.Split(field, ".")
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool {
		return p != "" && strings.Trim(p, "0123456789*") == ""
	}), ".")
}
