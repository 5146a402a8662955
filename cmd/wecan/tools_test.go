package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/store"
)

// The tools of operators, beside a service that runs.

func TestExplainTellsEveryTurn(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	out, err := said(t, r.env, "explain", strings.ToLower(j.number()))
	if err != nil {
		t.Fatal(err)
	}
	// Six inputs of hers, one of the application, and its answer to her.
	if n := strings.Count(out, "  replay       the same\n"); n != 8 || strings.Count(out, "  replay ") != 8 {
		t.Errorf("%d of 8 turns replay the same:\n%s", n, out)
	}
	for _, want := range []string{
		"input        text (update:", "input        tap (update:", "input        told (tell:person.",
		"effects      answer, edit, tell", "(today's)", "trace        u", "  application.", "  person.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not told", want)
		}
	}
	if strings.Contains(out, j.name) {
		t.Error("what she wrote is shown without --reveal")
	}
	if t.Failed() {
		t.Log(out)
	}
	if out, err = said(t, r.env, "explain", "--reveal", j.number()); err != nil || !strings.Contains(out, `"t":"Mina"`) {
		t.Errorf("--reveal does not show what she wrote: %v\n%s", err, out)
	}
	for _, none := range []string{"WE-0000-000", "person.x", "nonsense", "event.x"} {
		if out, err = said(t, r.env, "explain", none); err == nil {
			t.Errorf("%s is explained:\n%s", none, out)
		}
	}
	b.stop(t)
}

// A replay on other definitions tells what differs.
func TestExplainSeesAChange(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.stop(t)
	file := writeProgramme(t)
	out, err := said(t, append(r.env, "WECAN_PROGRAMME="+file), "explain", j.number())
	if err != nil || !strings.Contains(out, "(not today's)") || !strings.Contains(out, "the effects would differ") {
		t.Errorf("another programme is not seen: %v\n%s", err, out)
	}
}

func TestAuditFindsDrift(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.stop(t)
	out, err := said(t, r.env, "audit")
	if err != nil || out != "application: 1, person: 1; put aside: 0; unsent: 0; newer than this program: 0; drifts: 0\n" {
		t.Fatalf("after a clean run: %v\n%s", err, out)
	}
	r.open(t) // something is at work beside it
	client := r.redis.Client()
	keys, err := client.Keys(t.Context(), "*:i:application:site:leipzig").Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("the index has the keys %v: %v", keys, err)
	}
	if err := client.Del(t.Context(), keys[0]).Err(); err != nil {
		t.Fatal(err)
	}
	out, err = said(t, r.env, "audit")
	if err == nil || !strings.Contains(out, "index application:site:leipzig") || !strings.HasSuffix(out, "drifts: 1\n") {
		t.Errorf("a lost index: %v\n%s", err, out)
	}
}

