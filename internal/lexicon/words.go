// Package lexicon knows how people name things in HTTP APIs: which names mean
// a password, an owner, a price, an address; which words list, make or
// destroy.
//
// It is data more than algorithm: a predicate is a list of name patterns.
// Names may be written in any case style and number: isAdmin, is_admin,
// is-admin and IsAdmins are one name. A predicate says what a name suggests;
// whether it is so is for the caller to find out.
package lexicon

import (
	"slices"
	"strings"
	"unicode"
)

// longestName and longestText bound, in bytes, what is read of a name or of
// prose. Longer names come from hostile contracts, not from people.
const (
	longestName = 200
	longestText = 4000
)

// Words splits a name into lower-case words: isAdmin is "is", "admin";
// HTTPServer is "http", "server"; userIDs is "user", "ids". Digits stay with
// the letters before them. Names that people often write in one go are split
// too: userid is "user", "id".
func Words(name string) []string { return slices.Clone(words.get(name)) }

var words = remember(wordsOf)

func wordsOf(name string) []string {
	var words []string
	for _, w := range split(cut(name, longestText)) {
		words = append(words, unglue(strings.ToLower(w))...)
	}
	return words
}

func split(name string) []string {
	runes := []rune(name)
	var words []string
	start := -1
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			if start >= 0 {
				words = append(words, string(runes[start:i]))
			}
			start = -1
			continue
		}
		if start >= 0 && begins(runes, start, i) {
			words = append(words, string(runes[start:i]))
			start = i
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		words = append(words, string(runes[start:]))
	}
	return words
}

// begins tells whether a word begins at i inside a run of letters and digits
// whose current word began at start.
func begins(runes []rune, start, i int) bool {
	r, before := runes[i], runes[i-1]
	if !unicode.IsUpper(r) {
		return false
	}
	if !unicode.IsUpper(before) {
		return true
	}
	// The last capital of a run belongs to the next word (HTTPServer), unless
	// what follows is only the plural s of an abbreviation (userIDs).
	if i+1 >= len(runes) || !unicode.IsLower(runes[i+1]) {
		return false
	}
	plural := runes[i+1] == 's' && (i+2 >= len(runes) || !unicode.IsLower(runes[i+2]))
	return !plural && i > start
}

// unglue splits a lower-case word that people write for two.
func unglue(word string) []string {
	if parts, ok := glued[word]; ok {
		return strings.Split(parts, " ")
	}
	for _, ending := range []string{"uuid", "guid", "ids", "id"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && stem != "" {
			if commonNouns[stem] || commonNouns[Singular(stem)] {
				return []string{stem, ending}
			}
		}
	}
	if rest, ok := strings.CutPrefix(word, "is"); ok && adjectives[rest] {
		return []string{"is", rest}
	}
	return []string{word}
}

// Singular is the singular of an English noun in lower case; a word that is
// none comes back as it is, or without its plural s.
func Singular(word string) string {
	if one, ok := irregular[word]; ok {
		return one
	}
	if len(word) < 3 || !strings.HasSuffix(word, "s") || singularS[word] {
		return word
	}
	for _, rule := range plurals {
		stem, ok := strings.CutSuffix(word, rule.ending)
		if !ok || len(stem) < rule.stem {
			continue
		}
		return stem + rule.one
	}
	return word
}

