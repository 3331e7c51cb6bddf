package world

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/identity"
)

// Gained records that an account which the scan signed up may have rights by
// what was set, "role = admin". It stays so until [World.Returned], and is
// told where the account is left behind.
func (w *World) Gained(who *identity.Identity, by string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.gained[who], by) {
		w.gained[who] = append(w.gained[who], by)
	}
}

// Returned records that the account has no more rights than others.
func (w *World) Returned(who *identity.Identity) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.gained, who)
}

// mostRights is how many properties a note names: where all is stored, all
// that were tried were.
const mostRights = 3

// leftWith adds the rights that an account has gained to why it is left.
func (w *World) leftWith(obj *Object, id, why string) string {
	if !obj.account {
		return why
	}
	w.mu.Lock()
	by := slices.Clone(w.gained[obj.Owner])
	w.mu.Unlock()
	if len(by) == 0 {
		return why
	}
	if len(by) > mostRights {
		by = append(by[:mostRights], "…")
	}
	rights := "it has gained rights: " + strings.Join(by, ", ")
	w.Note("warning", "account %s, which the scan signed up, is left behind and %s; delete it", id, rights)
	return why + "; " + rights
}
