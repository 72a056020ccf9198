package catalogue

import (
	"embed"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

//go:embed service/*.toml procedure section/*.toml casework/*.csv phone/numbers.csv
var definitions embed.FS

// Definitions is everything that can be applied for and how it goes on, as the files say,
// each proved by the desk that will work with it.
type Definitions struct {
	Services   []service.Service // by id
	Procedures []casework.Procedure
	// Former are the ways that older cases go: versions of procedures in procedure/former, and
	// procedures that a service once had, each under the service's limit of today.
	Former   []casework.Track
	Calendar casework.Calendar
	Series   map[string]casework.Series // by id
	Words    []Word                     // every message key that a definition demands
}

// Tracks gives how the cases of each service go, by service.
func (d Definitions) Tracks() map[string]casework.Track {
	tracks := map[string]casework.Track{}
	for _, s := range d.Services {
		tracks[s.ID] = s.Track
	}
	return tracks
}

// Form gives a service's form of a version, for cases whose answers are to it; false for
// one that is not the present.
func (d Definitions) Form(id string, version int) (form.Form, bool) {
	i := slices.IndexFunc(d.Services, func(s service.Service) bool { return s.ID == id && s.Form.Version == version })
	if i < 0 {
		return form.Form{}, false
	}
	return d.Services[i].Form, true
}

// Word is a message key that a definition demands, and where it does.
type Word struct {
	Key   string
	Phone bool // it reaches a phone: it must also be there romanised, and in its letters
	File  string
	Line  int
}

// Define reads the definitions that are part of the program. The error is Faults.
func Define() (Definitions, error) { return Read(definitions) }

// Files gives the definition files themselves, so that a test can add one.
func Files() fs.FS { return definitions }

// Services gives everything that can be applied for, by id.
func Services() ([]service.Service, error) {
	d, err := Define()
	return d.Services, err
}

// Calendar gives the days that do not count where a limit is in working days.
func Calendar() (casework.Calendar, error) {
	d, err := Define()
	return d.Calendar, err
}

// Series gives how the numbers of each series are written.
func Series() (map[string]casework.Series, error) {
	d, err := Define()
	return d.Series, err
}

// Read reads the definitions in a tree of files laid out as this folder is: service/,
// procedure/ and its former/, section/, casework/ and phone/numbers.csv. It tells all that is wrong, as
// Faults, and then gives nothing else.
func Read(files fs.FS) (Definitions, error) {
	r := &reading{files: files, sections: map[string]*shared{}, procedures: map[string]*procedure{},
		broken: map[string]bool{}, demanded: map[Word]bool{}}
	r.casework()
	r.each("section", r.section)
	r.each("procedure", r.procedure)
	r.each("service", r.service)
	r.former()
	r.unused()
	r.proveServices()
	if len(r.faults) > 0 {
		return Definitions{}, r.faults.sorted()
	}
	slices.SortFunc(r.words, func(a, b Word) int { return strings.Compare(a.Key, b.Key) })
	r.read.Words = r.words
	return r.read, nil
}

// reading is the definitions while they are being read.
type reading struct {
	files      fs.FS
	faults     Faults
	read       Definitions
	sections   map[string]*shared
	procedures map[string]*procedure
	broken     map[string]bool   // files that are no TOML, of which nothing more is said
	sound      []kept            // services to be proved
	ledger     map[string]string // phone/numbers.csv
	words      []Word
	demanded   map[Word]bool
}

// each reads every file of a folder, in the order of names.
func (r *reading) each(folder string, one func(d *document, id string)) {
	names, err := fs.Glob(r.files, folder+"/*.toml")
	if err != nil || len(names) == 0 {
		r.faults = append(r.faults, Fault{File: home + folder, What: "no definitions here"})
	}
	for _, name := range names {
		if d := read(r.files, name, &r.faults); d != nil {
			one(d, strings.TrimSuffix(path.Base(name), ".toml"))
		} else {
			r.broken[name] = true
		}
	}
}

// demand notes that a message must exist; the first definition to ask is named for it.
func (r *reading) demand(d *document, at string, phone bool, key string) {
	once := Word{Key: key, Phone: phone}
	if !r.demanded[once] {
		r.demanded[once] = true
		r.words = append(r.words, Word{Key: key, Phone: phone, File: home + d.name, Line: d.line(at)})
	}
}

// demandOnce is demand for a key that some line may have asked for already.
func (r *reading) demandOnce(d *document, at string, phone bool, key string) {
	if !r.demanded[Word{Key: key}] && !r.demanded[Word{Key: key, Phone: true}] {
		r.demand(d, at, phone, key)
	}
}

// onPhone tells whether the words of a case under a key are said on a phone.
func onPhone(key string) bool {
	room, _, _ := strings.Cut(key, ".")
	return slices.Contains([]string{"state", "next", "remedy", "who", "where", "paper", "sms", "service", "department"}, room)
}

// name is how ids are written: they are public API and stand in URLs and message keys.
var name = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// identified sees that a definition is called as its file is.
func (d *document) identified(id, file string) {
	if id != "" && id != file {
		d.flaw("id", "%q is in the file %s.toml: a definition is called as its file is", id, file)
	}
	d.idLike("id", id)
}

func (d *document) idLike(at, id string) {
	if id != "" && !name.MatchString(id) {
		d.flaw(at, "%q is no id: small letters a to z, digits and _ only, at most 40, a letter first", id)
	}
}

// unused refuses sections and procedures that no service has: nobody would notice when
// they go wrong.
func (r *reading) unused() {
	for _, s := range r.sections {
		if !s.used {
			s.file.flaw("id", "no service uses this section: remove it, or use it")
		}
	}
	for _, p := range r.procedures {
		if !p.used {
			p.file.flaw("id", "no service goes by this procedure: remove it, or use it")
		}
	}
}
