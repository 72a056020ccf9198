package dialogue

import (
	"encoding/binary"
	"errors"

	"duar/seva/land"
	"duar/seva/place"
)

// Node is the room a conversation stands in. The values are stored for as long as a
// session lives, so a new one is added at the end.
type Node uint8

const (
	nodeHome Node = iota
	nodeFirst
	nodeLanguage
	nodeScript
	nodeHelp
	nodeResume
	nodeLand
	nodeMouza
	nodePicks
	nodeDistrict
	nodeUnit
	nodeJL
	nodePlace
	nodePlot
	nodePlotAnswer
	nodeOwners
	nodeKhatian
	nodeKhatianAnswer
	nodeKhatianPlots
	nodeSurvey
	nodeFormer
	nodeCrosswalk
	nodeSent
	nodePeople
	nodeAway
	nodeKeywords
	nodePlotMeasure
	nodeKhatianMeasure
	nodeStatus
	nodeFact
	nodeStatusAnswer
	nodeServices
	nodeQuestion
	nodeConfirm
	nodeFiled
	nodeAccount
	nodeLooks
	nodeLastLooks
	nodeConsents
	nodeConsent
	nodeWithdrawn
	nodeMyCases
	nodeMyCase
	nodeWish
	nodeWished
	nodePIN
	nodeNoPIN
	nodeShut
	nodeDialFor
	nodePapers
	nodePaper
	nodeDeed
	nodeTraces
	nodeTrace
	nodeWatches
	nodeNotice
	nodeWatch
	nodeEnded
	nodeUse
	nodeFee
	nodePart
	nodeOffice
	nodeElsewhere
	nodeThere
	nodeBegun
	nodeCount
)

// Goal is what a mouza is being looked for. Values are stored as those of Node are.
type Goal uint8

const (
	goalPlot Goal = iota
	goalKhatian
	goalCrosswalk
	goalPlace
	goalFee
	goalWatchPlot
	goalWatchKhatian
	goalOffice
	goalCount
)

// State is where one conversation stands: small, comparable, and good for any channel
// and language. The zero State is a conversation at home.
type State struct {
	Menu  uint8 // version of the menu whose numbers the person was shown
	Node  Node
	Goal  Goal
	From  uint8 // 0 until asked; 1 the number is RS, 2 it is LR
	Page  uint8 // of the screen shown, from 0
	Pages uint8 // how many there were; 0 before the face has cut them
	Wrong uint8 // wrong answers in a row
	Turns uint8 // answers taken, up to 255
	Blank bool  // the last answer was empty
	// Broken says that the conversation was broken off since the draft was begun.
	Broken bool
	Why    uint8 // which of the reasons stands above the screen, while its pages are turned; 0 is none
	Use    uint8 // of land whose fee is asked, counted in uses; 0 until it is said

	District uint8 // the portal's number
	Unit     uint8 // of the land office within the district
	Mouza    place.IDN
	Number   land.Number // of the plot or khatian in play
	Picks    [maxPicks]place.IDN
	Dialed   string // a direct code that waits for the language
	File     string // the number of the application or of the paper in play
	Fact     string // the second fact that opened it
	Draft    string // the draft that is being answered
	Ask      string // the question it stands at, as a form's pointer
	// Line is what a list has in play: the id of a consent, or the purpose of one that was taken
	// back; what cases are traced by; the version of the notice of watches, or the No of one.
	Line  string
	Area  uint32 // of a part of a plot whose fee is asked; 0 for all of it
	Who   string // the account that a PIN has proved; "" while nobody is
	Since uint32 // when it did, in seconds since 1970
	Next  Node   // the room that the PIN is asked for
	Left  uint8  // tries of the PIN that are left, when one was wrong

	back  [maxDepth]Node
	depth uint8
}

// stateFormat changes whenever the layout below does; a State of another format is
// not read, and the person starts again.
const stateFormat = 5

// The bits of the byte that holds what is only true or not.
const (
	markBlank = 1 << iota
	markBroken
)

// ErrFormat is what Decode answers to bytes it cannot read.
var ErrFormat = errors.New("dialogue: state of an unknown format")

// Encode appends the state to b: about 40 bytes, more while candidates are shown.
func (s State) Encode(b []byte) []byte {
	marks := uint8(0)
	if s.Blank {
		marks |= markBlank
	}
	if s.Broken {
		marks |= markBroken
	}
	b = append(b, stateFormat, s.Menu, uint8(s.Node), uint8(s.Goal), s.From, s.Page, s.Pages,
		s.Wrong, s.Turns, marks, s.Why, s.District, s.Unit, uint8(s.Next), s.Left, s.Use)
	b = binary.BigEndian.AppendUint32(b, uint32(s.Mouza))
	b = binary.BigEndian.AppendUint32(b, uint32(s.Number.Main))
	b = binary.BigEndian.AppendUint32(b, uint32(s.Number.Bata))
	b = binary.BigEndian.AppendUint32(b, s.Since)
	b = binary.BigEndian.AppendUint32(b, s.Area)
	b = append(b, s.depth)
	for _, n := range s.back[:s.depth] {
		b = append(b, uint8(n))
	}
	b = append(b, uint8(s.picked()))
	for _, idn := range s.Picks[:s.picked()] {
		b = binary.BigEndian.AppendUint32(b, uint32(idn))
	}
	for _, text := range [...]string{s.Dialed, s.File, s.Fact, s.Draft, s.Ask, s.Line, s.Who} {
		b = append(append(b, uint8(len(text))), text...)
	}
	return b
}

