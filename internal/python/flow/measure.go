package flow

import (
	"math"

	"github.com/tamnd/gopapy/parser"
)

// ordered is a comparison of size: of the value itself, or of its length.
func (r *Run) ordered(fr *frame, yes, no *state, op string, left, right parser.Expr, l, rv *Value) {
	a, okA := l.Number()
	b, okB := rv.Number()
	if okA && okB {
		if map[string]bool{"Lt": a < b, "LtE": a <= b, "Gt": a > b, "GtE": a >= b}[op] {
			no.dead = true
		} else {
			yes.dead = true
		}
		return
	}
	less := op == "Lt" || op == "LtE"
	if less {
		r.within(fr, yes, left, rv)
	} else {
		r.within(fr, yes, right, l)
	}
	r.bounded(fr, yes, no, left, l, rv, less)
	r.bounded(fr, yes, no, right, rv, l, !less)
}

// bounded narrows e, which is below the other side where yes holds if less
// is set, and above it otherwise.
func (r *Run) bounded(fr *frame, yes, no *state, e parser.Expr, v, other *Value, less bool) {
	if !trustedBound(other) {
		return
	}
	below, above := yes, no
	if !less {
		below, above = no, yes
	}
	if c, ok := e.(*parser.Call); ok && len(c.Args) == 1 {
		if n, ok := c.Func.(*parser.Name); ok {
			inner := r.elementOf(c.Args[0])
			if n.Id == "len" {
				if zero, ok := other.Number(); ok && zero <= 1 { // len(unknown) > 0
					r.told(fr, above, below, append(r.leftOver(fr, above, c.Args[0]), r.answers(fr, c.Args[0])...))
				}
			}
			if n.Id == "len" && nameable(inner) {
				r.narrowTo(fr, below, inner, r.eval(fr, below, inner).With(Bounded|AtMost))
				return
			}
			if (n.Id == "int" || n.Id == "float" || n.Id == "abs") && nameable(inner) {
				r.narrowTo(fr, below, inner, orNothing(r.eval(fr, below, inner)).atMost(other))
				r.narrowTo(fr, above, inner, r.eval(fr, above, inner).With(AtLeast))
				return
			}
		}
	}
	if !nameable(e) {
		return
	}
	under, over := v, v
	if _, ok := e.(*parser.Name); ok { // what 1 <= n <= 9 has said of n already
		under, over = r.eval(fr, below, e), r.eval(fr, above, e)
	}
	r.narrowTo(fr, below, e, orNothing(under.numeric()).atMost(other))
	r.narrowTo(fr, above, e, over.numeric().With(AtLeast))
}

// numeric is a value that was compared by size with a number: a dict or text
// would have raised.
func (v *Value) numeric() *Value {
	if !v.Kind.Can(Document) {
		return v
	}
	w := *v
	w.Kind &^= Document | List | Null
	w.Checks |= Typed
	return &w
}

// trustedBound tells whether a bound is the program's own.
func trustedBound(v *Value) bool {
	if n, ok := v.Number(); ok {
		return !math.IsInf(n, 0)
	}
	return len(v.All(Request, Credential, Outside)) == 0
}

// measured narrows x where a literal is compared with len(x) or x.count().
func (r *Run) measured(fr *frame, st *state, e parser.Expr) {
	if c, ok := e.(*parser.Call); ok && len(c.Args) == 1 {
		if n, ok := c.Func.(*parser.Name); ok && n.Id == "len" && nameable(c.Args[0]) {
			r.narrowTo(fr, st, c.Args[0], r.eval(fr, st, c.Args[0]).With(Bounded))
		}
	}
}

// narrow is the value where it is known to be of the kind.
func (v *Value) narrow(kind Kind) *Value {
	w := *orNothing(v)
	if v.Kind.Can(Unknown) {
		w.Kind = kind
	} else {
		w.Kind &= kind
	}
	w.Checks |= Typed
	return &w
}

// kindNamed is the kind that a class stands for, or a tuple of classes; 0 if
// it stands for none.
func (r *Run) kindNamed(v *Value) Kind {
	if elements, exact := v.Elements(); exact {
		var k Kind
		for _, e := range elements {
			one := r.kindNamed(e)
			if one == 0 {
				return 0
			}
			k |= one
		}
		return k
	}
	var all Kind
	for _, t := range v.more().targets {
		k, ok := kindsByName[t.Name]
		switch {
		case ok:
			all |= k
		case t.Class != nil:
			all |= Object
		default:
			return 0
		}
	}
	return all
}

var kindsByName = map[string]Kind{
	"builtins.str": Text, "builtins.int": Number, "builtins.float": Number, "builtins.bool": Bool, "builtins.bytes": Bytes,
	"builtins.list": List, "builtins.tuple": List, "builtins.set": List, "builtins.frozenset": List,
	"builtins.dict": Document, "typing.Mapping": Document, "collections.abc.Mapping": Document, "collections.abc.MutableMapping": Document,
	"collections.abc.Sequence": List, "collections.OrderedDict": Document, "numbers.Number": Number, "numbers.Real": Number, "decimal.Decimal": Number,
	"bson.ObjectId": ObjectID, "bson.objectid.ObjectId": ObjectID, "datetime.datetime": Date, "datetime.date": Date, "re.Pattern": Pattern,
	"typing.Dict": Document, "typing.List": List, "uuid.UUID": Text,
}
