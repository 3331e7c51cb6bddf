package databasecommand

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// forbids tells whether the design allows other commands and not this one.
func (s *session) forbids(name string) bool {
	may, stated := s.p.Outline.Intent.Command(name)
	return stated && !may
}

// needed is how many revealing commands must be answered: one more may be
// let through on purpose.
const needed = 2

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if len(places(p, op)) == 0 {
		return "it takes no name that could be a command's"
	}
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Logout, outline.Refresh, outline.Reset:
		return "it is about accounts, and runs no command"
	}
	return ""
}

var told = regexp.MustCompile(`(?i)\b(database|db|mongo(db)?|admin) commands?\b`)

// places are those whose name, description or examples say that they take a
// command; the whole body of an operation that is called so and says nothing
// of its properties is one too.
func places(p *weakness.LivePass, op *weakness.Operation) []weakness.Candidate {
	var found []weakness.Candidate
	for _, c := range weakness.Candidates(op, nil) {
		known := slices.ContainsFunc(c.Declared(), isCommand)
		if (c.Text() || c.Open()) && (known || called(p, op, c.Label) || told.MatchString(c.Description)) {
			found = append(found, c)
		}
	}
	last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
	if len(found) == 0 && op.Body != nil && lexicon.Command(last) {
		found = append(found, weakness.Candidate{Place: request.Place{In: "body"}})
	}
	return found
}

// called tells whether the name is one of a command. What changes something
// often has an action or an operation that is nothing of a database's.
func called(p *weakness.LivePass, op *weakness.Operation, name string) bool {
	words := lexicon.Words(name)
	return lexicon.Command(name) && (p.Outline.ReadsOnly(op) || slices.Contains(words, "command") || slices.Contains(words, "cmd"))
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error { return look(ctx, p, op) })
}

// look asks those who may call the operation, until one is not denied.
func look(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) error {
	var refusal error
	for _, who := range p.Callers(op) {
		// The honest command may do anything, so it is not sent.
		r, as, err := p.Prepare(ctx, op, who, inPath(p, op))
		if err != nil {
			if world.Stops(err) {
				return err
			}
			refusal = err
			continue
		}
		s := &session{p: p, op: op, who: as, base: r}
		done, err := s.look(ctx)
		if err != nil || done {
			return err
		}
		refusal = fmt.Errorf("every name is answered %s", world.Status(s.last))
		if s.last.Status != 401 && s.last.Status != 403 {
			break // it is not about who calls
		}
	}
	base, err := p.BaseAny(ctx, op)
	switch {
	case world.Stops(err):
		return err
	case err != nil && refusal != nil:
		return refusal
	case err != nil:
		return err
	}
	s := &session{p: p, op: op, who: base.Who, base: base.Request, works: true}
	_, err = s.look(ctx)
	return err
}

// inPath holds the path parameters that take a command, which may look like
// identifiers.
func inPath(p *weakness.LivePass, op *weakness.Operation) *world.Object {
	values := map[string]string{}
	for _, c := range places(p, op) {
		if c.In == "path" {
			values[c.Name] = "ping"
		}
	}
	return world.InPath(values)
}

// session is what one identity sends to one operation.
type session struct {
	p     *weakness.LivePass
	op    *weakness.Operation
	who   *identity.Identity
	base  *request.Request
	works bool // an honest request succeeds
	last  *wire.Exchange
}

// answered is a command and the answers to it.
type answered struct {
	command
	request *request.Request
	answers [2]*wire.Exchange
}

// look reports whether the operation has its entry: it has none when every
// name was refused to this identity, and another may be allowed.
func (s *session) look(ctx context.Context) (bool, error) {
	tried := 0
	var told []string
	for _, place := range places(s.p, s.op) {
		for _, form := range forms(place) {
			control, err := s.send(ctx, place, form, s.p.Random())
			if err != nil {
				return false, err
			}
			if s.last = control; control.Status == 401 || control.Status == 403 {
				return s.settled(tried, told)
			}
			found, harmless, err := s.ask(ctx, place, form)
			if err != nil {
				return false, err
			}
			tried++
			told = append(told, harmless...)
			alike := slices.ContainsFunc(found, func(a answered) bool { return a.command.answers(control) })
			if len(found) >= s.needed() && !anyAnswer(control) && !alike {
				s.report(place, found, control)
				return true, nil
			}
			for _, a := range found {
				told = append(told, a.name)
			}
		}
	}
	return s.settled(tried, told)
}

