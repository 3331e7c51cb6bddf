package fix

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Told are the proposals for the findings of a scan as its document carries
// them, in their order; nil for a finding that no line of the source shows.
// Read are the findings of the source look alone, by whose places changes are
// made. The intent may be nil.
func Told(p *source.Program, i *design.Intent, told, read []finding.Finding) []*finding.Fix {
	out := make([]*finding.Fix, len(told))
	var b *bench // made when it is needed: it parses all files again
	for at, f := range told {
		if f.Location == nil || !slices.Contains(f.Looks, finding.Source) {
			continue
		}
		current, _ := Current([]finding.Finding{f}, read)
		if len(current) == 0 {
			continue
		}
		if b == nil {
			b = newBench(p, i)
		}
		proposal := b.propose(current[0])
		out[at] = &finding.Fix{Diff: proposal.Diff, Files: proposal.Files, Decision: proposal.Decision}
	}
	return out
}
