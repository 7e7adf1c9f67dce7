package webhook

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/docket-go/docket/internal/fakedns"
)

// urls are judged with AllowHTTP, so that it is never the scheme alone that
// stops an address.
var urls = []struct {
	url   string
	allow bool
}{
	{"http://127.0.0.1/hook", false}, {"http://127.1/hook", false}, {"http://2130706433/hook", false},
	{"http://0x7f000001/hook", false}, {"http://0177.0.0.1/hook", false}, {"http://0.0.0.0/hook", false},
	{"http://0/hook", false}, {"http://[::]/hook", false}, {"http://[::1]/hook", false},
	{"http://[::ffff:127.0.0.1]/hook", false}, {"http://[64:ff9b::7f00:1]/hook", false}, {"http://[2002:7f00:1::]/hook", false},
	{"http://localhost/hook", false}, {"http://LOCALHOST./hook", false}, {"http://a.localhost/", false},
	{"http://10.0.0.1/hook", false}, {"http://172.31.255.255/hook", false}, {"http://192.168.1.1/hook", false},
	{"http://100.64.0.1/hook", false}, {"http://169.254.169.254/hook", false}, {"http://[fd00:ec2::254]/hook", false},
	{"http://metadata.google.internal/hook", false}, {"http://168.63.129.16/hook", false}, {"http://192.0.0.192/", false},
	{"http://[fe80::1]/hook", false}, {"http://[fe80::1%25eth0]/hook", false}, {"http://[ff02::1]/hook", false},
	{"http://224.0.0.1/hook", false}, {"http://255.255.255.255/hook", false}, {"http://198.18.0.1/hook", false},
	{"http://192.0.2.1/hook", false}, {"http://240.0.0.1/hook", false}, {"http://203.0.113.9/hook", false},
	{"http://[::ffff:7f00:1]/hook", false}, {"http://[fc00::1]/hook", false}, {"http://localhost./hook", false},
	{"http://172.16.0.1/hook", false}, {"http://169.254.170.2/hook", false}, {"http://100.100.100.200/hook", false},
	{"http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/hook", false},
	{"ftp://example.com/x", false}, {"dict://127.0.0.1:11211/", false}, {"file:///etc/passwd", false}, {"gopher://127.0.0.1:6379/_x", false}, {"unix:///var/run/docker.sock", false},
	{"http:///nohost", false}, {"http://user:pw@example.com@127.0.0.1/", false}, {"http://127.0.0.1:80\\@example.com/", false},
	{"http://example.com\r\nX: y/", false}, {"//example.com/x", false}, {"javascript:alert(1)", false}, {"", false},
	{"https://hooks.example.com/a?b=c", true}, {"https://93.184.216.34/hook", true},
	{"https://[2606:2800:220:1:248:1893:25c8:1946]/hook", true}, {"http://8.8.8.8/", true},
}

func TestCheckURL(t *testing.T) {
	for _, c := range urls {
		if _, err := checkURL(c.url, Config{AllowHTTP: true}); (err == nil) != c.allow {
			t.Errorf("%q: %v, want allowed %v", c.url, err, c.allow)
		}
		if _, err := checkURL(c.url, Config{}); err == nil && strings.HasPrefix(c.url, "http:") {
			t.Errorf("%q: allowed without AllowHTTP", c.url)
		}
	}
	for _, u := range []string{"http://127.0.0.1:8080/hook", "http://localhost/", "http://db.internal/"} {
		if _, err := checkURL(u, Config{AllowHTTP: true, AllowPrivate: true}); err != nil {
			t.Errorf("%q with AllowPrivate: %v", u, err)
		}
	}
}

func TestNamesAreCheckedWhenDialled(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, addrs := range [][]string{{"127.0.0.1"}, {"169.254.169.254"}, {"127.0.0.1", "10.0.0.1"}} {
		h, err := New(Config{URL: "http://rebind.test:" + port, AllowHTTP: true, Secrets: []string{refSecret}, Resolver: fakedns.Resolver(addrs...)})
		if err != nil {
			t.Fatal(err)
		}
		var blocked *BlockedError
		if err := h.Notify(t.Context(), event()); !errors.As(err, &blocked) {
			t.Errorf("a name that resolves to %v: %v", addrs, err)
		}
	}
	h := hook(t, Config{URL: "http://inside.test:" + port, Resolver: fakedns.Resolver("127.0.0.1")})
	if err := h.Notify(t.Context(), event()); err != nil {
		t.Errorf("with AllowPrivate: %v", err)
	}
}

func TestMixedRecords(t *testing.T) {
	// The public address does not answer here, so all that can be seen is that
	// the private one is never called.
	called := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	h, err := New(Config{URL: "http://both.test:" + port, AllowHTTP: true, Secrets: []string{refSecret}, Resolver: fakedns.Resolver("127.0.0.1", "192.0.2.1"), Timeout: 1e9})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Notify(t.Context(), event()); err == nil || called {
		t.Errorf("the private address was called: %v, %v", called, err)
	}
}
