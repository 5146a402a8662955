package referral_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

// twoTalks: Nadia helps Amina (1) and Olena (2), and has written to Amina last.
// Omar has said that he cannot.
func twoTalks(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.joins("nadia", "leipzig", nadia)
	w.phone(amina, "en")
	w.phone(2, "en")
	for _, chat := range []int64{amina, 2} {
		w.asks(chat, "Housing", map[int64]string{amina: "words of Amina", 2: "words of Olena"}[chat])
		w.tap(nadia, "Accept")
	}
	w.reply(nadia, "to Amina", w.at("words of Amina"))
	return w
}

// at is the message on Nadia's phone with these words.
func (w *world) at(words string) int {
	for _, m := range w.phones[nadia].messages {
		if strings.Contains(m.text, words) {
			return m.number
		}
	}
	w.tb.Fatal("Nadia has no message with " + words)
	return 0
}

// A reply to a message whose number the bot never learned, as after a crash
// between a call and its ack, must not go to whom she wrote last.
func TestAReplyToAnUnknownMessageGoesToNobodyElse(t *testing.T) {
	w := twoTalks(t)
	w.reply(nadia, "secret of Olena", 9999)
	if w.phones[amina].has("secret of Olena") {
		t.Error("what was a reply to Olena's line came to Amina")
	}
}

// The same while she is asked something: it is for whom she says, and no answer.
func TestAReplyToAnUnknownMessageIsNoAnswerToAQuestion(t *testing.T) {
	w := twoTalks(t)
	w.write(2, "a line of Olena's")
	delete(w.receipts, w.ids.Person(nadia)) // which message it became was not learned before a crash
	w.write(nadia, "/close")
	w.tap(nadia, w.reference(amina))
	w.reply(nadia, "for Olena", w.at("a line of Olena's"))
	if last := w.phones[nadia].last(); !strings.Contains(last, "For whom is this") {
		t.Fatalf("she is not asked for whom it is: %q", last)
	}
	w.tap(nadia, w.reference(2))
	if !w.phones[2].has("for Olena") || w.phones[amina].has("for Olena") {
		t.Errorf("Olena has:\n%s", w.phones[2])
	}
}

// The head of a long line is a message of that line too.
func TestAReplyToTheHeadOfALongLineGoesToItsWriter(t *testing.T) {
	w := twoTalks(t)
	w.write(2, strings.Repeat("long ", 600))
	w.reply(nadia, "to Amina again", w.at("words of Amina"))
	w.reply(nadia, "secret of Olena", w.at("⬇️"))
	if w.phones[amina].has("secret of Olena") {
		t.Error("what was a reply to Olena's line came to Amina")
	}
}

// Olena ends her request while Nadia is writing to her.
func TestWhatWasForAClosedTalkGoesToNobodyElse(t *testing.T) {
	for name, replies := range map[string]bool{"just so": false, "a reply": true} {
		t.Run(name, func(t *testing.T) {
			w := twoTalks(t)
			to := w.at("words of Olena")
			w.reply(nadia, "to Olena", to)
			w.write(2, "/question")
			w.tap(2, "End my request")
			w.tap(2, "Yes")
			if !replies {
				to = 0
			}
			w.reply(nadia, "secret of Olena", to)
			if w.phones[amina].has("secret of Olena") {
				t.Error("what she wrote to Olena came to Amina")
			}
		})
	}
}

// She is asked for whom two messages are: neither may be dropped.
func TestTwoMessagesForNobodyInParticularAreBothKept(t *testing.T) {
	w := twoTalks(t)
	w.write(2, "a line of Olena's, so that it is not clear whom Nadia means")
	w.write(nadia, "first")
	w.write(nadia, "second")
	var asked []shown
	for _, m := range w.phones[nadia].messages {
		if strings.Contains(m.text, "For whom is this") {
			asked = append(asked, m)
		}
	}
	for _, m := range asked {
		for _, b := range m.buttons {
			if data := b.Data; strings.Contains(b.Label, w.reference(2)) {
				w.query++
				w.bring(delivery{w.ids.Person(nadia), flows.Tap{Origin: w.origin(nadia), Query: "again" + data, Message: m.number, Data: data}})
			}
		}
	}
	if !w.phones[2].has("first") || !w.phones[2].has("second") {
		t.Errorf("one of them is lost:\n%s", w.phones[2])
	}
}

