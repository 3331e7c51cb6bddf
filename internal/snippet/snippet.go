// Package snippet reads lines of Python source and of contracts for showing, with the secrets
// that are written into them masked.
//
// A masker for traffic would take password=form.password for a secret. Here
// only what stands between quotes can be one.
package snippet

import (
	"os"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

const (
	// maxFile is how large a file may be to be shown: what the source look reads.
	maxFile = 5 << 20
	// maxLine bytes of a line are shown: more than any report has room for.
	maxLine = 1000
	// inSight is a column that a reader of the start of a line can see.
	inSight = 120
	// context is how much before a literal tells what it is.
	context = 160
)

// Reader reads lines of files. It keeps what it has read, and is for one
// goroutine.
type Reader struct {
	masker *evidence.Masker
	files  map[string][]string
}

// NewReader masks with m.
func NewReader(m *evidence.Masker) *Reader { return &Reader{m, map[string][]string{}} }

// Line is line n, from 1, of the file, masked; "" where it cannot be read.
func (r *Reader) Line(file string, n int) string { return r.At(file, n, 1) }

// At is the line as [Reader.Line] has it; from the column on, counted in
// characters from 1, where that is far from its start: a contract may be one
// line of JSON.
func (r *Reader) At(file string, n, column int) string {
	lines, known := r.files[file]
	if !known {
		lines = read(file)
		r.files[file] = lines
	}
	if n < 1 || n > len(lines) {
		return ""
	}
	line := strings.TrimRight(lines[n-1], "\r")
	if column > inSight {
		line = "…" + from(line, column)
	}
	if len(line) > maxLine {
		line = strings.ToValidUTF8(line[:maxLine], "") + "…"
	}
	return Mask(r.masker, line)
}

// from is the text from its n-th character, from 1, on.
func from(s string, n int) string {
	for i := range s {
		if n--; n == 0 {
			return s[i:]
		}
	}
	return ""
}

func read(file string) []string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// What stands before a literal and says what it is: a variable, a key, a
// keyword, or the name whose default it is; and calls that take a secret by
// position.
var (
	named    = regexp.MustCompile(`([\w.-]+)["']?\s*\]?(?:\s*:\s*[\w.\[\], |]+)?\s*(?:[=!]?=|:)\s*[\[({]?\s*[rRbBuUfF]{0,2}$`)
	fallback = regexp.MustCompile(`["']([\w.-]+)["']\s*,\s*[rRbBuUfF]{0,2}$`)
	keyed    = regexp.MustCompile(`(?i)\b(?:jwt|jws|hmac|signer|\w*serializer|fernet|basicauth)\b[\w.]*\([^()]*$`)
)

// Mask masks the literals of one line of code that hold secrets.
func Mask(m *evidence.Masker, code string) string {
	var b strings.Builder
	rest := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '#':
			// A comment is prose.
			b.WriteString(code[rest:i])
			b.WriteString(m.Text(code[i:]))
			return b.String()
		case '"', '\'':
			quote := code[i : i+1]
			if strings.HasPrefix(code[i:], strings.Repeat(quote, 3)) {
				quote = strings.Repeat(quote, 3)
			}
			from := i + len(quote)
			to := end(code, from, quote)
			b.WriteString(code[rest:from])
			b.WriteString(literal(m, code[:i], code[from:to]))
			rest = to
			i = min(to+len(quote), len(code)) - 1
		}
	}
	b.WriteString(code[rest:])
	return b.String()
}

// end is where the literal that begins at from ends; the end of the line for
// one that goes on.
func end(code string, from int, quote string) int {
	for i := from; i < len(code); i++ {
		if code[i] == '\\' {
			i++
			continue
		}
		if strings.HasPrefix(code[i:], quote) {
			return i
		}
	}
	return len(code)
}

// literal masks a literal that has the code before it.
func literal(m *evidence.Masker, before, text string) string {
	if text == "" {
		return text
	}
	before = before[max(0, len(before)-context):]
	name := ""
	if found := named.FindStringSubmatch(before); found != nil {
		name = found[1]
	} else if found := fallback.FindStringSubmatch(before); found != nil {
		name = found[1]
	} else if keyed.MatchString(before) {
		name = "secret"
	}
	if name != "" {
		line := name + `="` + strings.ReplaceAll(text, `"`, "'") + `"`
		if m.Text(line) != line {
			return "…"
		}
	}
	return m.Text(text)
}
