package lexicon

import "regexp"

// PageSize tells whether a value of that name, as a whole, says how many
// objects an answer is to have: limit, per_page, page[size].
func PageSize(name string) bool { return pageSizes.MatchString(name) }

var pageSizes = regexp.MustCompile(`(?i)^(\$?(limit|top|take|first|count|size|rows)|(results_?)?per_?page|page\[?[._-]?(size|limit)\]?|(max|num)_?(results|items))$`)

// Amount tells whether the name has a word that may say how much is answered.
func Amount(name string) bool { return anyWord(name, amounts) }

var amounts = setOf(`limit size count per top max first results pagesize perpage maxresults`)

// Paging tells whether the name has a word of what turns the pages of a list.
func Paging(name string) bool { return anyWord(name, turning) }

var turning = setOf(`page cursor offset skip after before token starting start marker continue next since`)