// reference is the number of somebody's request.
func (w *world) reference(chat int64) string {
	_, after, _ := strings.Cut(w.phones[chat].String(), "The number of your request is ")
	number, _, _ := strings.Cut(after, ".")
	return number
}

// A message that waited to be told for whom it is comes late, after a newer one.
func TestALateMessageIsNotTakenForOneThatCameAgain(t *testing.T) {
	w := twoTalks(t)
	w.write(2, "a line of Olena's, so that it is not clear whom Nadia means")
	w.write(nadia, "first")
	w.reply(nadia, "second", w.at("a line of Olena's"))
	w.tap(nadia, w.reference(2))
	if !w.phones[2].has("first") {
		t.Errorf("it is lost, and she was told that it is sent: %q\n%s", w.phones[nadia].last(), w.phones[2])
	}
}

// Lines that somebody could not be brought are asked for again. A newer one that
// comes before they do must not keep them out.
func TestALineThatOvertakesAGapDoesNotCloseIt(t *testing.T) {
	w := twoTalks(t)
	w.blocks(true)
	w.reply(nadia, "missed", w.at("words of Olena"))
	var kept []delivery
	w.under = func(d delivery) bool {
		in, is := d.in.(flows.Told)
		if is && in.Name == flows.ToldChatGap {
			kept = append(kept, d)
		}
		return is && in.Name == flows.ToldChatGap
	}
	w.blocks(false)
	w.reply(nadia, "newer", w.at("words of Olena"))
	w.under = nil
	for _, d := range kept {
		w.bring(d)
	}
	if !w.phones[2].has("missed") {
		t.Errorf("a line is lost:\n%s", w.phones[2])
	}
}

// Somebody who was away for long is brought all that was written to her, once and
// in order.
func TestAllThatSomebodyMissedComes(t *testing.T) {
	w := twoTalks(t)
	w.blocks(true)
	for n := range 120 {
		w.reply(nadia, fmt.Sprintf("line-%03d-", n), w.at("words of Olena"))
	}
	w.blocks(false)
	text := w.phones[2].String()
	for n, before := 0, -1; n < 120; n++ {
		words := fmt.Sprintf("line-%03d-", n)
		at := strings.Index(text, words)
		if at < before || strings.Count(text, words) != 1 {
			t.Fatalf("%s comes %d times, at %d after %d", words, strings.Count(text, words), at, before)
		}
		before = at
	}
}

// The bot has said that it comes as soon as she is back.
func TestWhatCouldNotBeBroughtComesAlsoWhenTheRequestIsClosed(t *testing.T) {
	w := twoTalks(t)
	w.blocks(true)
	w.reply(nadia, "missed", w.at("words of Olena"))
	w.tap(nadia, "Close it") // the newest talk: Olena's
	w.tap(nadia, "Solved")
	w.blocks(false)
	if !w.phones[2].has("missed") {
		t.Errorf("a line is lost:\n%s", w.phones[2])
	}
}

// She has blocked the bot, which learns it only when a line is refused that was on its
// way when the request was closed.
func TestALineIsNotLostThatIsRefusedAfterTheRequestIsClosed(t *testing.T) {
	w := twoTalks(t)
	number := w.reference(2)
	w.blocked[2] = true // and the bot does not know it yet
	w.reply(nadia, "missed", w.at("words of Olena"))
	w.tap(nadia, "Close it") // the newest talk: Olena's
	w.tap(nadia, "Solved")
	w.bring(delivery{w.ids.Person(2), flows.Reach{Origin: w.origin(2), Blocked: true, Refused: w.now, Lost: ".chat/" + number + "/1"}})
	w.now = w.now.Add(time.Minute)
	w.blocks(false)
	if !w.phones[2].has("missed") {
		t.Errorf("a line is lost:\n%s", w.phones[2])
	}
}

