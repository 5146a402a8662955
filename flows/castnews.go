package flows

import "strings"

// ToldUncertain tells an actor, with an [Unsent], that a crash has left it open whether a
// [Send] or an [Attach] of its own went out that has a receipt and is [Uncertain]. It will
// not be sent again. It comes from nobody: [Told.From] is "".
const ToldUncertain = "send.uncertain"

// castMark stands before the data of an announcement's buttons, the names of its receipts
// and the marks of its kinds. No flow's id begins so.
const castMark = ".cast"

// receiptFile ends the receipt of an announcement's file.
const receiptFile = "/f"

// castReceipt names the message, or with part its file. A test has none that is known.
func castReceipt(c *Cast, part string) string {
	if c.Do == CastTest {
		return receiptSaid
	}
	return castMark + "/" + c.Reference + part
}

// castOf is the announcement whose receipt it is, nil for none that is known.
func (k *talk) castOf(receipt string) (h *hadCast, file bool) {
	ref, ok := strings.CutPrefix(receipt, castMark+"/")
	if !ok {
		return nil, false
	}
	ref, file = strings.CutSuffix(ref, receiptFile)
	return k.p.had(ref), file
}

// castReceived learns which message it became, or that it was taken back before it was
// sent.
func (k *talk) castReceived(r Receipt) {
	h, file := k.castOf(r.Name)
	switch {
	case h == nil:
	case r.Word == WordRetracted && !file:
		k.castLost(r.Name, CastRetracted)
	case file:
		h.File = max(h.File, r.Message)
	default:
		h.Message = max(h.Message, r.Message)
	}
}

// castLost hears that the message did not reach her, or that nobody knows, and tells the
// broadcast. A file alone makes no difference to it: the words say what matters.
func (k *talk) castLost(receipt string, what CastWhat) {
	h, file := k.castOf(receipt)
	if h == nil || file || h.Lost || h.Unsure || h.Message != 0 {
		return
	}
	h.Lost, h.Unsure = what != CastUncertain, what == CastUncertain
	k.castNews(h, what, "")
}

// castNews tells the broadcast what became of it. The number makes an older one that comes
// later change nothing.
func (k *talk) castNews(h *hadCast, what CastWhat, button string) {
	h.News++
	tell, err := NewTell(k.t.IDs.Of(KindBroadcast, h.Ref), ToldCastNews, CastNews{
		Reference: h.Ref, Person: k.a.ID, Lang: h.Lang, What: what, Button: button, N: h.News,
	})
	if err != nil { // values of ours are always JSON
		k.report("%v", err)
		return
	}
	k.out = append(k.out, tell)
}

// unsure hears that it is open whether a message went out.
func (k *talk) unsure(in Told) error {
	u, err := readTold[Unsent](in)
	if err != nil {
		return err
	}
	k.castLost(u.Receipt, CastUncertain)
	return nil
}
