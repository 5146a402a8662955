package flows_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

func TestActorCodec(t *testing.T) {
	a := flows.Actor{ID: "person.x", Created: time.Date(2026, 3, 2, 1, 2, 3, 0, time.UTC), Index: []string{"a:b"}, Body: json.RawMessage(`{"x":1}`)}
	a.SetTimer("wait", a.Created)
	data, err := flows.EncodeActor(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := flows.DecodeActor("person.x", data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := flows.EncodeActor(back)
	if err != nil || !bytes.Equal(data, again) || back.ID != "person.x" || !back.Timers["wait"].Equal(a.Created) {
		t.Errorf("%s became %s: %v", data, again, err)
	}
	a.Body = json.RawMessage(`"` + strings.Repeat("x", flows.StateLimit) + `"`)
	if _, err := flows.EncodeActor(a); err == nil {
		t.Error("a state over the limit was encoded")
	}
	if _, err := flows.DecodeActor("person.x", []byte("{")); err == nil {
		t.Error("half a state was decoded")
	}
	if none, err := flows.DecodeActor("person.x", nil); err != nil || none.ID != "person.x" {
		t.Errorf("an actor that does not exist yet: %+v %v", none, err)
	}
}