// Decode reads what Encode wrote and nothing else.
func Decode(b []byte) (State, error) {
	const fixed = 16 + 5*4
	if len(b) < fixed+1 || b[0] != stateFormat {
		return State{}, ErrFormat
	}
	s := State{
		Menu: b[1], Node: Node(b[2]), Goal: Goal(b[3]), From: b[4], Page: b[5], Pages: b[6],
		Wrong: b[7], Turns: b[8], Blank: b[9]&markBlank != 0, Broken: b[9]&markBroken != 0, Why: b[10], District: b[11], Unit: b[12],
		Next: Node(b[13]), Left: b[14], Use: b[15],
		Mouza: place.IDN(binary.BigEndian.Uint32(b[16:])),
		Number: land.Number{
			Main: int32(binary.BigEndian.Uint32(b[20:])),
			Bata: int32(binary.BigEndian.Uint32(b[24:])),
		},
		Since: binary.BigEndian.Uint32(b[28:]), Area: binary.BigEndian.Uint32(b[32:]),
	}
	b = b[fixed:]
	var ok bool
	var part []byte
	if part, b, ok = counted(b, 1, maxDepth); !ok || s.Node >= nodeCount || s.Next >= nodeCount || s.Goal >= goalCount {
		return State{}, ErrFormat
	}
	s.depth = uint8(len(part))
	for i, n := range part {
		if Node(n) >= nodeCount {
			return State{}, ErrFormat
		}
		s.back[i] = Node(n)
	}
	if part, b, ok = counted(b, 4, maxPicks); !ok {
		return State{}, ErrFormat
	}
	for i := range len(part) / 4 {
		s.Picks[i] = place.IDN(binary.BigEndian.Uint32(part[4*i:]))
	}
	for _, text := range [...]*string{&s.Dialed, &s.File, &s.Fact, &s.Draft, &s.Ask, &s.Line, &s.Who} {
		if part, b, ok = counted(b, 1, maxDialed); !ok {
			return State{}, ErrFormat
		}
		*text = string(part)
	}
	if len(b) != 0 {
		return State{}, ErrFormat
	}
	return s, nil
}

// counted takes a count and that many things of the given size off b.
func counted(b []byte, size, limit int) (part, rest []byte, ok bool) {
	if len(b) == 0 || int(b[0]) > limit || len(b) < 1+int(b[0])*size {
		return nil, nil, false
	}
	n := 1 + int(b[0])*size
	return b[1:n], b[n:], true
}

func (s *State) picked() int {
	for i, idn := range s.Picks {
		if idn == 0 {
			return i
		}
	}
	return len(s.Picks)
}

// Cut tells the state into how many pages its screen was cut, and gives the index of
// the one to show: a page beyond the last is the last.
func (s *State) Cut(pages int) int {
	s.Pages = uint8(min(max(pages, 1), 255))
	s.Page = min(s.Page, s.Pages-1)
	return int(s.Page)
}

// Name is the room's name, for a log or a test.
func (n Node) Name() string {
	if n >= nodeCount {
		return "unknown"
	}
	return nodeNames[n]
}

var nodeNames = [nodeCount]string{
	"home", "first", "language", "script", "help", "resume", "land", "mouza", "picks",
	"district", "unit", "jl", "place", "plot", "plot answer", "owners", "khatian",
	"khatian answer", "khatian plots", "survey", "former", "crosswalk", "sent", "people", "away",
	"keywords", "plot measure", "khatian measure", "status", "fact", "status answer", "services", "question",
	"confirm", "filed", "account", "looks", "last looks", "consents", "consent", "withdrawn", "my cases", "my case",
	"wish", "wished", "pin", "no pin", "pin shut", "dial for it",
	"papers", "paper", "deed", "traces", "trace", "watches", "notice", "watch", "watch ended", "use", "fee", "part", "office",
	"elsewhere", "there", "watch begun",
}

// push moves on to a room and remembers the way back.
func (s *State) push(n Node) {
	if s.depth == maxDepth { // forget the oldest but home
		copy(s.back[1:], s.back[2:])
		s.depth--
	}
	s.back[s.depth] = s.Node
	s.depth++
	s.enter(n)
}

// pop goes back one room; false when there is none. What the room asks for is asked
// afresh, so the old answer is forgotten with it.
func (s *State) pop() bool {
	if s.depth == 0 {
		return false
	}
	s.depth--
	s.enter(s.back[s.depth])
	switch s.Node {
	case nodeMouza:
		s.Mouza, s.Number, s.From = 0, land.Number{}, 0
	case nodePlot, nodeKhatian, nodeFormer:
		s.Number, s.Use, s.Area, s.Line = land.Number{}, 0, 0, ""
	case nodePlotAnswer: // from where a fee was asked, or a watch
		s.Goal, s.Use, s.Area, s.Line = goalPlot, 0, 0, ""
	case nodeKhatianAnswer:
		s.Goal, s.Line = goalKhatian, ""
	case nodePlace:
		s.Goal = goalPlace
	case nodeUse:
		s.Use, s.Area = 0, 0
	case nodeFee:
		s.Area = 0
	case nodeSurvey:
		s.Number, s.From = land.Number{}, 0
	case nodeStatus, nodePapers:
		s.File, s.Fact = "", ""
	case nodeMyCases, nodeTraces:
		s.File = ""
	case nodeConsents, nodeDeed, nodeElsewhere:
		s.Line = ""
	case nodeWatches: // from where one was renewed
		s.Mouza, s.Number, s.Line = 0, land.Number{}, ""
	case nodeHome:
		s.disown()
	case nodeServices:
		s.Draft, s.Ask, s.Broken = "", "", false
	}
	return true
}

// enter stands in a room, at its first page.
func (s *State) enter(n Node) { s.Node, s.Page, s.Pages = n, 0, 0 }

// home goes to the beginning and forgets everything but the count of turns.
func (s *State) home() { *s = State{Menu: s.Menu, Turns: s.Turns} }
