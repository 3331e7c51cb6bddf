package flow

// Bounds of a run. Each that is hit is said in [Run.Limits], and what was cut
// off counts as unknown.
const (
	// maxDepth of calls within calls. Layered applications have about ten.
	maxDepth = 48
	// maxRecursion is how often one function may be on the stack: once more
	// shows what a second round would do. maxReentries is how many functions
	// may be there twice at once: without it, functions that call each other
	// would be followed along every path through them.
	maxRecursion = 2
	maxReentries = 2
	// maxStacked is how often a closure may be there that was made anew: as
	// many decorators of one kind are above a view.
	maxStacked = 12
	// maxFuel is how many expressions a run evaluates. A view takes hundreds,
	// one with deep services some ten thousand.
	maxFuel = 100_000
	// moduleFuel is for the top level of one module, setupFuel for those of
	// all together, with setupShare more for each module. A factory that
	// registers a thousand routes takes some ten thousand.
	moduleFuel = 200_000
	// varsPerFuel is how many variables take as long as an expression where
	// ways part and meet.
	varsPerFuel = 32
	setupFuel   = 2_000_000
	setupShare  = 2_000

	maxFacts = 512   // facts in the ways of one; more is known of no place that people wrote
	maxParts = 4_000 // values in one value; larger ones are tables
	// maxPartsOfRun are those of all values that a run puts together, which
	// may all be kept: some 500 MB. A view takes thousands.
	maxPartsOfRun = 4_000_000
	maxFlows      = 6   // origins of one value
	maxLiterals   = 64  // alternatives of one value
	maxUnroll     = 32  // rounds of a loop over known elements, in a view
	setupUnroll   = 256 // the same at the top level: tables of routes are longer
	maxFields     = 256 // known keys of one dict
	maxElements   = 256 // known elements of one list
	maxTargets    = 8   // functions or objects that a value can be
	maxSteps      = 40  // stages of one path; the middle of a longer one is left out
)
