package unsafeconsumption

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
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
	if elements, exact := v.Elements(); exact {
		if len(elements) == 0 {
			return nil
		}
		v = elements[0]
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
