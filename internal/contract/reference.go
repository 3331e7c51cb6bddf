package contract

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
)

// maxHops is how many references may lead from one to the next.
const maxHops = 100

// resolve follows $ref until there is none. It returns nil, and lists why,
// when that leads nowhere.
func (r *reader) resolve(n *node) *node {
	end := n
	for range maxHops {
		ref := end.reference()
		if ref == nil {
			break
		}
		target, err := r.target(ref)
		if err != nil {
			r.broken(ref, err)
			return nil
		}
		end = target
	}
	if ref := end.reference(); ref != nil {
		r.broken(ref, errCircular)
		return nil
	}
	if end != n {
		if r.copied += int(end.size); r.copied > maxCopied {
			r.problem(n, "references repeat more than %d nodes; the rest is left out", maxCopied)
			return nil
		}
	}
	return end
}

// broken lists a reference that leads nowhere, once however often it is used.
func (r *reader) broken(ref *node, err error) {
	if !r.said[ref.raw] {
		r.said[ref.raw] = true
		r.problem(ref, "the reference %q %v", ref.raw, err)
	}
}

// found is what a reference points to, or why it does not.
type found struct {
	node *node
	err  error
}

// target returns the node that a reference points to, one step far. The
// error continues the sentence "the reference ...".
func (r *reader) target(ref *node) (*node, error) {
	key := ref.file.path + "\x00" + ref.raw
	if known, ok := r.found[key]; ok {
		return known.node, known.err
	}
	n, err := r.lookup(ref)
	r.found[key] = found{n, err}
	return n, err
}

// reference returns the node of the $ref, or nil. A property may be called
// $ref too: then its value is no text.
func (n *node) reference() *node {
	if n == nil || n.kind != table {
		return nil
	}
	if ref := n.get("$ref"); ref != nil && ref.kind == text {
		return ref
	}
	return nil
}

func (r *reader) lookup(ref *node) (*node, error) {
	address, fragment, _ := strings.Cut(ref.raw, "#")
	f := ref.file
	if address != "" && address != f.name {
		var bare *node
		if fragment == "" {
			bare = r.component(address)
		}
		if bare != nil && f.url != nil {
			return bare, nil // no reason to ask a host
		}
		var err error
		if f, err = r.open(f, address); err != nil && bare != nil {
			return bare, nil
		} else if err != nil {
			return nil, err
		}
	}
	if f.root == nil {
		return nil, errors.New("points to nothing")
	}
	if fragment == "" {
		return f.root, nil
	}
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if !strings.HasPrefix(fragment, "/") {
		if n := f.anchor(fragment); n != nil {
			return n, nil
		}
		return nil, errors.New("points to nothing")
	}
	return r.walk(f.root, strings.Split(fragment[1:], "/"))
}

// walk follows the steps of a pointer, and references on the way.
func (r *reader) walk(n *node, steps []string) (*node, error) {
	for _, step := range steps {
		step = pointerUnescape.Replace(step)
		next := n.child(step)
		for hops := 0; next == nil && n.reference() != nil && hops < maxHops; hops++ {
			target := n.reference()
			// Not lookup: a pointer through references that need pointers
			// through references never has to end.
			if n = r.plainly(target); n == nil {
				break
			}
			next = n.child(step)
		}
		if next == nil {
			return nil, errors.New("points to nothing")
		}
		n = next
	}
	return n, nil
}

// plainly returns what a reference points to when no other reference is on
// the way, or nil.
func (r *reader) plainly(ref *node) *node {
	address, fragment, _ := strings.Cut(ref.raw, "#")
	f := ref.file
	if address != "" {
		var err error
		if f, err = r.open(f, address); err != nil {
			return nil
		}
	}
	if fragment == "" {
		return f.root
	}
	if !strings.HasPrefix(fragment, "/") {
		return nil
	}
	return f.root.descend(strings.Split(fragment[1:], "/"))
}

// descend follows the steps of a pointer, or returns nil.
func (n *node) descend(steps []string) *node {
	for _, step := range steps {
		n = n.child(pointerUnescape.Replace(step))
	}
	return n
}

// child returns the member under a key or, in a list, at a position.
func (n *node) child(step string) *node {
	if n != nil && n.kind == list {
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(n.children) {
			return nil
		}
		return n.children[i]
	}
	return n.get(step)
}

// component finds a bare name such as $ref: Pet, which old generators wrote
// for definitions.
func (r *reader) component(name string) *node {
	if strings.ContainsAny(name, "/.:") || r.main == nil {
		return nil
	}
	if n := r.main.root.get("components").get("schemas").get(name); n != nil {
		return n
	}
	return r.main.root.get("definitions").get(name)
}

// anchor finds $anchor: name or $id: "#name" in the file.
func (f *file) anchor(name string) *node {
	if f.anchors == nil {
		f.anchors = map[string]*node{}
		f.root.visit(func(n *node) {
			key := n.text("$anchor")
			if key == "" {
				key = strings.TrimPrefix(n.text("$id"), "#")
			}
			if _, taken := f.anchors[key]; key != "" && !taken {
				f.anchors[key] = n
			}
		})
	}
	return f.anchors[name]
}

func (n *node) visit(f func(*node)) {
	if n.kind == table {
		f(n)
	}
	for _, c := range n.children {
		c.visit(f)
	}
}
