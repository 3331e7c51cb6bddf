package scan

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

func TestModePermitted(t *testing.T) {
	for name, test := range map[string]struct {
		url        string
		flag       world.Mode
		config     string
		authorized bool
		want       world.Mode // "": refused
		noted      bool
	}{
		"loopback":                                {url: "http://127.0.0.1:5000", want: "safe"},
		"loopback of the newer kind":              {url: "http://[::1]:5000", want: "safe"},
		"loopback by name":                        {url: "http://localhost:5000", want: "safe"},
		"loopback by a name below localhost":      {url: "http://shop.localhost:5000", want: "safe"},
		"every address of this machine":           {url: "http://0.0.0.0:5000", want: "safe"},
		"loopback, mapped":                        {url: "http://[::ffff:127.0.0.1]:5000", want: "safe"},
		"private":                                 {url: "http://10.1.2.3", want: "safe"},
		"unique local":                            {url: "http://[fd00::1]", want: "safe"},
		"link-local with its zone":                {url: "http://[fe80::1%25eth0]", want: "safe"},
		"private, full":                           {url: "http://192.168.0.7", flag: "full", want: "full"},
		"private, passive":                        {url: "http://192.168.0.7", flag: "passive", want: "passive"},
		"private, full in the file":               {url: "http://192.168.0.7", config: "full", want: "full"},
		"the flag counts before the file":         {url: "http://127.0.0.1", flag: "passive", config: "full", want: "passive"},
		"public":                                  {url: "http://192.0.2.1", want: "passive", noted: true},
		"public, mapped":                          {url: "http://[::ffff:192.0.2.1]", want: "passive", noted: true},
		"public, passive":                         {url: "http://192.0.2.1", flag: "passive", want: "passive"},
		"public, safe":                            {url: "http://192.0.2.1", flag: "safe"},
		"public, full":                            {url: "http://192.0.2.1", flag: "full"},
		"public, full in the file":                {url: "http://192.0.2.1", config: "full", want: "passive", noted: true},
		"public, agreed":                          {url: "http://192.0.2.1", authorized: true, want: "safe"},
		"public, agreed, full":                    {url: "http://192.0.2.1", flag: "full", authorized: true, want: "full"},
		"public, agreed, but passive in the file": {url: "http://192.0.2.1", config: "passive", authorized: true, want: "passive"},
		"a name that does not exist":              {url: "http://nobody.invalid", want: "passive", noted: true},
		"beside the private range":                {url: "http://172.32.0.1", want: "passive", noted: true},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Mode: test.flag, Authorized: test.authorized, Design: &design.Design{Mode: test.config}}
			mode, note, err := permittedMode(o, u)
			var refused *UsageError
			if errors.As(err, &refused) != (test.want == "") || mode != test.want || (note != "") != test.noted {
				t.Errorf("mode %q, note %q, %v; want %q", mode, note, err, test.want)
			}
		})
	}
}

func TestScopeOfAFileAddsNoPublicHost(t *testing.T) {
	d := &design.Design{Scope: []string{"192.0.2.1", "10.0.0.7:8080", "https://192.0.2.2", "localhost", "192.0.2.3:80"}}
	scope, note := permittedScope(Options{Design: d}, world.Safe)
	if !slices.Equal(scope, []string{"10.0.0.7:8080", "localhost"}) || note == "" {
		t.Errorf("%q, %q", scope, note)
	}
	if scope, note := permittedScope(Options{Design: d, Authorized: true}, world.Safe); len(scope) != 5 || note != "" {
		t.Errorf("agreed: %q, %q", scope, note)
	}
}
