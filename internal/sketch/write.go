package sketch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostUntold operations of which nothing is known are listed.
const mostUntold = 30

// width is where lists are broken.
const width = 100

// Write writes the sketch as a file that loads as it is.
func (s *Sketch) Write(w io.Writer) error {
	p := &page{}
	p.line("# What the owner of the API says should hold. Drafted from %s:", printable(s.From))
	p.line("# a comment says where a line comes from, and \"check\" where it is a guess.")
	if s.Below != "" {
		p.line("# Places are below %s.", printable(s.Below))
	}
	p.line("# docs/design-file.md says all that this file may hold.")
	if s.Applications > 1 {
		p.line("#\n# check: %d applications are in it, and some answer the same paths. Draft each from", s.Applications)
		p.line("# its own folder.")
	}
	s.head(p)
	s.callers(p)
	s.design(p)
	_, err := w.Write(p.Bytes())
	return err
}

// Told counts what the sketch has, for people.
func (s *Sketch) Told() []string {
	return []string{count(len(s.Resources), "resource", "resources"), count(len(s.Roles), "role", "roles"), count(s.Doubts(), "line", "lines") + " to check"}
}

// Doubts counts the lines that are guesses.
func (s *Sketch) Doubts() int {
	lines := []Line{}
	for _, r := range s.Resources {
		for _, f := range []Fields{r.Readable, r.Secret, r.Writable, r.Computed} {
			lines = append(lines, f.Line)
		}
		for _, o := range r.Owner {
			lines = append(lines, o.Line)
		}
		if r.Sharing != nil {
			lines = append(lines, *r.Sharing)
		}
	}
	for _, r := range s.Roles {
		lines = append(lines, r.Operations...)
	}
	doubts := len(s.Doubtful)
	for _, l := range slices.Concat(lines, s.Public, s.Commands, s.Limits) {
		if l.Check {
			doubts++
		}
	}
	return doubts
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// page is text on its way.
type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// told writes a line and its comment.
func (p *page) told(text string, l Line) {
	if c := l.comment(); c != "" {
		text += "  # " + printable(c)
	}
	p.WriteString(text + "\n")
}

// list writes names in brackets, broken where they are long.
func (p *page) list(indent, key string, f Fields) {
	if len(f.Names) == 0 {
		return
	}
	var texts []string
	for _, n := range f.Names {
		texts = append(texts, scalar(n))
	}
	text := indent + key + ": [" + strings.Join(texts, ", ") + "]"
	if len(text) <= width {
		p.told(text, f.Line)
		return
	}
	row := indent + key + ": ["
	pad := strings.Repeat(" ", len(row))
	for i, t := range texts {
		if i < len(texts)-1 {
			t += ","
		} else {
			t += "]"
		}
		if len(row)+1+len(t) > width && strings.TrimSpace(row) != "" && i > 0 {
			p.line("%s", strings.TrimRight(row, " "))
			row = pad
		}
		row += t + " "
	}
	p.told(strings.TrimRight(row, " "), f.Line)
}

func (s *Sketch) head(p *page) {
	if s.Target == nil && len(s.Contracts) == 0 {
		return
	}
	p.line("")
	if s.Target != nil {
		p.told("target: "+item(s.Target.Value), *s.Target)
	}
	if len(s.Contracts) > 0 {
		f := Fields{}
		for _, c := range s.Contracts {
			f.Names = append(f.Names, c.Value)
		}
		p.list("", "contracts", f)
	}
}

// callers writes how accounts are made and logged in, and a skeleton of
// those that exist. The skeleton is a comment: a variable that is not set is
// an error in ashlar.yaml, and the accounts are not known.
func (s *Sketch) callers(p *page) {
	if s.Unasked {
		p.line("\n# Nothing asks who calls: there is nobody to be.")
		return
	}
	made := s.SignUp != nil && len(s.SignUp.Unsure) == 0 && s.Login != nil && len(s.Login.Unsure) == 0
	if s.SignUp != nil || s.Login != nil {
		p.line("\n# How an account is made and logged in: each scan puts values of its own for")
		p.line("# {name}, {email} and {password}.")
		prefix := ""
		if !made {
			prefix = "# "
			s.unsure(p)
		}
		s.SignUp.write(p, prefix, "sign_up")
		s.Login.write(p, prefix, "login")
	}
	if len(s.Identities) == 0 {
		return
	}
	if made {
		p.line("\n# A scan signs two accounts up by itself. To have it call as accounts that exist,")
		p.line("# such as those of a role, fill them in and set the variables.")
	} else {
		p.line("\n# Accounts that exist: fill them in and set the variables. Two of equal role are")
		p.line("# what most proofs need.")
	}
	p.line("# identities:")
	for _, i := range s.Identities {
		p.line("#   - name: %s", i.Name)
		if i.Role != "" {
			p.line("#     role: %s", scalar(i.Role))
		}
		if i.Tenant != "" {
			p.line("#     tenant: %s", scalar(i.Tenant))
		}
		for line := range strings.Lines(i.Credential) {
			p.line("#     %s", strings.TrimRight(line, "\n"))
		}
	}
}

// unsure says why sign-up and login are comments.
func (s *Sketch) unsure(p *page) {
	for _, flow := range []struct {
		key, missing string
		*Flow
	}{
		{"sign_up", "no operation is found that makes an account", s.SignUp},
		{"login", "no operation is found that logs in", s.Login},
	} {
		if flow.Flow == nil {
			p.line("# check: %s", flow.missing)
			continue
		}
		for _, why := range flow.Unsure {
			p.line("# check: %s: %s", flow.key, printable(why))
		}
	}
}

func (f *Flow) write(p *page, prefix, key string) {
	if f == nil {
		return
	}
	p.line("%s%s:", prefix, key)
	p.told(prefix+"  operation: "+scalar(f.Operation.Value), f.Operation)
	if len(f.Body) > 0 {
		var fields []string
		for _, b := range f.Body {
			fields = append(fields, scalar(b.Name)+": "+scalar(b.Value))
		}
		p.line("%s  %s: {%s}", prefix, f.key(), strings.Join(fields, ", "))
	}
	if f.Token != nil {
		p.told(prefix+"  token: {body: "+scalar(f.Token.Value)+"}", *f.Token)
	}
	if f.Send != "" {
		p.line("%s  send: %s", prefix, f.Send)
	}
}

func (s *Sketch) design(p *page) {
	p.line("\ndesign:")
	if len(s.Resources) > 0 {
		p.line("  resources:")
	}
	for _, r := range s.Resources {
		r.write(p)
	}
	if len(s.Roles) > 0 {
		p.line("  roles:")
	}
	for _, r := range s.Roles {
		p.line("    %s:", scalar(r.Name))
		p.line("      operations:")
		for _, l := range r.Operations {
			p.told("        - "+item(l.Value), l)
		}
	}
	p.section("  # A role is asked for here too, and nothing tells which:", "  #   - ", unsure(s.Unnamed))
	p.section("  public:", "    - ", s.Public)
	p.section("  # Nobody is asked here either. Is that meant? Then they belong to public:", "  #   - ", unsure(s.Doubtful))
	if len(s.Untold) > 0 {
		p.line("  # Who may call these is not told, or not understood:")
		for _, name := range s.Untold[:min(len(s.Untold), mostUntold)] {
			p.line("  #   - %s", printable(item(name)))
		}
		if more := len(s.Untold) - mostUntold; more > 0 {
			p.line("  #   … and %d more", more)
		}
	}
	p.section("  commands:", "    - ", s.Commands)
	if len(s.Limits) > 0 {
		p.line("  limits:")
		for _, l := range s.Limits {
			p.told("    "+l.Value, l)
		}
	}
}

// section writes a head and its lines; nothing where there are none.
func (p *page) section(head, bullet string, lines []Line) {
	if len(lines) == 0 {
		return
	}
	p.line("%s", head)
	for _, l := range lines {
		p.told(bullet+item(l.Value), l)
	}
}

// unsure are lines of a question: that they are to be checked is said once.
func unsure(lines []Line) []Line {
	asked := make([]Line, len(lines))
	for i, l := range lines {
		asked[i] = Line{Value: l.Value, From: l.From}
	}
	return asked
}

func (r *Resource) write(p *page) {
	const indent = "      "
	p.line("    %s:", scalar(r.Name))
	if r.Collection != nil {
		p.told(indent+"collection: "+scalar(r.Collection.Value), *r.Collection)
	}
	p.list(indent, "paths", r.Paths)
	switch {
	case r.Sharing != nil:
		p.told(indent+"owner: "+r.Sharing.Value, *r.Sharing)
	case len(r.Owner) > 0:
		p.line(indent + "owner:")
		for _, o := range r.Owner {
			p.told(fmt.Sprintf("%s  - {property: %s, identity: %s}", indent, scalar(o.Property), scalar(o.Identity)), o.Line)
		}
	default:
		p.line("%s# owner: %s", indent, r.Question)
	}
	p.list(indent, "readable", r.Readable)
	p.list(indent, "secret", r.Secret)
	p.list(indent, "writable", r.Writable)
	p.list(indent, "computed", r.Computed)
}

// plain is text that stands for itself in YAML, also between brackets.
var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./*@ -]*[A-Za-z0-9_/*]$|^[A-Za-z]$`)

// scalar is text as YAML has it, in quotes where it has to be.
func scalar(text string) string {
	if plain.MatchString(text) {
		var v any
		if yaml.Unmarshal([]byte(text), &v) == nil && v == text {
			return text
		}
	}
	text = strings.ReplaceAll(text, "${", "$${") // no variable
	quoted, err := json.Marshal(text)            // JSON is YAML
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// item is text as YAML has it outside of brackets, where those that it holds
// itself mean nothing.
func item(text string) string {
	if plain.MatchString(strings.NewReplacer("{", "", "}", "", ":", "").Replace(text)) {
		var v any
		if yaml.Unmarshal([]byte(text), &v) == nil && v == text {
			return text
		}
	}
	return scalar(text)
}

// printable makes text of somebody else fit for a comment: one line, nothing
// that a terminal or an editor acts on.
func printable(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\ufeff'
	}), " ")
}
