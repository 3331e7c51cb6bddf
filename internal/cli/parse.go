package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ashlarsec/ashlar/internal/scan"
)

// arranged puts words where kong understands them: a negative number into the
// word of its flag, since -1 alone would be a flag, and the targets behind
// all flags, since kong ends their list at the first flag.
func arranged(parser *kong.Kong, args []string) []string {
	if len(args) == 0 {
		return args
	}
	at := slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == args[0] })
	if at < 0 {
		return args
	}
	flags := parser.Model.Children[at].Flags
	out, words := []string{args[0]}, []string{}
	for i := 1; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			words = append(words, args[i+1:]...)
			i = len(args)
		case !strings.HasPrefix(arg, "-") || arg == "-":
			words = append(words, arg)
		case !takesNext(flags, arg) || i+1 == len(args):
			out = append(out, arg)
		case negative.MatchString(args[i+1]):
			out = append(out, arg+"="+args[i+1])
			i++
		case strings.HasPrefix(args[i+1], "-") && args[i+1] != "-":
			out = append(out, arg) // kong says that its value is missing
		default:
			out = append(out, arg, args[i+1])
			i++
		}
	}
	if len(words) > 0 {
		out = append(append(out, "--"), words...)
	}
	return out
}

// takesNext tells whether the value of the flag is the word behind it.
func takesNext(flags []*kong.Flag, arg string) bool {
	name, long := strings.CutPrefix(arg, "--")
	if strings.Contains(name, "=") {
		return false
	}
	return slices.ContainsFunc(flags, func(f *kong.Flag) bool {
		is := long && f.Name == name || !long && arg == "-"+string(f.Short)
		return is && !f.IsBool()
	})
}

var (
	negative = regexp.MustCompile(`^-[.0-9]`)
	noValue  = regexp.MustCompile(`^(--[\w-]+): expected .* value but got "(.*)" \((<EOL>|.*)\)`)
	noEnum   = regexp.MustCompile(`^(--[\w-]+) must be one of (.*) but got (".*")$`)
	noNumber = regexp.MustCompile(`^(--[\w-]+): expected (?:a )?(?:valid )?(.*) but got ("[^"]*")`)
)

// misread says in our words what kong could not read.
func misread(err error, args []string) error {
	hint, text := "ashlar --help lists the commands", err.Error()
	if len(args) > 0 && slices.Contains([]string{"scan", "routes", "init", "fix", "compare", "baseline", "ci", "replay", "weaknesses", "version"}, args[0]) {
		hint = "ashlar " + args[0] + " --help lists its flags"
	} else if len(args) > 0 && strings.Contains(args[0], "://") {
		hint = "ashlar scan " + args[0]
	}
	switch short, _, _ := strings.Cut(text, `, did you mean "-h"`); {
	case len(args) == 0:
		text = "a command is missing: scan, routes, init, fix, compare, baseline, ci, replay, weaknesses or version"
	case strings.HasPrefix(text, "unknown flag -"):
		text = short // no flag but -h has one letter there
	}
	if m := noEnum.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%s %s is none of %s", m[1], m[3], strings.NewReplacer(`"`, "", ",", ", ").Replace(m[2]))
	} else if m := noValue.FindStringSubmatch(text); m != nil {
		text = m[1] + " needs a value"
		if m[3] != "<EOL>" && m[2] != "--" { // which arranged puts there
			text += fmt.Sprintf(", and %s is a flag", m[2])
		}
	} else if m := noNumber.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%s %s is not %s", m[1], m[3], expected(m[2]))
	}
	return &scan.UsageError{Text: text, Hint: hint}
}

// expected is kong's name of a type in words.
func expected(kind string) string {
	switch {
	case kind == "duration":
		return "a time with its unit, like 10s or 5m"
	case strings.Contains(kind, "uint"):
		return "a whole number, 0 or above"
	case strings.Contains(kind, "int"):
		return "a whole number"
	}
	return "a number"
}
