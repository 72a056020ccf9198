package seva

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParsePhone(t *testing.T) {
	for s, want := range map[string]string{
		"9800000001":         "+919800000001",
		"09800000001":        "+919800000001",
		"+91 98000-00001":    "+919800000001",
		"919800000001":       "+919800000001",
		"0091 9800000001":    "+919800000001",
		"(91) 98000 00001":   "+919800000001",
		"৯৮০০০০০০০১":         "+919800000001",
		"९८०००००००१":         "+919800000001",
		" 6000000000 ":       "+916000000000",
		"+8801700000000":     "+8801700000000", // Bangladesh
		"+1 (555) 010-01234": "+155501001234",
	} {
		got, err := ParsePhone(s)
		if err != nil || got.E164() != want {
			t.Errorf("%q: %s, %v; want %s", s, got.E164(), err, want)
		}
	}
	for _, s := range []string{
		"", "+", "12345", "5800000001", "980000000", "98000000011234567", "98000a0001", "98+00000001",
		"tel:9800000001", "9800000001\x00", "98000\n00001", "9800000001;ext=1", "\xff",
	} {
		got, err := ParsePhone(s)
		if e, ok := errors.AsType[*Error](err); !ok || e.Field != "phone" || e.Code() != "phone.invalid" {
			t.Errorf("%q: %s, %v; want it refused", s, got.E164(), err)
		} else if strings.Contains(err.Error(), "0000") {
			t.Errorf("%q: the error tells the number", s)
		}
	}
}

func TestPhoneIsMaskedEverywhere(t *testing.T) {
	p, err := ParsePhone("9800000123")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("sent", "to", p)
	for _, shown := range []string{p.String(), fmt.Sprint(p), fmt.Sprintf("%s %v", p, p), log.String()} {
		if strings.Contains(shown, "9800000") || !strings.Contains(shown, "*********123") {
			t.Errorf("shown as %s", shown)
		}
	}
	if Phone("12").Masked() != "***" || Phone("").Masked() != "***" {
		t.Error("a short number is shown")
	}
}
