package gateway

import (
	"bytes"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"duar/ussd"
)

// Handler is one gateway as a route of a web server. now is the world's clock.
//
// The app must run with Immutable, as duar's does. The caller's address is the socket's;
// X-Forwarded-For counts only when the socket is one of the proxies.
func Handler(g Gateway, taker ussd.Taker, log *slog.Logger, now func() time.Time, proxies Networks) fiber.Handler {
	return func(c *fiber.Ctx) error {
		response := Serve(c.UserContext(), g, taker, log, request(c, proxies, now()))
		for name, value := range response.Header {
			c.Set(name, value)
		}
		c.Set(fiber.HeaderContentType, response.Type)
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Status(response.Status).Send(response.Body)
	}
}

// request copies everything, because the server reuses its buffers. The body is taken
// as it came: a signature covers the bytes, and nobody may make us unpack any.
func request(c *fiber.Ctx, proxies Networks, now time.Time) Request {
	socket, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	forwarded := bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(","))
	return Request{
		Method:   c.Method(),
		Path:     c.Path(),
		RawQuery: string(c.Request().URI().QueryString()),
		Header:   func(name string) string { return c.Get(name) },
		Body:     slices.Clone(c.BodyRaw()),
		RemoteIP: Caller(socket, string(forwarded), proxies),
		Received: now,
	}
}
