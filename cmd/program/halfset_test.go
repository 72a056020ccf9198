package program

import (
	"path/filepath"
	"strings"
	"testing"
)

// What is set by half is found out when the server starts, with the setting in the sentence,
// and not when the first citizen pays or the first officer signs.
func TestHalfSettingsAreRefused(t *testing.T) {
	data := stocked()
	for name, c := range map[string]struct {
		set  map[string]string
		args []string
		want string
	}{
		"a treasury without a key":      {nil, []string{"--grips-url=https://pay.example"}, "DUAR_GRIPS_KEY"},
		"a key of the treasury, alone":  {map[string]string{gripsKey: strings.Repeat("ab", 16)}, nil, "--grips-url"},
		"a way back, alone":             {nil, []string{"--grips-return=https://duar.example/v1/payments/return"}, "--grips-url"},
		"no folder of keys":             {nil, []string{"--document-keys=" + filepath.Join(data, "none")}, "the keys of papers"},
		"a folder without keys":         {nil, []string{"--document-keys=" + t.TempDir()}, "no key that holds now"},
		"a stamp from nowhere":          {nil, []string{"--tsa=tsa.example"}, "--tsa"},
		"a stamp by another way":        {nil, []string{"--tsa=ftp://tsa.example"}, "--tsa"},
		"a link without a host":         {nil, []string{"--document-link=duar.example"}, "--document-link"},
		"DigiLocker without its key":    {nil, []string{"--digilocker-org=in.gov.wb", "--digilocker-issuer=in.gov.wb.lr"}, lockerKey},
		"DigiLocker without its issuer": {map[string]string{lockerKey: "a-key-of-some-length"}, []string{"--digilocker-org=in.gov.wb"}, "--digilocker-issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.set {
				t.Setenv(k, v)
			}
			r := duar(t, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", free(t)}, c.args...)...)
			if _, said, _ := strings.Cut(r.err, "duar: "); r.code != 1 || !strings.Contains(said, c.want) {
				t.Errorf("%d: %q does not name %s", r.code, r.err, c.want)
			}
		})
	}
}

// A server that is no demo says at its start that its papers are none and that nobody can pay.
func TestWhatIsMissingIsSaid(t *testing.T) {
	said, _ := running(t, "duar.serving", "serve", "--data", stocked(), "--listen", free(t), "--metrics", free(t), "--notice", "0s")
	for _, want := range []string{"papers.specimen", "treasury.none"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%s is not said: %s", want, said)
		}
	}
}
