package compare

import (
	"maps"
	"slices"
	"strings"
)

// Properties that identify whatever has them, squeezed.
var identifiers = names(`id uuid guid uid oid pk slug number sku isbn handle username ref reference code publicid
	externalid key insertedid objectid documentid docid recordid newid resourceid`)

// References to others; they identify only where nothing else does.
var references = names(`userid ownerid tenantid accountid customerid authorid creatorid createdby orgid
	organizationid organisationid companyid parentid groupid teamid sellerid buyerid memberid clientid
	requestid traceid sessionid correlationid spanid`)

// Numbers that say something else than which document it is.
var otherNumbers = []string{"phone", "mobile", "card", "house", "street", "vat", "tax", "ssn", "passport", "fax", "contact", "version", "page", "room", "serial"}

// Identifiers returns the scalar properties that may identify the document,
// by name: its id, _id ({"$oid": …} too), uuid, slug, number, order_id …
// References to its owner or others are left out, unless nothing else is
// there, as in the answer of a sign-up. Of an envelope it looks inside.
func Identifiers(doc any) map[string]string {
	found := map[string]string{}
	o, ok := Unwrap(doc).(map[string]any)
	if !ok {
		return found
	}
	var others []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		text := identifierText(o[name])
		if text == "" || !identifying(name) {
			continue
		}
		n := squeezed(name)
		if strings.HasPrefix(n, "request") || n == "traceid" || n == "sessionid" || n == "correlationid" {
			continue
		}
		if n == "code" && isStatus(text) {
			continue
		}
		if references[n] || foreign(n) {
			others = append(others, name)
			continue
		}
		found[name] = text
	}
	own := identified(o)
	for _, name := range others {
		if len(found) == 0 || own && isOwn(o, name) {
			found[name] = identifierText(o[name])
		}
	}
	if own { // a reference to something else, not a second name
		for name := range found {
			if n := squeezed(name); strings.HasSuffix(n, "id") && !identifiers[n] && !isOwn(o, name) {
				delete(found, name)
			}
		}
	}
	if len(found) == 0 {
		if text := linked(o); text != "" {
			found["self"] = text
		}
	}
	return found
}

// isOwn tells whether the property repeats the document's own id.
func isOwn(o map[string]any, name string) bool {
	return ownIdentifier(o) != "" && identifierText(o[name]) == ownIdentifier(o)
}

// ownIdentifier is the value of _id, id or uuid, "" if there is none.
func ownIdentifier(v any) string {
	o, ok := flat(v).(map[string]any)
	if !ok {
		return ""
	}
	for _, k := range []string{"_id", "id", "uuid", "Id", "ID"} {
		if text := identifierText(o[k]); text != "" {
			return text
		}
	}
	return ""
}

// identifying tells whether a property of this name can identify a document.
func identifying(name string) bool {
	n := squeezed(name)
	if identifiers[n] || references[n] {
		return true
	}
	if strings.HasSuffix(n, "uuid") || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "ID") || strings.HasSuffix(n, "slug") {
		return true
	}
	lower := strings.ToLower(name)
	for _, end := range []string{"_number", "_no", "_ref", "_reference", "_code", "_sku", "_key"} {
		if strings.HasSuffix(lower, end) && !foreign(n) {
			return end != "_key" && end != "_code" || !secretive(n)
		}
	}
	return strings.HasSuffix(name, "Number") && !foreign(n)
}

func foreign(n string) bool {
	for _, other := range otherNumbers {
		if strings.HasPrefix(n, other) {
			return true
		}
	}
	return false
}

func secretive(n string) bool {
	for _, part := range []string{"api", "secret", "private", "access", "zip", "post", "country", "currency", "area", "reset", "verification", "language", "status", "error", "otp"} {
		if strings.Contains(n, part) {
			return true
		}
	}
	return false
}

func isStatus(text string) bool { return len(text) == 3 && text >= "100" && text <= "599" }

// The longest value that can be an identifier in a path.
const longestIdentifier = 200

// identifierText is the text of a value that can stand in a path, "" if it
// cannot.
func identifierText(v any) string {
	if o, ok := v.(map[string]any); ok {
		if inner, ok := extendedJSON(o); ok {
			return identifierText(inner)
		}
		return ""
	}
	text := scalarText(v)
	if len(text) > longestIdentifier || strings.ContainsAny(text, " \t\n\r/?#") {
		return ""
	}
	return text
}

// extendedJSON opens MongoDB's form of identifiers and numbers: {"$oid": …}.
func extendedJSON(o map[string]any) (any, bool) {
	if len(o) != 1 {
		return nil, false
	}
	for k, v := range o {
		switch k {
		case "$oid", "$uuid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$date":
			return v, true
		}
	}
	return nil, false
}

// linked is the last segment of the document's own address.
func linked(o map[string]any) string {
	var address any
	if links, ok := o["_links"].(map[string]any); ok {
		address = links["self"]
	} else if links, ok := o["links"].(map[string]any); ok {
		address = links["self"]
	}
	if self, ok := address.(map[string]any); ok {
		address = self["href"]
	}
	for _, k := range []string{"href", "self", "location", "uri"} {
		if address == nil {
			address = o[k]
		}
	}
	s, _ := address.(string)
	s, _, _ = strings.Cut(s, "?")
	s = strings.TrimRight(s, "/")
	if i := strings.LastIndex(s, "/"); i >= 0 {
		return s[i+1:]
	}
	return ""
}
