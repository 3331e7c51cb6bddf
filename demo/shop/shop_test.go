package shop

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
)

// standIn in the environment makes the test binary a shop: the Python in the
// options is then ourselves, and what is tested is how a process is started,
// waited for and stopped. With a real Python it is `make demo` that does so.
const standIn = "SHOP_TEST_STAND_IN"

func TestMain(m *testing.M) {
	switch os.Getenv(standIn) {
	case "":
		os.Exit(m.Run())
	case "broken":
		fmt.Fprintln(os.Stderr, "ModuleNotFoundError: No module named 'flask'")
		os.Exit(1)
	case "well":
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		fmt.Printf("listening on http://%s\n", ln.Addr())
		http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, os.Getenv("MONGODB_DATABASE"))
		})
		panic(http.Serve(ln, nil))
	}
}

func options(t *testing.T, kind string) Options {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return Options{
		Dir:      dir,
		Python:   self,
		Database: "shop-test",
		Log:      dir + "/shop.log",
		Env:      []string{standIn + "=" + kind},
	}
}

func TestStart(t *testing.T) {
	s, err := Start(t.Context(), options(t, "well"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if err := healthy(t.Context(), s.URL); err != nil {
		t.Error(err)
	}
	s.Stop()
	if err := healthy(t.Context(), s.URL); err == nil {
		t.Errorf("%s answers after Stop", s.URL)
	}
}

func TestContextEndsShop(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, options(t, "well"))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-s.exited
	if err := healthy(t.Context(), s.URL); err == nil {
		t.Errorf("%s answers after its context was cancelled", s.URL)
	}
}

func TestStartTellsWhatPythonSaid(t *testing.T) {
	_, err := Start(t.Context(), options(t, "broken"))
	if err == nil || !strings.Contains(err.Error(), "No module named 'flask'") {
		t.Errorf("error is %v, want the words of Python in it", err)
	}
}

func TestStartWithoutPython(t *testing.T) {
	o := options(t, "well")
	o.Python += "-absent"
	if _, err := Start(t.Context(), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v, want that the file does not exist", err)
	}
}
