package api

import (
	"context"

	"github.com/gofiber/fiber/v2"
)

// PullURI is the route on which DigiLocker asks for papers. answer is given the header that
// proves the request and the body as it came, before anybody has read it, and gives a status
// and XML where that is 200. The route counts nothing: what answers does.
func PullURI(answer func(ctx context.Context, hmac string, body []byte) (int, []byte), within Limits) Mount {
	patience := within.filled().Answer
	return Mount{Method: fiber.MethodPost, Path: "/digilocker/pull-uri", Handle: func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, cacheNever)
		switch mediaType(c.Context().Request.Header.ContentType()) {
		case "application/xml", "text/xml":
		default:
			return c.SendStatus(fiber.StatusUnsupportedMediaType)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		status, body := answer(ctx, c.Get("x-digilocker-hmac"), c.Context().Request.Body())
		if body == nil {
			return c.SendStatus(status)
		}
		c.Set(fiber.HeaderContentType, "application/xml; charset=utf-8")
		return c.Status(status).Send(body)
	}}
}
