package telegram_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"wecan/flows"
)

// replier is the turns of one update that offers its reply some effects.
type replier struct {
	offers []flows.Effect
	fails  error

	took  []bool
	reply flows.Reply
}

func (r *replier) Handle(_ context.Context, ins ...flows.Incoming) error {
	for _, in := range ins {
		r.reply = in.Reply
		for _, e := range r.offers {
			r.took = append(r.took, in.Reply.Take(e))
		}
	}
	return r.fails
}

func TestWebhookAnswersATapAlong(t *testing.T) {
	const done = `{"method":"answerCallbackQuery","callback_query_id":"q1","text":"Done"}`
	ok := flows.Answer{Query: "q1", Text: "Done"}
	for name, tc := range map[string]struct {
		offers []flows.Effect
		fails  error
		took   []bool
		code   int
		body   string
	}{
		"the answer":           {[]flows.Effect{ok}, nil, []bool{true}, http.StatusOK, done},
		"the first of two":     {[]flows.Effect{ok, flows.Answer{Query: "q2"}}, nil, []bool{true, false}, http.StatusOK, done},
		"no message":           {[]flows.Effect{flows.Send{Chat: 7, Text: "x"}}, nil, []bool{false}, http.StatusOK, ""},
		"none that is refused": {[]flows.Effect{flows.Answer{Query: "q1", Text: strings.Repeat("x", 201)}}, nil, []bool{false}, http.StatusOK, ""},
		"not without a commit": {[]flows.Effect{ok}, errors.New("no store"), []bool{true}, http.StatusServiceUnavailable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &replier{offers: tc.offers, fails: tc.fails}
			w := post(webhook(t, r, newMorgue(), &transcript{}, nil), strings.NewReader(hello))
			body := strings.TrimSpace(w.Body.String())
			if w.Code != tc.code || body != tc.body || (body != "") != (w.Header().Get("Content-Type") == "application/json") {
				t.Errorf("answered %d %q %q", w.Code, w.Header(), body)
			}
			for i, took := range tc.took {
				if r.took[i] != took {
					t.Errorf("took %v, want %v", r.took, tc.took)
				}
			}
			if tc.fails == nil && r.reply.Take(ok) {
				t.Error("it takes something when it has been given")
			}
		})
	}
}
