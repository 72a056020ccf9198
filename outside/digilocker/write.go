package digilocker

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strings"

	"duar/seva"
	"duar/seva/document"
)

// Status of an answer.
const (
	failed  = "0"
	success = "1"
	pending = "9" // somebody must look first
)

// response is a Pull URI Response. ts and txn come back as they were sent.
type response struct {
	XMLName xml.Name `xml:"PullURIResponse"`
	Space   string   `xml:"xmlns:ns2,attr"`
	Status  status   `xml:"ResponseStatus"`
	Details *details `xml:"DocDetails,omitempty"`
}

type status struct {
	Status string `xml:"Status,attr"`
	TS     string `xml:"ts,attr"`
	Txn    string `xml:"txn,attr"`
	Text   string `xml:",chardata"`
}

type details struct {
	Persons []person `xml:"IssuedTo>Persons>Person"`
	URI     string   `xml:"URI"`
	Content string   `xml:"DocContent,omitempty"`
	Data    string   `xml:"DataContent"`
}

type person struct {
	Name   string `xml:"name,attr"`
	Born   string `xml:"dob,attr"`
	Gender string `xml:"gender,attr"`
	Phone  string `xml:"phone,attr"`
}

// certificate is what DataContent says of a paper (mandatory since 1.12): the facts of the
// paper's own standing, and nothing of the record, which is in the file.
type certificate struct {
	XMLName  xml.Name `xml:"Certificate"`
	Type     string   `xml:"type,attr"`
	Number   string   `xml:"number,attr"`
	Status   string   `xml:"status,attr"`
	Issued   string   `xml:"issueDate,attr"`
	AsOn     string   `xml:"validFromDate,attr"`
	Language string   `xml:"language,attr"`
	Issuer   struct {
		Organization struct {
			Name string `xml:"name,attr"`
			Code string `xml:"code,attr"`
		} `xml:"Organization"`
	} `xml:"IssuedBy"`
	To struct {
		Person person `xml:"Person"`
	} `xml:"IssuedTo"`
	Data struct {
		Mouza    string `xml:"Mouza"`
		Subject  string `xml:"Subject"`
		Digest   string `xml:"RecordDigest"`
		Specimen bool   `xml:"Specimen"`
	} `xml:"CertificateData"`
}

func (i *Issuer) answer(r request, s string) response {
	return response{Space: "http://tempuri.org/", Status: status{Status: s, TS: r.ts, Txn: r.txn, Text: s}}
}

// granted is an answer with a paper: the file where it was asked for, and its facts always.
func (i *Issuer) granted(r request, g document.Grant) response {
	who := person{Name: g.Name, Born: dayFirst(r.born)}
	out := i.answer(r, success)
	out.Details = &details{
		Persons: []person{who}, URI: i.Issuer + "-" + r.docType + "-" + g.ID, Data: base64.StdEncoding.EncodeToString(i.facts(r, g, who)),
	}
	if r.format == "pdf" || r.format == "both" {
		out.Details.Content = base64.StdEncoding.EncodeToString(g.Content)
	}
	return out
}

func (i *Issuer) facts(r request, g document.Grant, who person) []byte {
	c := certificate{
		Type: r.docType, Number: g.View.Number, Status: "A", Issued: dayFirst(g.View.Issued), AsOn: dayFirst(g.View.AsOn), Language: "99",
	}
	if g.View.Status != document.Valid { // the record has changed since
		c.Status = "I"
	}
	c.Issuer.Organization.Name, c.Issuer.Organization.Code = i.Issuer, g.Office
	c.To.Person = who
	c.Data.Mouza, c.Data.Subject, c.Data.Specimen = g.View.Mouza.String(), g.View.Subject, g.View.Specimen
	c.Data.Digest = fmt.Sprintf("%x", g.View.Digest)
	return write(c)
}

// dayFirst writes a day as DigiLocker does: 31-12-1990; "" for none.
func dayFirst(d seva.Date) string {
	if !d.Full() {
		return ""
	}
	return fmt.Sprintf("%02d-%02d-%04d", d.Day, d.Month, d.Year)
}

// write writes a value as XML. Names are cleaned where they come in; what XML cannot hold is
// replaced by its writer.
func write(v any) []byte {
	b, err := xml.Marshal(v)
	if err != nil {
		panic("digilocker: " + err.Error()) // only our own types come here
	}
	return []byte(strings.TrimSpace(xml.Header) + "\n" + string(b))
}
