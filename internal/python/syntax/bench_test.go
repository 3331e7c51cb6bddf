package syntax_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// BenchmarkParse compares reading files with the parser alone.
func BenchmarkParse(b *testing.B) {
	var sources [][]byte
	size, lines := 0, 0
	for _, path := range stdlib(b) {
		source, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := parser.ParseFile("", string(source)); err != nil {
			continue
		}
		sources = append(sources, source)
		size += len(source)
		lines += bytes.Count(source, []byte("\n"))
	}
	for _, way := range []struct {
		name string
		read func([]byte)
	}{
		{"here", func(source []byte) { syntax.Parse("x.py", source) }},
		{"parser alone", func(source []byte) { parser.ParseFile("", string(source)) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, source := range sources {
					way.read(source)
				}
			}
			b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
