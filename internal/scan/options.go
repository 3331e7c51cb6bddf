// Package scan runs a scan from its targets to the scan document.
package scan

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Options are what a scan is asked to do. Zero values are the defaults.
type Options struct {
	Targets []string // URLs, contract files, folders and files of Python source
	URL     string   // base URL of the API; alone or with contracts or source
	Include []string // globs of files of the source that are read although they would be left out
	Design  *design.Design

	Mode        world.Mode // empty: safe, or passive where safe is not allowed
	Authorized  bool       // the owner of a public target agreed
	Keep        bool       // leave created objects
	Rate        float64    // requests per second
	Concurrency int
	MaxRequests int           // 0: no bound
	Budget      time.Duration // of the whole scan; 0: 5 minutes
	Timeout     time.Duration // of one request
	Seed        *uint64       // nil: that of Design, else 0
	Headers     map[string][]string
	Secrets     map[string]string // values that must not be shown, by what is shown in their place: $HEADER_X_API_KEY
	Insecure    bool
	FetchRefs   bool   // fetch what references of contracts lead to on other hosts
	Callback    string // host:port where the target can reach this machine
	Method      string // of the operation that a URL without a contract is; empty: GET

	// Confined keeps every connection to loopback and private addresses
	// (RFC 1918, RFC 4193), as they are when it is made, whatever the targets
	// and the design say; Allowed names hosts that may be elsewhere.
	Confined bool
	Allowed  []string

	Weaknesses []*weakness.Weakness // to look for
	Catalogue  []*weakness.Weakness // all that there are, for comments that name them; nil: Weaknesses
	// Only tells at which operations the live side of a weakness looks; nil:
	// at all. The entries of the others in the ledger say nothing.
	Only     func(weakness string, op *api.Operation) bool
	Version  string
	Workflow string // file of the build that runs the scan; "" outside of one
	// Propose makes the changes for findings that have a line of source, in
	// their order; read are those of the source look alone. Nil: none are made.
	Propose  func(p *source.Program, i *design.Intent, told, read []finding.Finding) []*finding.Fix
	Log      *slog.Logger
	Progress func(Progress) // may be nil; called from several goroutines
}

// Progress is where a running scan is.
type Progress struct {
	Phase      string // reading the contract, reading the source, becoming someone, looking: cross-owner-read, cleaning up
	Done, All  int    // weaknesses
	Operations int
	Requests   int
	Findings   int
	Started    time.Time
	Deadline   time.Time
}

// UsageError is a wrong wish of the user, with what to do instead.
type UsageError struct {
	Text string
	Hint string
}

func (e *UsageError) Error() string { return e.Text }

func usage(hint, format string, args ...any) error {
	return &UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}
