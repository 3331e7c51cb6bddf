package report

import (
	"bytes"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
	"github.com/ashlarsec/ashlar/internal/report/text"
)

func written(t testing.TB, format string, scan *finding.Scan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, scan, Options{Text: text.Options{Explain: true, Verbose: true}}); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// A report that is made later, from the JSON alone, is the same byte for byte.
func TestLaterIsTheSame(t *testing.T) {
	for name, scan := range map[string]*finding.Scan{"shop": reporttest.Shop(t), "nasty": reporttest.Everywhere(reporttest.Nasty), "zero": {}} {
		settled, err := Settled(scan)
		if err != nil {
			t.Fatal(err)
		}
		read, err := json.Read(bytes.NewReader(written(t, "json", scan)))
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range Formats {
			now, later := written(t, format, settled), written(t, format, read)
			if !bytes.Equal(now, later) {
				t.Errorf("%s: the %s report is another later", name, format)
			}
			if again := written(t, format, settled); !bytes.Equal(now, again) {
				t.Errorf("%s: the %s report is another each time", name, format)
			}
		}
	}
}
