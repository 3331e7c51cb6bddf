package compare

import (
	"encoding/json"
	"reflect"
	"testing"
)

func values(f *testing.F, perCase int) {
	seeds := []string{
		`{"a":{"b":[{"c":1},{"c":2}]},"x/y":3}`, `[1,2,[3,"4"],{"*":null}]`, `{"a":[{"id":1,"t":1},{"id":2,"t":2}]}`,
		`{"a":[{"id":2,"t":3},{"id":1,"t":4}]}`, `"x"`, `null`, `{"":{"~":[[]]}}`, `[{"error":"x"},404]`, `{"data":{"order":{"id":1}}}`, `[1,"1",true]`,
	}
	for i, s := range seeds {
		args := []any{[]byte(s)}
		for k := 1; k < perCase; k++ {
			args = append(args, []byte(seeds[(i+k)%len(seeds)]))
		}
		f.Add(args...)
	}
}

// decode gives null for what is no JSON.
func decode(b []byte) any {
	var v any
	if len(b) > 4096 || json.Unmarshal(b, &v) != nil {
		return nil
	}
	return v
}

// What two answers differ in, they no longer differ in once it is masked, and
// the mask of three holds for each pair of them.
func FuzzVolatileMakesEqual(f *testing.F) {
	values(f, 3)
	f.Fuzz(func(t *testing.T, x, y, z []byte) {
		a, b, c := decode(x), decode(y), decode(z)
		m := Volatile(a, b, c)
		for _, pair := range [][2]any{{a, b}, {b, a}, {a, c}, {b, c}, {a, a}} {
			if !Equal(pair[0], pair[1], m) {
				t.Errorf("%v and %v differ under %v", pair[0], pair[1], m)
			}
		}
	})
}

// Equal is reflexive and symmetric, and digests are equal exactly when the
// bodies are.
func FuzzDigestIsEquality(f *testing.F) {
	values(f, 2)
	f.Fuzz(func(t *testing.T, x, y []byte) {
		a, b := decode(x), decode(y)
		if a == nil || b == nil {
			return // the text counts
		}
		same := Equal(a, b, nil)
		if same != Equal(b, a, nil) || !Equal(a, Clone(a), nil) {
			t.Errorf("%v, %v", a, b)
		}
		if same != (Digest(200, "application/json", a, "", nil) == Digest(200, "application/json", b, "", nil)) {
			t.Errorf("%v, %v: digests disagree", a, b)
		}
		if reflect.DeepEqual(a, b) && !same {
			t.Errorf("%v is not equal to itself", a)
		}
	})
}

// Every leaf is found again at its pointer; what is set can be read back; what
// is removed is gone; the original stays as it was.
func FuzzPointers(f *testing.F) {
	values(f, 1)
	f.Fuzz(func(t *testing.T, x []byte) {
		body := decode(x)
		before, _ := json.Marshal(body)
		for _, leaf := range Leaves(body) {
			if v, ok := Get(body, leaf.Pointer); !ok || !reflect.DeepEqual(v, leaf.Value) {
				t.Errorf("%s: %v, not %v", leaf.Pointer, v, leaf.Value)
			}
			for _, below := range []string{"", "/new", "/0", "/~1~0"} {
				changed := Set(body, leaf.Pointer+below, "canary")
				if v, ok := Get(changed, leaf.Pointer+below); !ok || v != "canary" {
					t.Errorf("%s%s: %v, %v", leaf.Pointer, below, v, ok)
				}
			}
			removed := Remove(body, leaf.Pointer)
			if len(Leaves(removed)) > len(Leaves(body)) {
				t.Errorf("removing %s gave more", leaf.Pointer)
			}
		}
		if after, _ := json.Marshal(body); string(after) != string(before) {
			t.Errorf("modified: %s, was %s", after, before)
		}
		Records(body)
		Identifiers(body)
		ErrorInside(body)
	})
}
