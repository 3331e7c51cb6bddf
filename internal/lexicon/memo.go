package lexicon

import "sync"

// memo remembers what a function says of names: programs have few different
// ones, and ask for each of them thousands of times. It is safe for several
// goroutines.
type memo[T any] struct {
	of    func(name string) T
	mutex sync.RWMutex
	said  map[string]T
}

// maxRemembered names are kept, then it begins anew: a program can be made of
// different names alone.
const maxRemembered = 8192

func remember[T any](of func(string) T) *memo[T] {
	return &memo[T]{of: of, said: map[string]T{}}
}

func (m *memo[T]) get(name string) T {
	if len(name) > longestName {
		return m.of(name) // a text, and no name
	}
	m.mutex.RLock()
	answer, ok := m.said[name]
	m.mutex.RUnlock()
	if ok {
		return answer
	}
	answer = m.of(name)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.said) >= maxRemembered {
		clear(m.said)
	}
	m.said[name] = answer
	return answer
}
