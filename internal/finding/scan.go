package finding

import "time"

// SchemaVersion is the version of the scan document. It grows when a reader
// of an older version would misread a newer document.
const SchemaVersion = "1"

// Scan is the whole result of a scan; its JSON is the protocol between the
// scan and everything that reads results. docs/scan.schema.json describes it.
type Scan struct {
	SchemaVersion string     `json:"schema_version"`
	Tool          Tool       `json:"tool"`
	Target        Target     `json:"target"`
	Started       time.Time  `json:"started"`
	Ended         time.Time  `json:"ended"`
	Seed          uint64     `json:"seed"`
	Mode          string     `json:"mode"`
	Interrupted   bool       `json:"interrupted"` // the scan stopped early; what it has is here
	Looks         []Look     `json:"looks"`
	Score         Score      `json:"score"`
	Findings      []Finding  `json:"findings"`
	Ledger        []Cell     `json:"ledger"`
	Identities    []Identity `json:"identities"`
	Created       []Object   `json:"created"`
	LeftBehind    []Object   `json:"left_behind"`
	Requests      int        `json:"requests"`
	Silenced      []Silenced `json:"silenced"`
	Notes         []Note     `json:"notes"`
}

// Tool is the program that made the document.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is what was looked at.
type Target struct {
	URL       string   `json:"url"`       // "" when nothing was sent
	Contracts []string `json:"contracts"` // files or URLs
	Sources   []string `json:"sources"`   // folders
	Title     string   `json:"title"`     // of the API
	Config    string   `json:"config"`    // design file; "" for none
	Workflow  string   `json:"workflow"`  // file of the build that ran the scan; "" outside of one
}

// Score is the number and its reasons; package score makes it.
type Score struct {
	Value        *int          `json:"value"`    // 0 to 100; null when too little was tested, or the scan stopped early
	Grade        *string       `json:"grade"`    // A to F; null with Value, and where it would say more than was tested
	Ungraded     string        `json:"ungraded"` // why there is no grade; "" where there is one
	Coverage     Coverage      `json:"coverage"`
	Categories   []Category    `json:"categories"`
	Caps         []Cap         `json:"caps"`         // those that apply, lowest first
	Subtractions []Subtraction `json:"subtractions"` // each finding's share
}

// Coverage is the share of applicable cells that ended found or clean.
type Coverage struct {
	Tested     int     `json:"tested"`
	Applicable int     `json:"applicable"`
	Percent    float64 `json:"percent"` // 0 to 100, one decimal
}

// Category is the part of the score that one category gives.
type Category struct {
	Name     string   `json:"name"`
	Weight   int      `json:"weight"`
	Value    *int     `json:"value"` // null when under half of its cells were made
	Coverage Coverage `json:"coverage"`
}

// Cap is an upper bound on the score and the findings that set it.
type Cap struct {
	Value    int      `json:"value"`
	Reason   string   `json:"reason"`
	Findings []string `json:"findings"` // ids
}

// Subtraction is what one finding takes from its category.
type Subtraction struct {
	Finding  string  `json:"finding"` // id
	Category string  `json:"category"`
	Points   float64 `json:"points"`
}

// Identity is someone that the scan called as, and whether that worked.
type Identity struct {
	Name   string `json:"name"`
	Role   string `json:"role"`
	Tenant string `json:"tenant"`
	Origin string `json:"origin"` // configured, signed up, anonymous
	Alive  bool   `json:"alive"`  // the credential was proven to work and to matter
	Reason string `json:"reason"` // why not, or how it was proven
}

// Object is something that the scan created on the target.
type Object struct {
	Kind  string `json:"kind"`  // collection path: /orders
	ID    string `json:"id"`    // as the API names it
	Owner string `json:"owner"` // identity
	Note  string `json:"note"`  // why it was left behind
}

// Silenced is a finding in source code that a comment silences.
type Silenced struct {
	Weakness    string   `json:"weakness"`
	Severity    Severity `json:"severity"`
	Operation   string   `json:"operation"` // "" for the whole API
	File        string   `json:"file"`
	Line        int      `json:"line"` // of the comment
	Reason      string   `json:"reason"`
	Fingerprint string   `json:"fingerprint"` // of the finding
}

// Note is something that the reader should know about the scan itself.
type Note struct {
	Level string `json:"level"` // info, warning
	Text  string `json:"text"`
}
