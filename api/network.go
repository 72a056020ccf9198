package api

import (
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// networkBits is how much of an IPv6 address is one subscriber: operators give a house or a
// phone at least a /64 (RFC 6177, RFC 8273), so that its holder has more addresses than we
// could remember. Of IPv4 it is all.
const networkBits = 64

// network finds whose network a request comes from. X-Forwarded-For counts only as far as
// proxies of ours wrote it: the caller is the first from the right that is none of them, and
// what stands further left anybody may have written. The phone's gateways keep the same rule.
func (s *Server) network(ctx *fasthttp.RequestCtx) netip.Addr {
	var caller netip.Addr
	if tcp, ok := ctx.RemoteAddr().(*net.TCPAddr); ok {
		caller, _ = netip.AddrFromSlice(tcp.IP)
	}
	caller = caller.Unmap()
	if s.trusted(caller) {
		forwarded := string(ctx.Request.Header.Peek(fiber.HeaderXForwardedFor))
		for s.trusted(caller) {
			rest, last, more := cutLast(forwarded)
			a, err := netip.ParseAddr(strings.TrimSpace(last))
			if err != nil {
				break
			}
			caller, forwarded = a.Unmap(), rest
			if !more {
				break
			}
		}
	}
	if caller.Is6() {
		p, _ := caller.Prefix(networkBits) // 64 bits fit
		return p.Addr()
	}
	return caller
}

// trusted tells whether an address is a proxy of ours.
func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// cutLast gives the last item of a list with commas, and what is before it.
func cutLast(list string) (rest, last string, more bool) {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		return list[:i], list[i+1:], true
	}
	return "", list, false
}