// hold puts letters into the store, as something that went wrong would.
func hold(t *testing.T, s *store.Store, letters ...flows.DeadLetter) {
	t.Helper()
	for _, d := range letters {
		if err := s.Bury(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
}

func encoded(t *testing.T, in flows.Input) []byte {
	t.Helper()
	data, err := flows.EncodeInput(in)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// person is who applies in these tests.
const person = 21

// sees waits until she reads a text.
func (r *rig) sees(t *testing.T, text string) {
	t.Helper()
	late := time.After(patience)
	for {
		changed := r.tg.Changed(person)
		for _, m := range r.tg.Messages(person) {
			if m.FromBot && strings.Contains(m.Text, text) {
				return
			}
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("she did not read %q", text)
		}
	}
}

func TestDeadEffectIsSentAgain(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	j := newJoiner(r.tg, person, "en")
	if err := j.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := r.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := flows.EncodeEffect(flows.Send{Chat: person, Text: "The room has changed."})
	if err != nil {
		t.Fatal(err)
	}
	hold(t, s, flows.DeadLetter{ID: "0123456789abcdef00", Kind: "effect", Actor: ids.Person(person), Reason: "no reason", At: time.Now(), Payload: payload})
	out, err := said(t, r.env, "dead", "show", "0123456789abcdef00")
	if err != nil || strings.Contains(out, "room") || !strings.Contains(out, "reason   no reason") {
		t.Errorf("dead show: %v\n%s", err, out)
	}
	if out, err = said(t, r.env, "dead", "show", "--reveal", "0123456789abcdef00"); err != nil || !strings.Contains(out, "The room has changed.") {
		t.Errorf("dead show --reveal: %v\n%s", err, out)
	}
	if out, err = said(t, r.env, "dead", "retry", "0123456789abcdef00"); err != nil {
		t.Errorf("dead retry: %v\n%s", err, out)
	}
	r.sees(t, "The room has changed.")
	if out, err = said(t, r.env, "dead", "list"); err != nil || out != "0 dead letters\n" {
		t.Errorf("dead list: %v\n%s", err, out)
	}
	if _, err := said(t, r.env, "dead", "retry", "0123456789abcdef00"); err == nil {
		t.Error("a letter that is gone was tried again")
	}
	b.stop(t)
}

// park puts a person aside as three failures do, with inputs that were kept.
func park(t *testing.T, s *store.Store, id flows.ActorID, kept ...flows.Incoming) {
	t.Helper()
	record, err := s.Load(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	done, err := s.Commit(t.Context(), &flows.Commit{
		Base: record, Etag: "00000000000000aa", State: record.State,
		Park: &flows.Parking{Input: kept[0].ID, Reason: "the step panicked", At: time.Now()},
	}, "")
	if err != nil || done.Conflict {
		t.Fatalf("park: %v %v", done.Conflict, err)
	}
	at := time.Now().UTC().Truncate(time.Millisecond)
	for _, in := range kept {
		hold(t, s, flows.DeadLetter{ID: "input/" + string(id) + "/" + in.ID, Kind: "input", Actor: id, Reason: "the step panicked", At: at, Payload: encoded(t, in.Input)})
	}
}

func TestDeadInputsAreHandledInOrder(t *testing.T) {
	r := newRig(t, longPoll)
	b := r.serve(t)
	user := sandbox.User{ID: person, FirstName: "Test", LanguageCode: "en"}
	r.tg.Say(user, "/start")
	r.sees(t, "Which language")
	b.stop(t)
	s := r.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	var kept []flows.Incoming
	for i, text := range []string{"english", "1", "Mina"} {
		kept = append(kept, flows.Incoming{ID: fmt.Sprintf("update:%d", 8+i), Input: flows.Text{Origin: flows.Origin{Chat: person}, Message: 2 + i, Text: text}})
	}
	park(t, s, ids.Person(person), kept...)
	b = r.serve(t)
	letter := "input/" + string(ids.Person(person)) + "/update:9"
	out, err := said(t, r.env, "dead", "retry", letter)
	if err != nil || out != "3 inputs were handled.\n" {
		t.Errorf("dead retry: %v\n%s", err, out)
	}
	r.sees(t, "In which city")
	r.tg.Say(user, "leipzig")
	r.sees(t, "Please check your answers")
	if out, err = said(t, r.env, "dead", "list"); err != nil || out != "0 dead letters\n" {
		t.Errorf("dead list: %v\n%s", err, out)
	}
	b.stop(t)
	if out, err = said(t, r.env, "audit"); err != nil {
		t.Errorf("audit: %v\n%s", err, out)
	}
}

// What fails again stays, and so does whatever came after it.
func TestDeadInputThatFailsAgainStays(t *testing.T) {
	r := newRig(t, longPoll)
	s := r.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	id := ids.Of(flows.KindApplication, "WE-4K7M-9Q2")
	bad := flows.Incoming{ID: "tell:x:1", Input: flows.Told{Name: "nonsense", Data: json.RawMessage(`{}`)}}
	park(t, s, id, bad)
	_, err = said(t, r.env, "dead", "retry", "input/"+string(id)+"/tell:x:1")
	if err == nil || !strings.Contains(err.Error(), "it failed again") {
		t.Errorf("a bad input: %v", err)
	}
	out, err := said(t, r.env, "dead", "list")
	if err != nil || !strings.HasSuffix(out, "\n1 dead letters\n") {
		t.Errorf("dead list: %v\n%s", err, out)
	}
	if out, err = said(t, r.env, "dead", "drop", "input/"+string(id)+"/tell:x:1"); err != nil {
		t.Errorf("dead drop: %v\n%s", err, out)
	}
	if out, err = said(t, r.env, "dead", "list"); err != nil || out != "0 dead letters\n" {
		t.Errorf("after dead drop: %v\n%s", err, out)
	}
	record, err := s.Load(t.Context(), id, nil)
	if err != nil || record.Parked == nil {
		t.Errorf("the actor is not put aside again: %v", err)
	}
}

func TestDeadUpdateIsReadAgain(t *testing.T) {
	r := newRig(t, longPoll)
	user := sandbox.User{ID: person, FirstName: "Test", LanguageCode: "en"}
	r.tg.Say(user, "/start") // she has written, so the bot may write to her
	s := r.open(t)
	good := `{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":21,"type":"private"},"from":{"id":21,"is_bot":false,"first_name":"T","language_code":"en"},"text":"/start"}}`
	hold(
		t, s,
		flows.DeadLetter{ID: "update/7", Kind: "update", Reason: "the update cannot be read", At: time.Now(), Payload: []byte(good)},
		flows.DeadLetter{ID: "update/8", Kind: "update", Reason: "the update cannot be read", At: time.Now(), Payload: []byte(`{"update_id":`)},
	)
	if out, err := said(t, r.env, "dead", "retry", "update/7"); err != nil {
		t.Errorf("a good update: %v\n%s", err, out)
	}
	r.sees(t, "Which language")
	if _, err := said(t, r.env, "dead", "retry", "update/8"); err == nil || !strings.Contains(err.Error(), "not JSON") {
		t.Errorf("a bad update: %v", err)
	}
	if out, err := said(t, r.env, "dead", "list"); err != nil || !strings.Contains(out, "update/8") || !strings.HasSuffix(out, "\n1 dead letters\n") {
		t.Errorf("dead list: %v\n%s", err, out)
	}
}

var _ bot.Reviver = (*store.Store)(nil)
