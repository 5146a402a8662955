package main

import (
	"strings"
	"testing"

	"wecan/bot/mattermost"
	"wecan/flows/enrollment"
)

func TestApplicationsAreDecidedAtMattermost(t *testing.T) {
	r := newMMRig(t)
	if got := r.writes("karin", "applications"); got != "No application waits for a decision." {
		t.Errorf("without any: %s", got)
	}
	first, second, rome := r.applies("leipzig", "First"), r.applies("leipzig", "Second"), r.applies("roma", "Third")
	saysAll(t, "applications", r.writes("karin", "applications"), []string{
		"2 applications wait for a decision:\n" + first + " · received · score 0 · since ", "\n" + second, "\nTo see one and decide: /wecan applications WE-…",
	}, rome, "First", "Second")
	saysAll(t, "an application of another site", r.writes("karin", "applications "+rome), []string{"I find no application " + rome + " at your site."}, "Third")
	saysAll(t, "an application that there is not", r.writes("karin", "applications WE-2222-222"), []string{"I find no application WE-2222-222"})
	saysAll(t, "a mistake", r.writes("karin", "applications WE-2222-223"), []string{"There is a mistake in the number. A number looks like WE-4K7M-9Q2."})

	got := r.gives("karin", "applications "+strings.ToLower(first))
	saysAll(t, "one application", got.Text, []string{first + " · received", "1 place of 1 is free.", "First", "Arabic"})
	if got.Dialog == nil || len(got.Dialog.Fields) != 3 || len(got.Dialog.Fields[0].Options) != 3 || len(got.Dialog.Fields[1].Options) != 2 {
		t.Fatalf("the dialog is %+v", got.Dialog)
	}
	for who, want := range map[string]string{"nadia.k": "You have no role for this.", "lucia": "I find no application " + first, "stranger": "I do not know your account"} {
		if wrong := r.fills(who, got.Dialog, "decision", "accept"); !strings.HasPrefix(wrong[""], want) {
			t.Errorf("%s decides: %v", who, wrong)
		}
	}
	for field, values := range map[string][]string{
		fieldDecision: {"decision", "withdraw"},
		fieldReason:   {"decision", "decline"},
		fieldWords:    {"decision", "decline", "words", strings.Repeat("a", 201)},
	} {
		if wrong := r.fills("karin", got.Dialog, values...); wrong[field] == "" {
			t.Errorf("%v: %v", values[:2], wrong)
		}
	}
	if f := r.application(first); f.Status != enrollment.StatusReceived || len(f.Changes) > 0 {
		t.Fatalf("something was decided: %+v", f.Changes)
	}
	for range 2 { // the same dialog twice does nothing twice
		if wrong := r.sends("once", "karin", got.Dialog, "decision", "accept"); len(wrong) > 0 {
			t.Errorf("accept: %v", wrong)
		}
	}
	if f := r.application(first); f.Status != enrollment.StatusAccepted || len(f.Changes) != 1 || f.Changes[0].By != "Karin (karin)" {
		t.Errorf("it is %s: %+v", f.Status, f.Changes)
	}
	if wrong := r.fills("karin", got.Dialog, "decision", "decline", "reason", "rule"); wrong[""] != first+" has changed: accepted. I have decided nothing." {
		t.Errorf("a dialog about what has changed: %v", wrong)
	}
	saysAll(t, "a decided application", r.writes("karin", "applications "+first), []string{first + " · accepted", "accepted: Karin (karin), ", "0 places of 1 are free."})

	next := r.gives("karin", "applications "+second).Dialog
	if wrong := r.fills("karin", next, "decision", "decline", "words", "The course is full."); len(wrong) > 0 {
		t.Errorf("decline: %v", wrong)
	}
	f := r.application(second)
	if f.Status != enrollment.StatusDeclined || f.Changes[0].Words != "The course is full." || f.Changes[0].Reason != "" {
		t.Errorf("it is %s: %+v", f.Status, f.Changes)
	}
	saysAll(t, "a declined application", r.writes("karin", "applications "+second), []string{"declined: Karin (karin), ", "(The course is full.)"})
	if got := r.writes("karin", "applications"); got != "No application waits for a decision." {
		t.Errorf("after all: %s", got)
	}
	if _, err := r.Submit(t.Context(), mattermost.Form{ID: "x", User: "u-karin", Form: formDecide, About: second}); err == nil {
		t.Error("a dialog that is about nothing is taken")
	}
}

// Who reads Arabic reads all of it in Arabic, and numbers and names do not turn the
// words round.
func TestCommandsAreReadInArabic(t *testing.T) {
	r := newMMRig(t)
	if !mmSpeaks(r.words().catalog, "ar") {
		t.Fatal("the texts of commands are not complete in Arabic")
	}
	const fsi, pdi = "\u2068", "\u2069"
	number := r.asks("leipzig", "housing")
	r.asks("leipzig", "work")
	r.taken(number, "nadia.k")
	saysAll(t, "help", r.writes("amal", ""), []string{"يمكنك كتابة:", fsi + "/wecan take WE-…" + pdi + " – أخذ طلب"}, "You can")
	list := r.writes("amal", "waiting")
	saysAll(t, "waiting", list, []string{"طلب واحد في الانتظار:", "🛠", fsi + "WE-", "منذ " + fsi}, "waits", "Work", "since")
	if strings.Count(list, fsi) != strings.Count(list, pdi) {
		t.Errorf("isolates are not closed: %q", list)
	}
	saysAll(t, "take", strings.ReplaceAll(r.writes("amal", "take "+number), "\u200f", ""), []string{"الطلب " + fsi + number + pdi + " لدى " + fsi + "Nadia" + pdi + " الآن."})
	for n, want := range []string{"", "طلبان في الانتظار:", "3 طلبات في الانتظار:"} {
		if n > 0 {
			r.asks("leipzig", "money")
			saysAll(t, "waiting", strings.NewReplacer(fsi, "", pdi, "").Replace(r.writes("amal", "waiting")), []string{want})
		}
	}
}
