package scan

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// readContract runs the contract side of every weakness on the contract as
// it was given. It sends nothing.
func (r *run) readContract() {
	if r.contract == nil {
		return
	}
	r.scan.Looks = append(r.scan.Looks, finding.Contract)
	model := *r.contract
	model.Operations = slices.DeleteFunc(slices.Concat(model.Operations, r.target.elsewhere), func(op *api.Operation) bool { return op.Drafted })
	about := outline.Of(&model)
	about.Intent, about.Equals = r.opts.Design.Intent, r.opts.Design.Equals()
	for _, w := range r.opts.Weaknesses {
		if w.Contract == nil {
			continue
		}
		r.tell("reading the contract: " + w.ID)
		pass := weakness.NewContractPass(w, &model, about)
		if r.joined != nil {
			pass.Beside = r.joined.Alone
		}
		w.Contract.Run(pass)
		found, cells := pass.Results()
		r.promised = append(r.promised, found...)
		r.listed = append(r.listed, cells...)
		r.found.Add(int64(len(found)))
	}
}
