package mcp

import (
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

type weaknessInput struct {
	Weakness string `json:"weakness" jsonschema:"id of the weakness: cross-owner-read"`
}

type weaknessOutput struct {
	Weakness string   `json:"weakness"`
	Title    string   `json:"title"`
	Category string   `json:"category"`
	Severity string   `json:"severity" jsonschema:"the highest that a finding of it may take"`
	Looks    []string `json:"looks" jsonschema:"the sides that find it"`
	OWASP    []string `json:"owasp"`
	CWE      []int    `json:"cwe"`
	Remedy   string   `json:"remedy"`
	About    string   `json:"about" jsonschema:"what it is and when it is proven"`
	Before   string   `json:"before" jsonschema:"Flask and MongoDB code that has it"`
	After    string   `json:"after" jsonschema:"the same without it"`
}

func (s *Server) addWeaknesses() {
	add(s, tool{
		name: "explain_weakness", title: "Explain a weakness", hints: reading(),
		description: "Explains a kind of insecure design: what it is, how it is proven, Flask and MongoDB code before and after, the remedy.",
		shape:       func(in *jsonschema.Schema) { in.Properties["weakness"].Enum = weaknessIDs() },
	}, func(_ *call, in weaknessInput) (weaknessOutput, answer, error) {
		w := catalogue.Find(in.Weakness)
		if w == nil {
			return weaknessOutput{}, answer{}, advised(fmt.Sprintf("there is no weakness %.60q", in.Weakness), "take an id from the schema of this tool")
		}
		return explained(w), answer{text: w.Doc + "\nRemedy: " + w.Remedy}, nil
	})
}

func explained(w *weakness.Weakness) weaknessOutput {
	out := weaknessOutput{
		Weakness: w.ID, Title: w.Title(), Category: w.Category, Severity: string(w.Severity), Looks: []string{},
		OWASP: append([]string{"A04:2021"}, w.OWASP...), CWE: append([]int{}, w.CWE...), Remedy: w.Remedy,
		Before: section(w.Doc, "Before"), After: section(w.Doc, "After"),
	}
	for _, side := range w.Sides() {
		out.Looks = append(out.Looks, string(side))
	}
	_, body, _ := strings.Cut(w.Doc, "\n")
	about, _, _ := strings.Cut(body, "\n## ")
	out.About = strings.TrimSpace(about)
	return out
}

// section is the text below a heading of the documentation.
func section(doc, heading string) string {
	_, rest, found := strings.Cut(doc, "\n## "+heading+"\n")
	if !found {
		return ""
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return strings.TrimSpace(text)
}
