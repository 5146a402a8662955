package mattermost

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// mayCall says whether the server calls a host of ours: it calls no address that is
// not public, unless its settings name the host, the address or its network. known
// is false when the name cannot be resolved here.
func mayCall(ctx context.Context, host, allowed string) (ok, known bool) {
	var nets []netip.Prefix
	for _, word := range strings.FieldsFunc(allowed, func(r rune) bool { return r == ' ' || r == ',' }) {
		if strings.EqualFold(word, host) {
			return true, true
		}
		if p, err := netip.ParsePrefix(word); err == nil {
			nets = append(nets, p)
		} else if a, err := netip.ParseAddr(word); err == nil {
			nets = append(nets, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(addrs) == 0 {
		return false, false
	}
	for _, a := range addrs {
		if !public(a.Unmap()) && !within(nets, a.Unmap()) {
			return false, true
		}
	}
	return true, true
}

func within(nets []netip.Prefix, a netip.Addr) bool {
	for _, n := range nets {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// shared is the address space of providers (RFC 6598), which the server does not
// call either.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}
