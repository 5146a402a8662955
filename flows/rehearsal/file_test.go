package rehearsal

import (
	"strings"
	"testing"

	"wecan/flows"
)

// A file of the bot's stands in a transcript with its name and the text below it,
// and comes out of the outbox as it went in.
func TestAFileInATranscript(t *testing.T) {
	w := world(t)
	p := &player{w: w}
	e := flows.Enclose{Chat: w.Chat, Name: "session.ics", Data: []byte{0, 0xff, '\n'}, Text: "Your session\non Tuesday", Receipt: "said"}
	out, err := w.carry(w.Person(), []flows.Effect{e, flows.Enclose{Chat: w.Chat, Name: "a.ics", Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range out {
		p.write(e)
	}
	const want = "file: session.ics\n     Your session\n     on Tuesday\nfile: a.ics\n"
	if got := p.out.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for line := range strings.Lines(want) {
		if !isBotLine(strings.TrimSuffix(line, "\n")) {
			t.Errorf("%q is read as something that she does", line)
		}
	}
	if got := out[0].(flows.Enclose); string(got.Data) != string(e.Data) || got.Receipt != e.Receipt {
		t.Errorf("it came out as %+v", got)
	}
	if len(w.receipts) != 1 || w.receipts[0].Message != 1 || w.message != 2 {
		t.Errorf("receipts %+v of %d messages", w.receipts, w.message)
	}
}

func TestAFileIsHeldToItsLimits(t *testing.T) {
	good := flows.Enclose{Chat: 7, Name: "session.ics", Data: []byte("x"), Text: "Your session"}
	if err := Check(flows.Text{}, []flows.Effect{good}); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(e *flows.Enclose){
		"no chat":    func(e *flows.Enclose) { e.Chat = 0 },
		"a bad name": func(e *flows.Enclose) { e.Name = "a/b.ics" },
		"too large":  func(e *flows.Enclose) { e.Data = make([]byte, flows.EnclosedMost+1) },
		"a raw key":  func(e *flows.Enclose) { e.Text = "⟦a.b⟧" },
		"long words": func(e *flows.Enclose) { e.Text = strings.Repeat("a", 1025) },
	} {
		e := good
		change(&e)
		if Check(flows.Text{}, []flows.Effect{e}) == nil {
			t.Errorf("%s passes", name)
		}
	}
}
