package score

import "github.com/ashlarsec/ashlar/internal/finding"

// Without is the score of the same ledger with only the findings that are
// left: what the number would be if the others did not count.
func Without(s finding.Score, left []finding.Finding) finding.Score {
	of := make(map[string]string, len(s.Subtractions))
	for _, sub := range s.Subtractions {
		of[sub.Finding] = sub.Category
	}
	out := count(left, s.Coverage, s.Categories, func(f finding.Finding) string {
		if c, ok := of[f.ID]; ok {
			return c
		}
		return f.Category
	})
	if out.Ungraded = s.Ungraded; s.Ungraded != "" {
		out.Grade = nil
	}
	if s.Value == nil {
		out.Value = nil
	}
	return out
}