// settled writes down a clean entry where something showed that the
// operation was reached.
func (s *session) settled(tried int, told []string) (bool, error) {
	switch {
	case len(told) > 0:
		slices.Sort(told)
		allowed := ""
		if at, stated := s.stated(); stated && !slices.ContainsFunc(told, s.forbids) {
			allowed = fmt.Sprintf(", as %s allows", at)
		}
		s.p.Clean(s.op, "of the commands tried only %s%s: the others are refused", weakness.List(slices.Compact(told)), allowed)
	case s.works:
		s.p.Clean(s.op, "no command that reveals something is answered as MongoDB answers it")
	}
	return (len(told) > 0 || s.works) && tried > 0, nil
}

// ask sends the commands, those that reveal first, and returns the revealing
// ones that the contract does not name and that were answered twice.
func (s *session) ask(ctx context.Context, place weakness.Candidate, form form) (found []answered, harmless []string, err error) {
	for i, c := range commands {
		if _, stated := s.stated(); i == giveUpAfter && len(found) == 0 && len(harmless) == 0 && !stated {
			return nil, nil, nil
		}
		a := answered{command: c, request: form.put(s.base, place, c.name)}
		for round := range a.answers {
			if a.answers[round], err = s.p.Send(ctx, s.who, a.request); err != nil {
				return nil, nil, err
			}
			if !c.answers(a.answers[round]) {
				break
			}
		}
		switch {
		case a.answers[1] == nil || !c.answers(a.answers[1]):
		case s.allowed(place, c):
			harmless = append(harmless, c.name)
		default:
			if found = append(found, a); len(found) > s.needed() {
				return found, harmless, nil
			}
		}
	}
	return found, harmless, nil
}

func (s *session) send(ctx context.Context, place weakness.Candidate, form form, name string) (*wire.Exchange, error) {
	return s.p.Send(ctx, s.who, form.put(s.base, place, name))
}

// named tells whether the contract itself lets the client use the command.
func named(op *weakness.Operation, place weakness.Candidate, name string) bool {
	for _, text := range append(place.Declared(), place.Description, op.Description, op.Summary) {
		if strings.Contains(strings.ToLower(text), strings.ToLower(name)) {
			return true
		}
	}
	return false
}

// stated is where the design lists the commands that a client may name.
func (s *session) stated() (at api.Place, yes bool) {
	intent := s.p.Outline.Intent
	if _, stated := intent.Command(""); !stated {
		return api.Place{}, false
	}
	if len(intent.Commands) == 0 {
		return intent.Place, true
	}
	return intent.Commands[0].Place, true
}

// needed is how many commands outside of what is allowed must be answered:
// one is enough where the design says what is.
func (s *session) needed() int {
	if _, stated := s.stated(); stated {
		return 1
	}
	return needed
}

// allowed tells whether the client may use the command: as the design says,
// else as the contract does or as it is common.
func (s *session) allowed(place weakness.Candidate, c command) bool {
	if may, stated := s.p.Outline.Intent.Command(c.name); stated {
		return may
	}
	return c.harmless || named(s.op, place, c.name)
}

func (s *session) report(place weakness.Candidate, found []answered, control *wire.Exchange) {
	var names []string
	var shown []weakness.Shown
	var recipe []evidence.Step
	for _, a := range found[:min(needed, len(found))] {
		names = append(names, a.name)
		shown = append(shown, weakness.Show(a.answers[1], "%s is answered in the form that only MongoDB gives", a.name))
		recipe = append(recipe, s.p.Step(s.who, a.request, "MongoDB's answer to "+a.name))
	}
	where := place.String()
	if place.Name == "" {
		where = "the whole body"
	}
	reason := "the contract offers neither"
	if at, stated := s.stated(); stated {
		reason = fmt.Sprintf("%s allows others", at)
		if len(s.p.Outline.Intent.Commands) == 0 {
			reason = fmt.Sprintf("%s allows none", at)
		}
	}
	severity := finding.High
	if !slices.ContainsFunc(found, func(a answered) bool { return !a.harmless }) {
		severity = finding.Low // it says little, and still not what the design wants
	}
	s.p.Report(weakness.Found{
		Operation: s.op, Severity: severity, Verdict: finding.Proven, Field: place.String(), Identity: s.who.Name,
		Summary:   fmt.Sprintf("%s ran %s on the database through %s; %s.", s.who, weakness.List(names), where, reason),
		Exchanges: shown,
		Control:   []weakness.Shown{weakness.Show(control, "a name that is no command is not answered so")},
		Recipe:    recipe,
	})
}
