package dialogue

import (
	"testing"

	"duar/seva"
)

// Hours are said as people say them; what is no time of a day stays as it was written.
func TestHour(t *testing.T) {
	for written, want := range map[string]string{
		"10:30": "phone.hour.morning 10:30", "17:30": "phone.hour.afternoon 5:30", "12:00": "phone.hour.afternoon 12:00",
		"00:15": "phone.hour.morning 12:15", "9:05": "phone.hour.morning 9:05", "half past ten": "half past ten", "25:00": "25:00",
	} {
		got := ""
		switch said := hour(written).(type) {
		case seva.Text:
			got = said.Key + " " + said.Args["Time"].(dialled).String()
		case dialled:
			got = said.String()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	}
}
