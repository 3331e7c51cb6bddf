// Package ashlar holds the rules of the whole repository, as tests. The
// program is cmd/ashlar; ARCHITECTURE.md shows the way around.
package ashlar
