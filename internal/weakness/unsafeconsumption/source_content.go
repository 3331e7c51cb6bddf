package unsafeconsumption

import (
	"path"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
)

// scalars hold no words of a language.
const scalars = flow.Null | flow.Bool | flow.Number | flow.ObjectID | flow.Date

// outside finds content of the request, or of another server's answer, that
// is in the value as its sender chose it; nil for none. Parts of a text are
// looked at one by one, and those that inOrder says are left out.
func outside(v *flow.Value, inOrder func(*flow.Value) bool) *flow.Step {
	if v == nil || v.Literal() || v.Kind.Only(scalars) || source.Formed(v) || inOrder != nil && inOrder(v) {
		return nil
	}
	if pieces := v.Pieces(); len(pieces) > 0 {
		for _, part := range pieces {
			if s := outside(part, inOrder); s != nil {
				return s
			}
		}
		return nil
	}
	if elements, exact := v.Elements(); exact {
		for _, e := range elements {
			if s := outside(e, inOrder); s != nil {
				return s
			}
		}
		return nil
	}
	for _, s := range v.FromSource(flow.Request, flow.Credential, flow.Outside) {
		if !s.Weak && !(s.Part && s.Prev != nil && s.Prev.Kind.Only(scalars)) {
			return s
		}
	}
	return nil
}

// shell tells whether a shell reads the command.
func shell(e *flow.Event) bool {
	if e.Call == nil {
		return false
	}
	switch e.Call.Name {
	case "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell", "paramiko.SSHClient.exec_command":
		return true
	}
	t, known := source.Truth(e.Call.Arg(-1, "shell"))
	return known && t
}

// inCommand finds content from outside in a command: anywhere if a shell
// reads it, else where the program is named. Arguments of a program are
// content only.
func inCommand(e *flow.Event, v *flow.Value) *flow.Step {
	if shell(e) {
		return outside(v, quoted)
	}
	if v == nil {
		return nil
	}
	elements, exact := v.Elements()
	switch {
	case text(v):
		return outside(elements[2], quoted)
	case len(elements) > 0: // the first one, or what stands for any
		v = elements[0]
	case exact:
		return nil
	}
	if len(v.Pieces()) > 0 { // the folder or the name was begun by the program
		return nil
	}
	s := outside(v, quoted)
	if s == nil || s.Part {
		return nil
	}
	return s
}

// quoted tells whether the value has gone through something that quotes it
// for the shell.
func quoted(v *flow.Value) bool {
	flows := v.FromSource(flow.Request, flow.Credential, flow.Outside)
	return len(flows) > 0 && !slices.ContainsFunc(flows, func(s *flow.Step) bool {
		return !slices.ContainsFunc(s.Path(), func(s *flow.Step) bool { return strings.Contains(s.What, "quote") })
	})
}

// text tells whether the command is that of a shell or an interpreter that is
// given its program as text, the third of its words.
func text(command *flow.Value) bool {
	if command == nil {
		return false
	}
	words, exact := command.Elements()
	if !exact || len(words) < 3 {
		return false
	}
	program, _ := words[0].Text()
	option, _ := words[1].Text()
	switch path.Base(program) {
	case "sh", "bash", "dash", "ash", "zsh", "ksh", "python", "python3":
		return option == "-c"
	case "node", "perl", "ruby", "mongosh", "mongo":
		return option == "-e" || option == "--eval"
	}
	return false
}

// signed tells whether a signature was compared on the way: what then comes
// is the program's own.
func signed(facts *flow.Fact) bool {
	for f := range facts.All {
		switch {
		case f.Not:
		case f.Op == "signed", packages.SignatureChecks[f.Who]:
			return true
		case strings.HasSuffix(f.Who, "compare_digest"), f.Op == "==" && (f.Left.Has(flow.Hashed) || f.Right.Has(flow.Hashed)):
			return true
		}
	}
	return false
}
