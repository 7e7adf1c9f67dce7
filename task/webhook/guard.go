package webhook

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// A BlockedError says that an address is not to be called.
type BlockedError struct {
	Address string
	Reason  string
}

// Error returns address and reason.
func (e *BlockedError) Error() string { return fmt.Sprintf("webhook: %q %s", e.Address, e.Reason) }

// checkURL refuses what can be seen to be wrong before any name is resolved.
func checkURL(raw string, c Config) (*url.URL, error) {
	blocked := func(reason string) (*url.URL, error) { return nil, &BlockedError{raw, reason} }
	if strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }) {
		return blocked("has characters that a URL has not; write names in other scripts in Punycode")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return blocked("is no URL")
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return blocked("is neither https nor http")
	case u.Scheme == "http" && !c.AllowHTTP:
		return blocked("is not https")
	case u.User != nil:
		return blocked("holds a user name")
	case u.Hostname() == "" || u.Opaque != "":
		return blocked("has no host")
	}
	if reason := checkHost(u.Hostname(), c); reason != "" {
		return blocked(reason)
	}
	return u, nil
}

// checkHost looks at a name or literal address.
func checkHost(host string, c Config) (reason string) {
	if a, err := netip.ParseAddr(host); err == nil {
		if !c.AllowPrivate && !public(a) {
			return "is not a public address"
		}
		return ""
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "" || last[0] >= '0' && last[0] <= '9' { // 127.1, 2130706433, 0x7f000001, 0177.0.0.1
		return "is a number in place of a name"
	}
	if c.AllowPrivate {
		return ""
	}
	switch last {
	case "localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet", "arpa", "onion":
		return "is a name of the inside"
	}
	return ""
}

// reserved are the networks that no receiver on the Internet has, from the
// special-purpose registries of the IANA, and the address under which Azure's
// machines reach their host.
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
	"::/127", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}

var (
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
	sixTo = netip.MustParsePrefix("2002::/16")
)

// public reports whether a is an address of the Internet. IPv6 addresses that
// stand for an IPv4 address are judged by that.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	b := a.As16()
	switch {
	case nat64.Contains(a):
		a = netip.AddrFrom4([4]byte(b[12:16]))
	case sixTo.Contains(a):
		a = netip.AddrFrom4([4]byte(b[2:6]))
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// newClient returns a client that asks at the last moment, when a name has
// become an address, whether that may be called; so a name cannot resolve to
// one thing for the check and to another for the call.
func newClient(c Config) *http.Client {
	dialer := &net.Dialer{Timeout: c.Timeout, Resolver: c.Resolver}
	if !c.AllowPrivate {
		dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			a, err := netip.ParseAddrPort(address)
			if err != nil || !public(a.Addr()) {
				return &BlockedError{address, "is not a public address"}
			}
			return nil
		}
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: maxHeader,
			TLSHandshakeTimeout: c.Timeout, ResponseHeaderTimeout: c.Timeout, MaxIdleConns: 16, IdleConnTimeout: 30 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
