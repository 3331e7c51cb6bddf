package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// flaw is something wrong at an offset of the text.
type flaw struct {
	at   int
	text string
}

// decode turns bytes into text of the same lines.
func decode(data []byte) (string, []flaw) {
	// All encodings that are read here have ASCII as it is, so that bytes
	// can be mended before they are characters.
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	var flaws []flaw
	text, wrong := characters(data)
	if wrong.text != "" {
		flaws = append(flaws, wrong)
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		// CPython refuses the file. A blank keeps the offsets and, where
		// the NUL is in a string or a comment, the statement.
		flaws = append(flaws, flaw{i, "NUL byte, read as a blank"})
		text = strings.ReplaceAll(text, "\x00", " ")
	}
	return text, flaws
}

// characters decodes by byte order mark and declaration.
func characters(data []byte) (string, flaw) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		return unicodeText(rest)
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return "", flaw{0, "UTF-16, which Python does not read: save it as UTF-8"}
	}
	name := encoding(data)
	switch table, known := tables[name]; {
	case known:
		return byTable(data, table), flaw{}
	case name == "utf-8" || name == "ascii" || name == "us-ascii":
		return unicodeText(data)
	}
	text, wrong := unicodeText(data)
	if len(text) != utf8.RuneCountInString(text) {
		wrong = flaw{0, fmt.Sprintf("says that it is in %s: read as UTF-8", name)}
	}
	return text, wrong
}

// cookie is the declaration of PEP 263. It stands in the first line, or in
// the second when there is no code in the first.
var cookie = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)

// encoding is the declared name, spelled as CPython's tokenizer spells it
// (get_normal_name in Parser/tokenizer.c).
func encoding(data []byte) string {
	for range 2 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		// A minified file may be one line.
		line = line[:min(len(line), 1000)]
		if found := cookie.FindSubmatch(line); found != nil {
			return normalName(string(found[1]))
		}
		code := bytes.TrimLeft(line, " \t\f")
		if len(code) > 0 && code[0] != '#' {
			break
		}
		data = rest
	}
	return "utf-8"
}

func normalName(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	for _, known := range []string{"utf-8", "latin-1", "iso-8859-1", "iso-latin-1"} {
		// utf-8-unix and the like are how Emacs says it.
		if name == known || strings.HasPrefix(name, known+"-") {
			return known
		}
	}
	if name == "utf8" {
		return "utf-8"
	}
	return name
}

// tables have the characters of the bytes from 0x80, of the encodings that
// are still met; ISO 8859-1 is the same as Unicode there.
var tables = func() map[string]*[128]rune {
	var latin1 [128]rune
	for i := range latin1 {
		latin1[i] = rune(0x80 + i)
	}
	all := map[string]*[128]rune{"latin-1": &latin1, "latin1": &latin1, "iso-8859-1": &latin1, "iso8859-1": &latin1, "iso-latin-1": &latin1, "l1": &latin1}
	for names, characters := range upper {
		table := latin1
		copy(table[:], []rune(characters))
		for name := range strings.FieldsSeq(names) {
			all[name] = &table
		}
	}
	return all
}()

// upper has the tables that CPython's codecs have, by their names; the rest
// of a short one is that of ISO 8859-1.
var upper = map[string]string{
	"cp1252 windows-1252 1252":                 "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ",
	"cp1250 windows-1250 1250":                 "€�‚�„…†‡�‰Š‹ŚŤŽŹ�‘’“”•–—�™š›śťžź\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
	"cp1251 windows-1251 1251":                 "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—�™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
	"iso-8859-2 iso8859-2 latin-2 latin2 l2":   "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
	"iso-8859-15 iso8859-15 latin-9 latin9 l9": "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
	"koi8-r": "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
}

func byTable(data []byte, table *[128]rune) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/8)
	for _, c := range data {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.WriteRune(table[c-utf8.RuneSelf])
		}
	}
	return b.String()
}

// unicodeText replaces what is not UTF-8. Such bytes are in comments and
// strings, and nothing is lost by it.
func unicodeText(data []byte) (string, flaw) {
	if utf8.Valid(data) {
		return string(data), flaw{}
	}
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return strings.ToValidUTF8(string(data), "\ufffd"), flaw{at, "not UTF-8: what is not was replaced"}
}
