package catalogue

import (
	"strings"
	"unicode"

	"duar/seva/service"
)

// kept is a service that has been read, with where its parts stand.
type kept struct {
	file *document
	at   spots
	read service.Service
	was  []string // procedures that its older cases go by
}

// proveProcedure reports what the case desk finds wrong with a procedure.
func (r *reading) proveProcedure(p *procedure) {
	for _, finding := range p.read.Prove() {
		p.at.report(p.file, finding)
	}
}

// proveServices reports what the desks find wrong with the services, and between them.
// One whose file has holes is left out: what follows from a hole helps nobody.
func (r *reading) proveServices() {
	byID := map[string]kept{}
	var sound []service.Service
	for _, k := range r.sound {
		byID[k.read.ID] = k
		sound = append(sound, k.read)
		for _, finding := range k.read.Track.Prove() {
			k.at.report(k.file, finding)
		}
	}
	for _, finding := range service.Prove(sound) {
		id, what, _ := strings.Cut(finding, ": ")
		if k, known := byID[id]; known {
			k.at.report(k.file, what)
		} else {
			r.faults = append(r.faults, Fault{File: home + "service", What: finding})
		}
	}
}

// report notes a finding where the thing stands that it begins with: "edition 2026-06:
// rule age: it can never hold", "field members, column name: the id is there twice".
func (at spots) report(d *document, finding string) {
	where, within := spot{d, ""}, ""
	for rest := finding; ; {
		part, after, more := strings.Cut(rest, ": ")
		if !more {
			break
		}
		rest = after
		part = strings.Replace(strings.TrimPrefix(part, "service "), ", column ", "/", 1)
		kind, id, _ := strings.Cut(part, " ")
		if s, known := at[kind+" "+within+id]; known {
			where = s
		}
		if kind == "edition" {
			within = id + "/"
		}
	}
	where.file.fault(where.file.nearest(where.path, finding), "%s", finding)
}

// called are words by which a finding means a key that is called otherwise.
var called = map[string]string{"condition": "when", "hold": "must", "eligible": "must", "starts": "start", "option": "options", "role": "roles"}

// nearest gives the line of a thing that a finding speaks of most closely: the one with a
// value it quotes, or that of a key it names, or else where the thing begins.
func (d *document) nearest(path, finding string) int {
	begin := d.line(path)
	for i, part := range strings.Split(finding, `"`) {
		if i%2 == 0 {
			continue // outside of the quotes
		}
		for n := begin; n <= len(d.text); n++ {
			if n > begin && strings.HasPrefix(strings.TrimSpace(d.text[n-1]), "[") {
				break // the next thing
			}
			if strings.Contains(d.text[n-1], `"`+part+`"`) {
				return n
			}
		}
	}
	said := finding[strings.LastIndex(finding, ": ")+1:]
	for _, word := range strings.FieldsFunc(said, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }) {
		for _, key := range []string{word, called[word]} {
			if line, there := d.lines[join(path, key)]; key != "" && there {
				return line
			}
		}
	}
	return begin
}
