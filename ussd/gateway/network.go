package gateway

import (
	"fmt"
	"net/netip"
	"strings"
)

// Networks are the addresses an operator calls from.
type Networks []netip.Prefix

// ParseNetworks reads addresses and CIDR blocks: "196.216.0.10", "10.8.0.0/16".
func ParseNetworks(list []string) (Networks, error) {
	var all Networks
	for _, s := range list {
		s = strings.TrimSpace(s)
		p, err := netip.ParsePrefix(s)
		if err != nil {
			a, aerr := netip.ParseAddr(s)
			if aerr != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network such as 10.8.0.0/16", s)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// Contains also finds an IPv4 address that came in over IPv6.
func (n Networks) Contains(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range n {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Caller finds who called through proxies. socket is who is connected to us; forwarded
// is the X-Forwarded-For header, to which each proxy has added on the right whom it saw.
// The caller is the first from the right that is not a proxy of ours; what stands
// further left anybody may have written.
func Caller(socket netip.Addr, forwarded string, proxies Networks) netip.Addr {
	caller := socket.Unmap()
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0 && proxies.Contains(caller); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		caller = a.Unmap()
	}
	return caller
}
