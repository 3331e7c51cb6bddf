package unboundedresults

import "fmt"

// mostFill is the largest page of the design for which a listing is filled to
// see it: the objects are made one by one, and deleted again.
const mostFill = 200

// page is how many objects the design lets an answer hold; 0: it does not say.
func (l *look) page() int { return l.p.Outline.Intent.Bounds().Page }

// stated is where the design says so: "ashlar.yaml:30 allows 100".
func (l *look) stated() string {
	return fmt.Sprintf("%s allows %d", l.p.Outline.Intent.Limits.Place, l.page())
}

// fill is one object more than a page has, by the design or as it is usual.
func (l *look) fill() int {
	if page := l.page(); page > 0 {
		return page + 1
	}
	return fill
}
