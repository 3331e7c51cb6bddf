// Package evidence holds what was seen: exchanges with the API as recorded
// and masked, and the recipe to see it again.
package evidence

// Exchange is one request and its response as they are reported: masked and
// cut, safe to show. The live look keeps the raw one to itself.
type Exchange struct {
	Identity string   `json:"identity"`
	Step     string   `json:"step"` // what this exchange shows, in a few words
	Request  Request  `json:"request"`
	Response Response `json:"response"`

	// Variables are the names that stand for registered secrets in the
	// request: ALICE_TOKEN for $ALICE_TOKEN. Any other $NAME is only text.
	Variables []string `json:"variables"`
}

// Request is what was sent.
type Request struct {
	Method  string   `json:"method"`
	URL     string   `json:"url"`
	Headers []Header `json:"headers"`
	Body    string   `json:"body"`
}

// Response is what came back. Status 0 means that nothing did; Error says why.
type Response struct {
	Status    int      `json:"status"`
	Headers   []Header `json:"headers"`
	Body      string   `json:"body"`
	Truncated bool     `json:"truncated"`
	Error     string   `json:"error"`
}

// Header is one header field line.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Evidence is what shows a weakness.
type Evidence struct {
	Summary   string     `json:"summary"`   // one sentence of effect: bob read alice's order
	Exchanges []Exchange `json:"exchanges"` // in order; the decisive one is marked by its step
	Control   []Exchange `json:"control"`   // what must not succeed, and did not
	Recipe    []Step     `json:"recipe"`    // enough to prove it again from nothing
	Path      []Point    `json:"path"`      // the code path, of a source finding
	Guard     string     `json:"guard"`     // of a source finding: why nothing stopped it, or what was looked for and where
}

// Step is one request of a recipe. Values of identities and objects are
// placeholders: ${alice.order.id}, ${bob.id}, ${random.id}.
type Step struct {
	As      string            `json:"as"`
	Do      string            `json:"do"` // "GET /orders/{id}"
	Path    map[string]string `json:"path,omitempty"`
	Query   map[string]string `json:"query,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"` // JSON with placeholders
	Save    map[string]string `json:"save,omitempty"` // name → JSON pointer in the answer
	Expect  string            `json:"expect"`         // what shows the weakness, in words
}

// Point is one step of a code path.
type Point struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"`
	Kind string `json:"kind"` // of the value there: text, any, …
	Code string `json:"code"` // the line as it was when it was scanned, masked; "" if it could not be read
}
