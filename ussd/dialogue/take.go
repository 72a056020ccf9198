package dialogue

import (
	"context"

	"duar/seva"
)

// The keys that mean the same everywhere. More and previous mean it only where there
// is more or a previous page: elsewhere 98 may be the number of a plot.
const (
	keyBack     = "0"
	keyHome     = "00"
	keyMore     = "98"
	keyPrevious = "99"
)

// room is one place in the menu. What a room does is in two functions: take moves on
// from an answer that no key has claimed, show draws it. A room whose answers are only
// a list's numbers says so in choose.
type room struct {
	// question rooms ask for something of the person's own: a number or a name. Only
	// there can an answer be wrong because of what the register says.
	question bool
	// personal rooms show something of somebody's record.
	personal bool
	// back takes the key of going back where that is not the room before; false leaves it.
	back   func(ctx context.Context, m *Machine, s *State) bool
	list   list
	choose func(ctx context.Context, m *Machine, s *State, id string, out *Outcome)
	take   func(ctx context.Context, m *Machine, s *State, a answer, out *Outcome)
	show   func(ctx context.Context, m *Machine, s State) (Screen, error)
}

// rooms is the whole menu, one line a room; each is in the file of its part.
func rooms() [nodeCount]room {
	return [nodeCount]room{
		nodeHome:     {list: listHome, choose: leaveHome, show: showList(listHome, "phone.home")},
		nodeHelp:     {show: showHelp},
		nodeKeywords: {show: showKeywords},
		nodePeople:   {take: readOn, show: showPeople},
		nodeAway:     {show: showAway},
		nodeFirst:    {list: listFirst, choose: chooseLanguage, show: showList(listFirst, "")},
		nodeLanguage: {list: listLanguage, choose: chooseLanguage, show: showList(listLanguage, "phone.language")},
		nodeScript:   {list: listLanguage, choose: chooseLanguage, show: showScript},
		nodeResume:   {list: listResume, choose: leaveResume, show: showList(listResume, "phone.resume")},

		nodeLand:     {list: listLand, choose: leaveLand, show: showList(listLand, "phone.land")},
		nodeMouza:    {question: true, take: takeMouza, show: showMouza},
		nodePicks:    {question: true, take: takePick, show: showPicks},
		nodeDistrict: {take: takeDistrict, show: showDistricts},
		nodeUnit:     {take: takeUnit, show: showUnits},
		nodeJL:       {question: true, take: takeJL, show: showJL},
		nodePlace:    {list: listPlace, choose: leavePlace, show: showPlace},

		nodePlot:          {question: true, take: takeNumber, show: ask("plot")},
		nodePlotAnswer:    {personal: true, list: listPlot, choose: leavePlot, show: showPlot},
		nodeOwners:        {personal: true, show: showOwners},
		nodeKhatian:       {question: true, take: takeNumber, show: ask("khatian")},
		nodeKhatianAnswer: {personal: true, list: listKhatian, choose: leaveKhatian, show: showKhatian},
		nodeKhatianPlots:  {personal: true, show: showKhatianPlots},
		nodeSurvey:        {list: listSurvey, choose: leaveSurvey, show: showList(listSurvey, "phone.survey")},
		nodeFormer:        {question: true, take: takeNumber, show: showFormer},
		nodeCrosswalk:     {show: showCrosswalk},
		nodeSent:          {show: showSent},

		nodePlotMeasure:    {personal: true, show: showPlotMeasure},
		nodeKhatianMeasure: {personal: true, show: showKhatianMeasure},

		nodeStatus:       {question: true, take: takeStatus, show: showStatus},
		nodeFact:         {question: true, take: takeFact, show: showFact},
		nodeStatusAnswer: {personal: true, list: listCase, choose: leaveStatus, show: showStatusAnswer},

		nodeServices: {take: takeService, show: showServices},
		nodeQuestion: {question: true, take: takeQuestion, back: backQuestion, show: showQuestion},
		nodeConfirm:  {personal: true, list: listConfirm, choose: leaveConfirm, show: showConfirm},
		nodeFiled:    {personal: true, show: showFiled},

		nodeAccount:   {list: listAccount, choose: leaveAccount, show: showList(listAccount, "phone.account")},
		nodeLooks:     {personal: true, list: listLooks, choose: leaveLooks, show: showLooks},
		nodeLastLooks: {personal: true, show: showLastLooks},
		nodeConsents:  {personal: true, take: takeConsent, show: showConsents},
		nodeConsent:   {personal: true, list: listConsent, choose: leaveConsent, show: showConsent},
		nodeWithdrawn: {personal: true, show: showWithdrawn},
		nodeMyCases:   {personal: true, take: takeMyCase, show: showMyCases},
		nodeMyCase:    {personal: true, show: showMyCase},
		nodeWish:      {personal: true, list: listWish, choose: leaveWish, show: showWish},
		nodeWished:    {personal: true, show: showWished},
		nodePIN:       {personal: true, question: true, take: takePIN, show: showText("phone.pin.ask")},
		nodeNoPIN:     {show: showText("phone.pin.none")},
		nodeShut:      {show: showText("phone.pin.shut")},
		nodeDialFor:   {show: showText("phone.pin.dial")},

		nodePapers:  {question: true, take: takePaper, show: showPapers},
		nodePaper:   {personal: true, list: listPaper, choose: leavePaper, show: showPaper},
		nodeDeed:    {question: true, take: takeDeed, show: showDeed},
		nodeTraces:  {personal: true, take: takeTrace, show: showTraces},
		nodeTrace:   {personal: true, show: showTrace},
		nodeWatches: {personal: true, take: takeWatch, show: showWatches},
		nodeNotice:  {personal: true, list: listAgree, choose: leaveNotice, show: showNotice},
		nodeWatch:   {personal: true, list: listWatch, choose: leaveWatch, show: showWatch},
		nodeEnded:   {personal: true, show: showEnded},
		nodeBegun:   {personal: true, show: showBegun},
		nodeUse:     {personal: true, list: listUse, choose: leaveUse, show: showUse},
		nodeFee:     {personal: true, list: listFee, choose: leaveFee, show: showFee},
		nodePart:    {personal: true, question: true, take: takePart, show: showPart},
		nodeOffice:  {show: showOffice},

		nodeElsewhere: {list: listElsewhere, choose: leaveElsewhere, show: showList(listElsewhere, "phone.elsewhere")},
		nodeThere:     {show: showThere},
	}
}

