package catalogue

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestRegistrations(t *testing.T) {
	atlas, err := Atlas()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Registrations(atlas)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d offices, %v", len(all), err)
	}
	const header = "office,name_en,name_bn,name_hi,blocks,source,sure\n"
	for row, want := range map[string]string{
		"19,A,ক,क,2984,order,no\n":     "digits",
		"1905,A,ক,क,9999,order,no\n":   "block \"9999\" is none",
		"1905,A,ক,क,,order,no\n":       "no blocks",
		"1905,A,ক,क,2984,,no\n":        "no source",
		"1905,A,ক,क,2984,order,even\n": "sure",
	} {
		_, err := ReadRegistrations(fstest.MapFS{"office/registration.csv": {Data: []byte(header + row)}}, atlas)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "registration.csv:2") {
			t.Errorf("%q: %v, want %q", row, err, want)
		}
	}
}
