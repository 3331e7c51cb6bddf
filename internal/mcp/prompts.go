package mcp

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// prompt is a way of working that the user can pick. Its arguments are the
// user's own; they stand quoted in the text all the same.
type prompt struct {
	name, title, description string
	arguments                []*mcp.PromptArgument
	text                     func(given func(name string) string) string
}

var prompts = []prompt{
	{
		name: "secure_endpoint", title: "Secure this endpoint", description: "Find what is wrong with one endpoint, mend it, and prove that it is mended.",
		arguments: []*mcp.PromptArgument{
			{Name: "operation", Description: "the endpoint: GET /orders/{id}", Required: true},
			{Name: "source", Description: "folder of the source", Required: true},
			{Name: "url", Description: "base URL of the running API"},
		},
		text: func(given func(string) string) string {
			first := "Call scan_source with path " + given("source") + "."
			if given("url") != "" {
				first = "Call scan_api with url " + given("url") + " and source " + given("source") + "."
			}
			return first + " Then get_scan with operation " + given("operation") + `.
For each finding there, the worst first: read it with get_finding, say in two sentences what an attacker can do and why nothing stops it, and show the change of propose_fix. Where it needs a decision, ask me.
Apply a change only after I agreed. When I have restarted the API, call verify_finding and tell its answer as it is: only "gone" is gone.
If there is no finding, say what was tested and what was not (untested, coverage): silence is no proof.`
		},
	},
	{
		name: "review_change", title: "Review this change", description: "See whether a change made the design of the API worse.",
		arguments: []*mcp.PromptArgument{
			{Name: "source", Description: "folder of the source, with the change", Required: true},
			{Name: "before", Description: "id of a scan from before the change; default: the newest kept one of the same folder"},
		},
		text: func(given func(string) string) string {
			before := "the newest one of the same folder in list_scans"
			if given("before") != "" {
				before = given("before")
			}
			return "Call scan_source with path " + given("source") + ". Compare it, with compare_scans, with the scan from before the change: " + before + `.
Tell what is new first, with get_finding for each, then what is fixed, then score and coverage. A finding that is not looked for any more is not fixed. Do not repeat what is unchanged. If there is no earlier scan, review the findings of this one and say so.`
		},
	},
	{
		name: "explain_score", title: "Explain this score", description: "Say what makes the score of a scan, and what would raise it most.",
		arguments: []*mcp.PromptArgument{{Name: "scanId", Description: "id of the scan", Required: true}},
		text: func(given func(string) string) string {
			return "Call get_scan with scanId " + given("scanId") + ", and read the resource ashlar://scans/{id} for its score: categories, caps and subtractions. " + `Explain in plain words which cap holds the score, which findings take most, and which three changes would raise it most. Say how much was tested. The score is never a reward for not looking: without coverage there is none.`
		},
	},
}

func (s *Server) addPrompts() {
	for _, p := range prompts {
		s.sdk.AddPrompt(&mcp.Prompt{Name: p.name, Title: p.title, Description: p.description, Arguments: p.arguments}, p.get)
	}
}

func (p prompt) get(_ context.Context, r *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	for _, a := range p.arguments {
		if a.Required && strings.TrimSpace(r.Params.Arguments[a.Name]) == "" {
			return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: fmt.Sprintf("%s needs the argument %s: %s", p.name, a.Name, a.Description)}
		}
	}
	text := p.text(func(name string) string {
		if value := strings.TrimSpace(r.Params.Arguments[name]); value != "" {
			return strconv.Quote(plain(value, maxProse))
		}
		return ""
	})
	return &mcp.GetPromptResult{Description: p.description, Messages: []*mcp.PromptMessage{{Role: "user", Content: &mcp.TextContent{Text: text}}}}, nil
}
