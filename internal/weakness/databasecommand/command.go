package databasecommand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// command is one of MongoDB's that only reads, and properties of its answer
// that together no other program gives.
// https://www.mongodb.com/docs/manual/reference/command/
type command struct {
	name     string
	shape    []string
	harmless bool // commonly let through on purpose
}

// The first ones need no role, or only that to read the own database.
var commands = []command{
	{"connectionStatus", []string{"authInfo", "authenticatedUsers"}, false},
	{"buildInfo", []string{"gitVersion", "maxBsonObjectSize"}, true},
	{"listCollections", []string{"firstBatch", "ns"}, false},
	{"listCommands", []string{"commands", "help", "ping"}, false},
	{"serverStatus", []string{"process", "uptime", "pid"}, false},
	{"hostInfo", []string{"system", "os", "hostname"}, false},
	{"listDatabases", []string{"databases", "totalSize"}, false},
	{"ping", nil, true},
}

// giveUpAfter is how many unanswered commands show that none is: those that
// need no role.
const giveUpAfter = 4

func isCommand(name string) bool {
	return strings.EqualFold(name, "dbStats") || slices.ContainsFunc(commands, func(c command) bool { return strings.EqualFold(c.name, name) })
}

// okay is how every answer to a command ends, as JSON, as extended JSON or as
// Python writes it.
var okay = regexp.MustCompile(`["']ok["']\s*:\s*(1(\.0)?\b|[Tt]rue|\{\s*["']\$number(Double|Int)["']\s*:\s*["']1)`)

// answers tells whether MongoDB answered the command, wherever in the answer
// that stands and also as text.
func (c command) answers(ex *wire.Exchange) bool {
	if ex == nil || !world.Succeeded(ex) {
		return false
	}
	text := strings.ReplaceAll(ex.Text(), `\"`, `"`)
	if !okay.MatchString(text) {
		return false
	}
	return !slices.ContainsFunc(c.shape, func(property string) bool {
		return !strings.Contains(text, `"`+property+`"`) && !strings.Contains(text, `'`+property+`'`)
	})
}

// anyAnswer tells whether an answer looks like one to any command that says
// something.
func anyAnswer(ex *wire.Exchange) bool {
	return slices.ContainsFunc(commands, func(c command) bool { return len(c.shape) > 0 && c.answers(ex) })
}

// form is a way to write a command.
type form struct {
	put func(r *request.Request, place weakness.Candidate, name string) *request.Request
}

func forms(place weakness.Candidate) []form {
	text := form{func(r *request.Request, place weakness.Candidate, name string) *request.Request {
		return r.With(place.Place, name)
	}}
	document := form{func(r *request.Request, place weakness.Candidate, name string) *request.Request {
		if place.Name == "" && place.In == "body" {
			r = r.Clone()
			r.Body = nil
		}
		return r.With(place.Place, map[string]any{name: 1})
	}}
	switch {
	case place.In == "body" && place.Name == "":
		return []form{document}
	case !place.Open() || place.In == "path":
		return []form{text}
	case !place.Text():
		return []form{document}
	case place.In == "body":
		return []form{text, document}
	}
	return []form{text}
}