// What Telegram does not take is told whoever wrote it also on a phone. A file of the
// person's is told to whoever has her request.
func TestAFileThatCannotBeBroughtIsToldOnAPhone(t *testing.T) {
	w := twoTalks(t)
	w.unsent = func(e flows.Effect) bool { _, is := e.(flows.Attach); return is }
	w.reply(nadia, "to Olena", w.at("words of Olena"))
	w.send(nadia, "document", "form")
	if !w.phones[2].has("📎") || !w.phones[nadia].has("did not reach the person") {
		t.Errorf("she is not told:\n%s\n%s", w.phones[2], w.phones[nadia])
	}
	w.send(2, "video", "film")
	if !w.phones[nadia].has("could not bring a file of the person") {
		t.Errorf("she is not told of the person's file:\n%s", w.phones[nadia])
	}
	w.unsent = nil
	w.write(nadia, "and now?")
	if !w.phones[2].has("and now?") {
		t.Errorf("nothing comes any more:\n%s", w.phones[2])
	}
}

// Where Telegram takes nothing of hers, to tell her so must not go on for ever.
func TestAPhoneThatNothingCanBeBroughtToIsNotToldSoAgainAndAgain(t *testing.T) {
	w := twoTalks(t)
	of := w.phones[nadia].chat
	w.unsent = func(e flows.Effect) bool { s, is := e.(flows.Send); return is && s.Chat == of }
	turns := w.turns
	w.write(2, "words")
	if n := w.turns - turns; n > 10 {
		t.Errorf("a line made %d turns", n)
	}
}

// blocks is what Telegram does when Olena blocks the bot, and when she lets it in again.
func (w *world) blocks(blocked bool) {
	const olena = 2
	w.blocked[olena] = blocked
	w.bring(delivery{w.ids.Person(olena), flows.Reach{Origin: w.origin(olena), Blocked: blocked}})
}

// She writes while her request goes from one to another.
func TestWhatIsWrittenWhileARequestIsPassedOnIsKept(t *testing.T) {
	w := twoTalks(t)
	var late []delivery
	w.under = func(d delivery) bool {
		in, is := d.in.(flows.Told)
		if is && d.to == w.ids.Person(2) && in.Name == flows.ToldChatClose {
			late = append(late, d)
			return true
		}
		return false
	}
	w.joins("omar", "leipzig", omar)
	w.tap(nadia, "Pass on") // the newest chat is Olena's
	w.tap(nadia, "No time")
	w.write(2, "written meanwhile")
	w.under = nil
	for _, d := range late {
		w.bring(d)
	}
	w.tap(omar, "Accept")
	if !w.phones[omar].has("written meanwhile") {
		t.Errorf("what she wrote is lost:\n%s\n%s", w.phones[2], w.phones[omar])
	}
}

// What came from outside and was refused, because she had blocked the bot before
// that was known, is asked again when she is back.
func TestAQuestionFromOutsideThatWasRefusedIsAskedAgain(t *testing.T) {
	w := twoTalks(t)
	w.blocked[2] = true      // and the bot does not know it yet
	w.tap(nadia, "Close it") // the newest talk: Olena's
	w.tap(nadia, "Solved")
	w.bring(delivery{w.ids.Person(2), flows.Reach{Origin: w.origin(2), Blocked: true, Refused: w.now}})
	w.now = w.now.Add(time.Minute)
	w.blocks(false)
	if !w.phones[2].has("has closed your request") {
		t.Errorf("she never learns that it was closed:\n%s", w.phones[2])
	}
}

// She types the name that stands on a button, as she may everywhere else.
func TestTheNameOnAButtonCanBeTyped(t *testing.T) {
	w := twoTalks(t)
	w.write(2, "a line of Olena's, so that it is not clear whom Nadia means")
	w.write(nadia, "first")
	w.write(nadia, w.reference(2))
	if !w.phones[2].has("first") {
		t.Errorf("it was not understood:\n%s", w.phones[nadia])
	}
}
