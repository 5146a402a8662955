package telegram

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"testing"

	"wecan/flows"
)

// TestEachReaderSeesWhatWasRepliedTo takes updates that are read the quick way,
// whole, and roughly, because the library does not know something in them.
func TestEachReaderSeesWhatWasRepliedTo(t *testing.T) {
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), 1)
	if err != nil {
		t.Fatal(err)
	}
	const (
		chat  = `"chat":{"id":7,"type":"private"}`
		head  = `{"update_id":91,"message":{"message_id":12,"date":2,"from":{"id":7,"is_bot":false,"first_name":"A"},` + chat
		photo = `,"photo":[{"file_id":"a"}],"caption":"b"`
		news  = `,"forward_origin":{"type":"new"}`
	)
	reply := func(to string) string { return `,"reply_to_message":{"message_id":5,"date":1,` + to + `}` }
	her := flows.Origin{Chat: 7}
	text := flows.Text{Origin: her, Message: 12, Text: "a"}
	picture := flows.Media{Origin: her, Message: 12, What: "photo", Caption: "b", File: flows.File{ID: "a"}}
	answer, shown := text, picture
	answer.Reply, shown.Reply = 5, 5
	for name, c := range map[string]struct {
		message     string
		quick, full bool // whether it is read the quick way, and whether the library can read it
		want        flows.Input
	}{
		"text":                           {`,"text":"a"` + reply(chat), true, true, answer},
		"text, odd reply":                {`,"text":"a"` + reply(chat+news), true, false, answer},
		"text, reply of a wrong type":    {`,"text":"a","reply_to_message":5`, false, false, text},
		"text, reply to another chat":    {`,"text":"a"` + reply(`"chat":{"id":8,"type":"private"}`), true, true, text},
		"text, reply without a chat":     {`,"text":"a"` + reply(`"text":"?"`), true, true, text},
		"picture":                        {photo + reply(chat), false, true, shown},
		"picture, odd reply":             {photo + reply(chat+news), false, false, shown},
		"picture, reply of a wrong type": {photo + `,"reply_to_message":[]`, false, false, picture},
		"picture, reply to another chat": {photo + news + reply(`"chat":{"id":-100,"type":"supergroup"}`), false, false, picture},
		"picture alone":                  {photo, false, true, picture},
	} {
		raw := json.RawMessage(head + c.message + `}}`)
		in := &Intake{Mapper: Mapper{IDs: ids}, Log: slog.New(slog.DiscardHandler)}
		b := in.sort([]json.RawMessage{raw})
		if len(b.ins) != 1 || !reflect.DeepEqual(b.ins[0].Input, c.want) {
			t.Errorf("%s: %+v, want %+v", name, b.ins, c.want)
		}
		if _, _, full := quick(raw); full == c.quick {
			t.Errorf("%s is read whole: %v", name, full)
		}
		if _, rough, err := decode(raw); err != nil || rough == c.full {
			t.Errorf("%s is read roughly: %v, %v", name, rough, err)
		}
		var few roughUpdate
		if err := json.Unmarshal(raw, &few); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, _ := in.Mapper.Incoming(few.update()); !reflect.DeepEqual(got.Input, c.want) {
			t.Errorf("%s, roughly: %+v, want %+v", name, got.Input, c.want)
		}
	}
}
