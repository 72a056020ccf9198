package api

import (
	"strconv"
	"strings"
)

// accepted chooses among media types by an Accept header (RFC 9110 section 12.5.1):
// the most specific range that fits a type gives its weight, the heaviest type wins,
// and the earlier offer wins a tie. Empty means that none will do; no header takes the
// first.
func accepted(header string, offers []string) string {
	if strings.TrimSpace(header) == "" {
		return offers[0]
	}
	best, bestWeight := "", 0.0
	for _, offer := range offers {
		if w := weight(header, offer); w > bestWeight {
			best, bestWeight = offer, w
		}
	}
	return best
}

func weight(header, offer string) float64 {
	found, fit := 0.0, -1
	for part := range strings.SplitSeq(header, ",") {
		kind, params, _ := strings.Cut(part, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
		f := -1
		switch room, _, _ := strings.Cut(offer, "/"); kind {
		case offer:
			f = 2
		case room + "/*":
			f = 1
		case "*/*":
			f = 0
		}
		if f > fit {
			found, fit = quality(params), f
		}
	}
	return found
}

// quality reads the weight among a range's parameters; one that cannot be read is 1.
func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if !strings.EqualFold(name, "q") {
			continue
		}
		if q, err := strconv.ParseFloat(value, 64); err == nil && q >= 0 && q <= 1 {
			return q
		}
	}
	return 1
}
