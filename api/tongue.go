package api

import (
	"bytes"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/text/language"

	"duar/seva"
)

// tongues chooses among the languages of every sentence by Accept-Language. Headers
// repeat endlessly, so a bounded number of choices is remembered. The zero tongues is
// ready.
type tongues struct {
	known atomic.Pointer[map[string]seva.Lang]
	grow  sync.Mutex
}

// most bounds what is remembered: more headers than phones in the state send, and too
// few to fill memory with.
const (
	mostTongues = 512
	longestTag  = 128
)

// spoken is the order of the matcher below; the first is for those whom none suits.
var spoken = []seva.Lang{seva.English, seva.Bengali, seva.Hindi}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Bengali, language.Hindi})

// choose gives the language that a query names, whatever else is in it, or else the one
// that an Accept-Language header prefers. That a query names none of ours is for
// whoever reads it to refuse.
func (t *tongues) choose(header, query []byte) seva.Lang {
	if len(query) > 0 {
		for part := range bytes.SplitSeq(query, []byte("&")) {
			if tag, named := bytes.CutPrefix(part, []byte("lang=")); named && slices.Contains(spoken, seva.Lang(tag)) {
				return seva.Lang(tag)
			}
		}
	}
	switch string(header) {
	case "":
		return spoken[0]
	case "bn":
		return seva.Bengali
	case "en":
		return seva.English
	case "hi":
		return seva.Hindi
	}
	if len(header) > longestTag {
		return match(string(header[:longestTag]))
	}
	known := t.known.Load()
	if known != nil {
		if l, ok := (*known)[string(header)]; ok {
			return l
		}
	}
	l := match(string(header))
	t.remember(string(header), l)
	return l
}

// match asks x/text, and takes the index it gives: the tag itself comes back decorated.
func match(header string) seva.Lang {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return spoken[0]
	}
	_, i, _ := matcher.Match(tags...)
	return spoken[i]
}

func (t *tongues) remember(header string, l seva.Lang) {
	t.grow.Lock()
	defer t.grow.Unlock()
	next := map[string]seva.Lang{}
	if old := t.known.Load(); old != nil {
		if len(*old) >= mostTongues {
			return
		}
		next = maps.Clone(*old)
	}
	next[header] = l
	t.known.Store(&next)
}