// plurals are tried in order; the first whose ending fits decides.
var plurals = []struct {
	ending, one string
	stem        int // letters that must be left before the ending
}{
	{"ciones", "cion", 1}, // Spanish: canciones
	{"sses", "ss", 1},     // addresses
	{"uuids", "uuid", 0},
	{"statuses", "status", 0},
	{"quizzes", "quiz", 0},
	{"wolves", "wolf", 0}, {"shelves", "shelf", 0}, {"halves", "half", 0}, {"selves", "self", 0},
	{"knives", "knife", 0}, {"wives", "wife", 0}, {"thieves", "thief", 0}, {"loaves", "loaf", 0},
	{"movies", "movie", 0}, {"cookies", "cookie", 0}, {"calories", "calorie", 0}, {"selfies", "selfie", 0},
	{"zombies", "zombie", 0}, {"brownies", "brownie", 0}, {"rookies", "rookie", 0}, {"hobbies", "hobby", 0},
	{"ies", "y", 2},
	{"caches", "cache", 0}, {"niches", "niche", 0}, {"headaches", "headache", 0},
	{"ches", "ch", 1}, {"shes", "sh", 1}, {"xes", "x", 1},
	{"shoes", "shoe", 0}, {"canoes", "canoe", 0}, {"toes", "toe", 0},
	{"heroes", "hero", 0}, {"potatoes", "potato", 0}, {"tomatoes", "tomato", 0}, {"vetoes", "veto", 0}, {"echoes", "echo", 0},
	{"ss", "ss", 0}, {"us", "us", 1}, {"is", "is", 1},
	{"s", "", 2},
}

var irregular = map[string]string{
	"people": "person", "persons": "person", "children": "child", "men": "man", "women": "woman",
	"mice": "mouse", "feet": "foot", "teeth": "tooth", "geese": "goose",
	"criteria": "criterion", "indices": "index", "indexes": "index", "matrices": "matrix",
	"vertices": "vertex", "appendices": "appendix", "axes": "axis", "analyses": "analysis",
	"crises": "crisis", "theses": "thesis", "hypotheses": "hypothesis", "diagnoses": "diagnosis",
	"buses": "bus", "bonuses": "bonus", "campuses": "campus", "viruses": "virus", "aliases": "alias",
	"canvases": "canvas", "atlases": "atlas", "biases": "bias", "lenses": "lens", "gases": "gas",
	"menus": "menu", "gurus": "guru", "taxis": "taxi", "emojis": "emoji", "apis": "api", "uris": "uri",
	"skis": "ski", "kpis": "kpi", "wikis": "wiki", "leaves": "leaf", "lives": "life", "ids": "id",
	"ties": "tie", "pies": "pie", "dies": "die", "lies": "lie", "skus": "sku", "cpus": "cpu", "gpus": "gpu",
	"vips": "vip", "ips": "ip", "vms": "vm", "dbs": "db", "pcs": "pc", "tvs": "tv", "qas": "qa", "ads": "ad",
	"ordenes": "orden",
}

// singularS are words that end in s and are not a plural.
var singularS = setOf(`
	is has was does as us its this yes less plus always perhaps news series species sms mms gps dns https aws os ios macos cors css tls rss gas lens canvas atlas alias bias christmas chess ics xls js ts ns rs ms ps mathematics physics logistics economics politics athletics electronics genetics kubernetes pos sas nas iris paris texas`)

// glued are words that people often write together, and how they part.
var glued = parting(`
	access token, refresh token, auth token, id token, api key, api keys, api token, api secret, secret key, private key,
	public key, access key, client secret, session token, session key, csrf token, device token, reset token, bearer token,
	password hash, hashed password, new password, old password, confirm password, current password, repeat password,
	user password, password confirm, password confirmation,
	first name, last name, full name, display name, middle name, given name, family name, login name,
	phone number, mobile number, card number, credit card, account number, bank account, order number, serial number,
	webhook url, callback url, image url, avatar url, photo url, logo url, base url, redirect url, redirect uri, target url,
	return url, file url, connection string, conn str, mongo uri, mongo url, mongodb uri, mongodb url, mongo db,
	db url, db uri, db host, db name, table name, collection name, database name, database url, database uri,
	create db, drop db, reset db, init db, clear db, seed db, wipe db, delete db, setup db, populate db, flush db, rebuild db,
	create all, drop all, delete all, reset all, remove all, clear all, destroy all, wipe all, purge all, truncate all, flush all,
	get all, find all, list all, fetch all, find one, get one, add new, find by, get by,
	unit price, total price, total amount, grand total, sub total, payment status, order status,
	created by, updated by, owned by, posted by, uploaded by, assigned to,
	user role, user roles, user type, account type, access level, user group, user groups,
	email verified, phone verified, email address, ip address, mac address, zip code, postal code,
	change password, reset password, forgot password, forget password, update password, recover password, verify email,
	confirm email, verify otp, send otp, user info, user profile, user details, user data, user settings, create user, add user, delete user,
	update user, get user, get users, list users, edit user, new user, remove user, register user, login user,
	create order, get order, get orders, date of birth, internal note, internal notes, sort by, order by, group by,
	swagger ui, api docs, my orders, my profile, my account`)

