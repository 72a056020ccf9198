package screens

import (
	"html"
	"maps"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/payment"
)

// browserPage is the page by which a browser on this machine goes to the treasury: one
// button, which posts what the treasury wants. Nothing goes by itself.
func browserPage(v voice, of payment.View, f payment.Form) string {
	text := html.EscapeString
	var b strings.Builder
	b.WriteString("<!doctype html>\n<meta charset=\"utf-8\">\n<title>" + text(of.DPR) + "</title>\n<p>" +
		text(v.say("kiosk.pay.number")) + ": " + text(of.DPR) + "</p>\n<form method=\"post\" action=\"" + text(f.URL) + "\">\n")
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		b.WriteString("<input type=\"hidden\" name=\"" + text(name) + "\" value=\"" + text(f.Fields[name]) + "\">\n")
	}
	b.WriteString("<button>" + text(v.say("kiosk.pay.go", seva.Args{"Sum": of.Amount})) + "</button>\n</form>\n")
	return b.String()
}
