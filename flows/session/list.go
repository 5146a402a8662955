package session

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// listMost is how many sessions a list shows: as many as the flow agenda has numbers.
const listMost = 8

// list tells her what is to come. It begins a flow of its own, so that the list is new
// also while an older one stands open; that comes first, as news from where she has just
// asked.
func (k *book) list() error {
	var rows []flows.Phrase
	var listed []string
	left := 0
	for _, i := range k.items {
		if i.Cancelled || i.over(k.t.Now) {
			continue
		}
		if len(rows) == listMost {
			left++
			continue
		}
		listed = append(listed, i.Reference)
		rows = append(rows, flows.Phrase{Key: k.rowOf(i), Args: rowArgs(i, len(listed))})
	}
	if len(rows) == 0 {
		return k.answer(k.Person, answerNone, nil)
	}
	if left > 0 {
		rows = append(rows, flows.Phrase{Key: rowMore, Args: map[string]string{"n": count(left)}})
	}
	return errors.Join(
		k.say(letterAgenda, time.Time{}, map[string]string{
			"rows": flows.Lines(rows...), "n": strconv.Itoa(len(listed)), "sessions": strings.Join(listed, listedSep),
		}),
		k.answer(k.Person, answerListed, nil),
	)
}

// listedSep stands between the references of a list.
const listedSep = ","

func rowArgs(i *item, n int) map[string]string {
	return map[string]string{
		"n": strconv.Itoa(n), "title": i.Plan.Title, "when": flows.When(i.Plan.Site, i.Plan.Start), "place": where(i.Plan), "line": strconv.Itoa(i.Line),
	}
}

// rowOf is how a session is listed.
func (k *book) rowOf(i *item) i18n.Key {
	switch {
	case i.Answer == AnswerOff:
		return rowOff
	case i.Place == PlaceWaiting:
		return rowWaiting
	case i.Answer.comes():
		return rowComing
	}
	return rowOpen
}

// open tells her of a session of the list, so that she can answer, or answer otherwise.
func (k *book) open(w wish) error {
	at := slices.IndexFunc(k.items, func(i *item) bool { return i.Reference == w.Session })
	if at < 0 || k.items[at].Cancelled || k.items[at].over(k.t.Now) {
		return k.answer(k.Person, answerClosed, nil)
	}
	return errors.Join(
		k.news(kindOpened, k.items[at].Plan.End(), k.given(k.items[at])),
		k.answer(k.Person, answerOpened, nil),
	)
}

// fieldNumber is where a flow keeps which one of the list she wants.
const fieldNumber = "session_number"

// numbers are the options of that question, in the order of the list.
func numbers() []string {
	return []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}
}

// fieldAbout is what a button of an announcement is about: see [flows.LinkAbout].
const fieldAbout = "link_about"

// show asks for the session that a button is about.
func show(c flows.Call) (flows.Request, error) {
	w := wish{}
	if reference, ok := flows.ParseReference(c.Answers[fieldAbout]); ok {
		w.Session = reference
	}
	return tellAgenda(c, toldOpen, w)
}

// open asks for the session that she chose from the list that stood there.
func open(c flows.Call) (flows.Request, error) {
	w := wish{}
	listed := strings.Split(c.Answers["sessions"], listedSep)
	if at := slices.Index(numbers(), c.Answers[fieldNumber]); at >= 0 && at < len(listed) {
		w.Session = listed[at]
	}
	return tellAgenda(c, toldOpen, w)
}