func parting(list string) map[string]string {
	parts := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		pair = strings.Join(strings.Fields(pair), " ")
		parts[strings.ReplaceAll(pair, " ", "")] = pair
	}
	// Words of their own: their parts would mislead.
	for _, word := range []string{"mongodb", "subtotal"} {
		delete(parts, word)
	}
	return parts
}

// commonNouns may have an id glued to them: orderid. A list, because paid,
// valid and grid are words.
var commonNouns = setOf(`
	account actor address admin album alert answer app appointment article asset author bill board book booking brand
	building campaign car card cart category channel chat city claim class client collection comment company contact
	contract conversation country coupon course creator customer database dataset department device doc doctor document
	domain driver employee entity event exam expense feedback file folder form friend game group host hotel image
	incident instance inventory invoice issue item job key label lead lesson like list listing loan location log
	match meal member membership menu merchant message model module mongo movie node note notification object offer
	order org organisation organization owner package page parent partner patient payment permission person pet phone photo
	place plan player playlist policy post product profile project promotion property provider purchase question quote
	receipt recipe record refund region report request reservation resource restaurant review ride role room route rule
	sale schedule school seat section seller sender sensor server service session shipment shop site song source staff
	stock store story student subject subscription supplier survey table tag target task teacher team template tenant test
	thread ticket token topic track transaction transfer trip type unit upload user vehicle vendor venue version video
	visit voucher wallet warehouse webhook workspace zone usuario cliente pedido producto produto kunde benutzer`)

// adjectives may have an "is" glued to them: isadmin.
var adjectives = setOf(`
	active admin administrator approved archived banned blocked confirmed deleted disabled employee enabled featured hidden
	internal locked manager moderator owner paid premium private pro public published root staff superadmin superuser
	suspended trusted valid verified vip`)

// joined are pairs that mean one word however they are written.
var joined = map[string]string{
	"user name": "username", "e mail": "email", "pass word": "password", "pass code": "passcode", "pass phrase": "passphrase",
	"log in": "login", "log out": "logout", "log off": "logoff", "log on": "logon",
	"sign in": "signin", "sign up": "signup", "sign out": "signout", "sign on": "signon", "sign off": "signoff",
	"o auth": "oauth", "o auth2": "oauth2", "graph ql": "graphql", "java script": "javascript", "open api": "openapi",
	"web hook": "webhook", "call back": "callback", "end point": "endpoint", "host name": "hostname", "data base": "database",
	"mongo db": "mongodb", "super user": "superuser", "super admin": "superadmin", "sys admin": "sysadmin",
	"back office": "backoffice", "health check": "healthcheck", "sub total": "subtotal", "who am": "whoami",
	"file name": "filename", "nick name": "nickname", "shut down": "shutdown", "re start": "restart", "re seed": "reseed",
	"data set": "dataset", "name space": "namespace", "key word": "keyword", "white list": "whitelist", "type ahead": "typeahead",
	"auto complete": "autocomplete", "post code": "postcode", "zip code": "zipcode", "bar code": "barcode",
	"on board": "onboard", "check out": "checkout", "web site": "website", "home page": "homepage", "time stamp": "timestamp",
}

// normal is the name as patterns see it: words, with pairs that mean one
// word joined.
func normal(name string) []string { return normals.get(name) }

var normals = remember(normalOf)

func normalOf(name string) []string {
	words := wordsOf(cut(name, longestName))
	out := words[:0:0]
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) {
			if one, ok := joined[words[i]+" "+words[i+1]]; ok {
				out = append(out, one)
				i++
				continue
			}
		}
		out = append(out, words[i])
	}
	return out
}

func cut(s string, longest int) string {
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "")
}
