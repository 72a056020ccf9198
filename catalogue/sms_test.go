package catalogue

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"duar/seva"
	"duar/seva/notice"
)

// smsText is the file as it is.
func smsText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("sms/templates.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMessages(t *testing.T) {
	all, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all.Templates {
		if m.Key == "sms.otp" && (!m.Asked || m.Category != notice.ServiceImplicit || m.Most(seva.Bengali) != 2 || m.Most(seva.HindiRoman) != 1) {
			t.Errorf("%+v", m)
		}
		// Nothing of ours is an offer: those need a consent, and leave by day only.
		if m.Category.Windowed() {
			t.Errorf("%s is %s", m.Key, m.Category)
		}
	}
}

func TestMessagesRefuses(t *testing.T) {
	good := smsText(t)
	for name, c := range map[string]struct{ old, put, says string }{
		"a header of five":     {`"DUARWB"`, `"DUARW"`, "six capital letters"},
		"an unknown key":       {"asked = true", "asked = true\nloud = true", "unknown key"},
		"an unknown category":  {`"government"`, `"goverment"`, "did you mean government?"},
		"an unknown kind":      {`"numeric"`, `"digits"`, "unknown kind"},
		"too many places":      {"most = 160", "most = 201", "from 1 to 200"},
		"a key twice":          {`"sms.otp.pin"`, `"sms.otp"`, "sms.otp twice"},
		"a key of another":     {`"sms.otp.pin"`, `"phone.home"`, "keys of SMS begin with sms."},
		"a variable twice":     {`name = "Khatian"`, `name = "Plot"`, "Plot twice"},
		"no version":           {"version = 1", "version = 0", "version"},
		"an example of no fit": {`usual = "482913"`, `usual = "4829"`, ""},
		"an example of letter": {`usual = "482913"`, `usual = "48291x"`, "is not what Code holds"},
		"a long example":       {`usual = "482913"`, `usual = "4829134"`, "is not what Code holds"},
	} {
		_, err := ReadMessages(fstest.MapFS{"sms/templates.toml": {Data: []byte(strings.Replace(good, c.old, c.put, 1))}})
		if c.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "catalogue/sms/templates.toml:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const (
	head    = "id,key,lang,version,form,category,header,unicode,segments,text,sample,entity,template,chain\n"
	entity  = "1101234567890123456"
	granted = "1107171234567890123"
)

func TestReadRegistration(t *testing.T) {
	good := "sms.a.bn.2.x.y,sms.a,bn,2,x.y,government,DUARWB,true,3,\"কোড {#numeric#}, ও\",s," + entity + "," + granted + ",c9\n"
	waits := "sms.b.en.1,sms.b,en,1,,government,DUARWB,false,3,text,s,,,\n"
	all, err := ReadRegistration(strings.NewReader("\ufeff" + strings.ReplaceAll(head+good+waits, "\n", "\r\n"))) // as a spreadsheet saves it
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	want := notice.Registered{Key: "sms.a", Lang: seva.Bengali, Version: 2, Form: "x.y", Text: "কোড {#numeric#}, ও", Registration: notice.Registration{
		Entity: entity, Template: granted, Header: "DUARWB", Category: notice.Government, Chain: "c9", Unicode: true}}
	if all[0] != want {
		t.Errorf("%+v", all[0])
	}
	for name, c := range map[string]struct{ text, says string }{
		"nothing":             {"", "no header"},
		"another header":      {"id,key\n", "the columns must be"},
		"a row too short":     {head + "a,b\n", "wrong number of fields"},
		"twice":               {head + good + good, "line 3: sms.a.bn.2.x.y is on line 2 already"},
		"another's id":        {head + strings.Replace(good, "sms.a.bn.2", "sms.a.bn.1", 1), "line 2: the id is"},
		"no language":         {head + strings.Replace(good, ",bn,", ",be,", 1), "is no language"},
		"a cut template id":   {head + strings.Replace(good, granted, "1.10717E+18", 1), "the template id is not 19 digits"}, // what spreadsheets do to long numbers
		"a cut entity id":     {head + strings.Replace(good, entity, "110", 1), "the entity id is not 19 digits"},
		"a header with -G":    {head + strings.Replace(good, "DUARWB", "DUARWB-G", 1), "the header is not six letters"},
		"an unknown category": {head + strings.Replace(good, "government", "govt", 1), "no such category"},
		"unicode of no kind":  {head + strings.Replace(good, ",true,", ",yes,", 1), "not true or false"},
		"text not in NFC":     {head + strings.Replace(good, "কোড", "ক\u09c7\u09beড", 1), "normal form C"},
	} {
		if _, err := ReadRegistration(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
