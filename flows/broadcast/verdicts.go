package broadcast

import (
	"strconv"
	"strings"
	"time"

	"wecan/flows"
)

// receiptOf names what comes of telling one person of a page.
func receiptOf(page, i int) string { return strconv.Itoa(page) + "." + strconv.Itoa(i) }

// place is which person of which page a receipt is about.
func place(receipt string) (page, i int, ok bool) {
	one, two, _ := strings.Cut(receipt, ".")
	page, err := strconv.Atoi(one)
	i, err2 := strconv.Atoi(two)
	return page, i, err == nil && err2 == nil
}

// learn counts the verdicts that have come. Whose it is not known is told again: she
// says then that she has it, or gets it.
func (g *going) learn() {
	for _, r := range g.t.Receipts {
		page, i, ok := place(r.Name)
		if !ok || page != g.Page || i < 0 || i >= len(g.Under) || g.Under[i] == "" {
			continue
		}
		word, _ := flows.LangOf(r.Word)
		switch {
		case g.For != g.Run: // of a walk that has been given up
		case r.Word == flows.VerdictSeen && g.Tries < triesMost:
			g.Again = append(g.Again, g.Under[i])
		case r.Word == "" || r.Word == flows.VerdictSeen:
			g.count(WordAside)
		default:
			g.count(r.Word)
		}
		if word == flows.CastSent {
			g.Went++
		}
		g.Under[i] = ""
	}
}

func (g *going) count(word string) {
	if g.Words == nil {
		g.Words = map[string]int{}
	}
	g.Words[word]++
}

// settle ends a page, and says how large the next one is: a halt waits for its end, so it
// must not take long. Only pages of messages show how fast those go: who gets nothing
// costs no time, and the next hundred may all get something.
func (g *going) settle() {
	told := len(g.Under)
	for _, id := range g.Under {
		if id != "" && g.For == g.Run { // no receipt: it was told, and nothing more will be known
			g.count(WordAside)
		}
	}
	took := max(g.t.Now.Sub(g.Asked), time.Millisecond)
	g.Under = nil
	if told == 0 {
		return
	}
	fits := max(1, int(time.Duration(told)*pageTime/took))
	switch {
	case took > pageLong:
		g.Most = min(g.Most, fits)
	case g.Do == flows.CastCount || 2*g.Went >= told:
		g.Most = max(g.Most, min(fits, 2*g.Most, flows.PageMost))
	default:
		g.Most = max(g.Most, min(fits, pageSafe))
	}
}
