package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// hosts are the names that a server answers to beside the address that a
// request came to. A page of another site can make a browser send requests
// here, by a name of its own that it lets point to this machine (DNS
// rebinding); but it can't make the browser say another name than its own.
type hosts []string

// only answers requests to the right names, and refuses all others.
func (h hosts) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.know(r) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, fmt.Sprintf("this server does not answer to the name %.100q; who runs it can add a name with -host NAME", r.Host), http.StatusMisdirectedRequest)
	})
}

func (h hosts) know(r *http.Request) bool {
	name := strings.ToLower(strings.TrimSuffix(hostname(r.Host), "."))
	if slices.Contains(h, name) {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	here, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return false
	}
	ip := here.Addr().Unmap().WithZone("")
	if name == "localhost" {
		return ip.IsLoopback()
	}
	named, err := netip.ParseAddr(name)
	return err == nil && named.Unmap() == ip
}

// hostname is a Host header without its port, and without the brackets around
// an IPv6 address.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// ParseHosts reads a list of names and addresses, separated by commas, and
// spells them as a browser does.
func ParseHosts(text string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
		if name == "" {
			continue
		}
		if ip, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil && ip.Zone() == "" {
			name = ip.String()
		} else if !hostPattern.MatchString(name) {
			return nil, fmt.Errorf("%q is not a host name; write it without scheme, port or path, and in ASCII, such as lesson.example", name)
		}
		names = append(names, name)
	}
	return names, nil
}

var hostPattern = regexp.MustCompile(`^[a-z0-9._-]+$`)