// Start is a new conversation at home, for a person whose language is known.
func (m *Machine) Start() State { return State{Menu: m.version} }

// First is a new conversation that begins with the language. What was dialled after
// the service code waits until it is chosen.
func (m *Machine) First(dialed string) State {
	s := State{Menu: m.version, Node: nodeFirst}
	if dialed = m.beforePIN(dialed); len(dialed) <= maxDialed {
		s.Dialed = dialed
	}
	return s
}

// Take moves on from an answer. It does not look up what the next screen shows;
// Settle does, and takes the step back if there is nothing to show. Any input is good:
// what cannot be used gives a Reason.
func (m *Machine) Take(ctx context.Context, s State, input string) (State, Outcome) {
	var out Outcome
	if s.Menu != m.version || s.Node >= nodeCount {
		s = m.Start()
		out.Reason = seva.Say("phone.restart")
		return s, out
	}
	a, bad := read(input)
	m.step(ctx, &s, a, bad, &out)
	if s.Turns < 255 {
		s.Turns++
	}
	return s, out
}

// step is Take for an answer that has been read.
func (m *Machine) step(ctx context.Context, s *State, a answer, bad seva.Text, out *Outcome) {
	r := &m.rooms[s.Node]
	blank := s.Blank
	s.Blank = false
	switch {
	case !bad.IsZero():
		m.wrong(s, out, bad)
	case a.empty():
		// Once, an empty answer is a slip of the thumb: the screen comes again.
		out.Lost = s.Turns == 0
		if s.Blank = !blank; blank {
			m.wrong(s, out, seva.Say("phone.wrong.empty"))
		}
	case a.is(keyHome):
		if s.Node != nodeFirst && (s.depth == 0 || s.back[0] != nodeFirst) {
			s.home() // which has no language before one is chosen
		}
	case a.is(keyBack):
		if r.back != nil && r.back(ctx, m, s) {
			return
		}
		if !s.pop() {
			s.enter(s.Node)
		}
	case a.is(keyMore) && s.Page+1 < s.Pages:
		s.Page++
		out.Reason = s.because() // it was cut into pages together with the screen
	case a.is(keyPrevious) && s.Page > 0:
		s.Page--
		out.Reason = s.because()
	case !r.question && s.Pages <= 1 && (a.is(keyMore) || a.is(keyPrevious)):
		out.Reason = seva.Say(lastPage)
	case !r.question && a.is(keyMore):
		out.Reason, out.Aside = s.because(), seva.Say(lastPage)
	case !r.question && a.is(keyPrevious):
		out.Reason, out.Aside = s.because(), seva.Say("phone.first")
	case r.take != nil:
		r.take(ctx, m, s, a, out)
	default:
		id := ""
		if r.choose != nil {
			id = m.choose(r.list, a.number)
		}
		if id == "" {
			m.wrong(s, out, seva.Say("phone.wrong.choice"))
			return
		}
		r.choose(ctx, m, s, id, out)
	}
}

// wrong refuses an answer, on the first page, where the reason can be read. The third in
// a row ends the conversation with people who can help.
func (m *Machine) wrong(s *State, out *Outcome, why seva.Text) {
	out.Reason = why
	out.Lost = out.Lost || s.Turns == 0 && s.Node == nodeFirst
	s.Page = 0
	if s.Wrong++; s.Wrong >= maxWrong {
		s.enter(nodePeople)
		out.Lost = false
	}
}

// readOn turns to the next page of a screen that nothing can be answered to.
func readOn(_ context.Context, _ *Machine, s *State, _ answer, out *Outcome) {
	s.Page = min(s.Page+1, max(s.Pages, 1)-1)
	out.Reason = s.because()
}
