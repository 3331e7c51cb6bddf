package flow

import (
	"fmt"
	"sync"

	"github.com/tamnd/gopapy/parser"
)

// constants are the values of what the source spells out, one for all places
// where it is the same: every operation meets the constants of the functions
// that all of them call. It is safe for several runs at once.
type constants struct {
	mu      sync.RWMutex
	texts   map[string]*Value
	numbers map[float64]*Value
}

func (c *constants) text(s string) *Value { return once(&c.mu, &c.texts, s, TextOf) }

func (c *constants) number(n float64) *Value { return once(&c.mu, &c.numbers, n, NumberOf) }

// once is the value that is made for the key when it is asked for first.
func once[K comparable](mu *sync.RWMutex, all *map[K]*Value, key K, made func(K) *Value) *Value {
	mu.RLock()
	v := (*all)[key]
	mu.RUnlock()
	if v != nil {
		return v
	}
	mu.Lock()
	defer mu.Unlock()
	if *all == nil {
		*all = map[K]*Value{}
	}
	if v = (*all)[key]; v == nil {
		v = made(key)
		(*all)[key] = v
	}
	return v
}

// constant is the value of a literal.
func (p *Program) constant(c *parser.Constant) *Value {
	switch c.Kind {
	case "None":
		return None
	case "True":
		return trueValue
	case "False":
		return falseValue
	case "str", "u":
		s, _ := c.Value.(string)
		return p.constants.text(s)
	case "bytes":
		return &Value{Kind: Bytes, Literals: []Literal{{Kind: Bytes, Text: fmt.Sprint(c.Value)}}}
	case "int":
		if n, ok := c.Value.(int64); ok {
			return p.constants.number(float64(n))
		}
	case "float":
		if n, ok := c.Value.(float64); ok {
			return p.constants.number(n)
		}
	case "Ellipsis":
		return Nothing
	}
	return &Value{Kind: Number}
}
