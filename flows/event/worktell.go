package event

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// What a guest shows of what is handed in. Each begins a flow, which says the same word
// after told.
const (
	letterHand    = "event.hand"    // the questions of a hand-in
	letterIdeas   = "event.ideas"   // a page of what there is to vote for
	letterIdea    = "event.idea"    // one of them
	letterResults = "event.results" // the first places

	letterDeadline = "event.deadline" // by itself: she has not handed in, and there is little time
	letterPoll     = "event.poll"     // by itself: she can vote
)

// Values of these letters:
//
//   - team is "yes" when she hands in for her team;
//   - rows is a list, ideas the numbers of its works, n how many;
//   - page is behind which work this page begins, after the same of the next, "" for none; of
//     one work after is the page that it stands on;
//   - kept is "yes" when what stands in her chat is what she handed in here;
//   - of a hand-in for a team work and at are what it has handed in, "" for nothing, and by is
//     who did that, if she may see her name;
//   - file is the photo or document, as a question for one saves it;
//   - own is "yes" for her own work, chosen for the one for which she votes.
func handGives() []string { return append(workGives(), "title", "team", "kept", "by") }

func ideasGives() []string {
	return []string{"event", "title", "rows", "n", "ideas", "page", "after", "ends"}
}

func ideaGives() []string {
	return []string{"event", "no", "work", "text", "file", "own", "chosen", "after", "ends"}
}
func momentGives() []string  { return []string{"event", "title", "until", "ends", "contact"} }
func resultsGives() []string { return []string{"event", "title", "rows"} }

// show shows her what she has asked to see.
func (k *diary) show(what string, r reply) error {
	i := k.item(r.Reference)
	if i == nil || r.Paper == nil {
		return k.say(answerClosed, time.Time{}, nil)
	}
	p := *r.Paper
	if p.Why != "" {
		return k.say(refusedWork(p.Why, answerClosed), time.Time{}, k.ofWork(i, nil))
	}
	switch what {
	case toldHand:
		return k.showHand(i, p)
	case toldIdeas:
		return k.showIdeas(i, p)
	case toldIdea:
		return k.showIdea(i, p)
	}
	return errors.Join(k.say(letterResults, i.Plan.resultsUntil(), k.resultsOf(i, &p)), k.say(answerOpened, time.Time{}, nil))
}

func (k *diary) showIdeas(i *item, p paper) error {
	if len(p.List) == 0 {
		return k.say(answerNone, time.Time{}, nil)
	}
	var rows []flows.Phrase
	var all []string
	for _, one := range p.List {
		row := flows.Phrase{Key: rowWork, Args: map[string]string{"n": strconv.Itoa(len(rows) + 1), "work": one.Title}}
		if one.No == p.Vote {
			row.Key = rowChosen
		}
		rows, all = append(rows, row), append(all, strconv.Itoa(one.No))
	}
	given := k.ofWork(i, nil)
	given["title"], given["rows"], given["n"], given["ideas"] = i.Plan.In(k.Lang).Title, flows.Lines(rows...), strconv.Itoa(len(all)), strings.Join(all, listSep)
	given["page"] = strconv.Itoa(p.After)
	if p.More {
		given["after"] = strconv.Itoa(p.After + listMost)
	}
	return errors.Join(k.say(letterIdeas, i.Plan.decidedAt(), given), k.say(answerListed, time.Time{}, nil))
}

func (k *diary) showIdea(i *item, p paper) error {
	given := k.ofWork(i, nil)
	given["no"], given["work"], given["text"], given["file"], given["after"] = strconv.Itoa(p.No), p.Work.Title, p.Work.Text, p.Work.File, strconv.Itoa(p.After)
	given["own"], given["chosen"] = yes(p.Own), yes(p.No == p.Vote)
	return errors.Join(k.say(letterIdea, i.Plan.decidedAt(), given), k.say(answerOpened, time.Time{}, nil))
}

// resultsOf are the first places; without rows nobody has voted.
func (k *diary) resultsOf(i *item, p *paper) map[string]string {
	var rows []flows.Phrase
	if p == nil {
		p = &paper{}
	}
	for _, one := range p.List {
		rows = append(rows, flows.Phrase{Key: rowPrize, Args: map[string]string{
			"place": strconv.Itoa(one.Place), "work": one.Title, "votes": strconv.Itoa(one.Votes),
		}})
	}
	if p.Rest > 0 {
		rows = append(rows, flows.Phrase{Key: rowMore, Args: map[string]string{"n": strconv.Itoa(p.Rest)}})
	}
	return map[string]string{"event": i.Reference, "title": i.Plan.In(k.Lang).Title, "rows": flows.Lines(rows...)}
}
