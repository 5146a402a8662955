package telegram

import (
	"encoding/json"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// FuzzUpdate: whatever Telegram sends, one update is an input, a dead letter or
// none of ours; nothing panics, not even behind the recover.
func FuzzUpdate(f *testing.F) {
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), 1)
	if err != nil {
		f.Fatal(err)
	}
	in := &Intake{Mapper: Mapper{IDs: ids}, Log: slog.New(slog.DiscardHandler)}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := in.sort([]json.RawMessage{raw})
		var u models.Update
		if json.Unmarshal(raw, &u) == nil {
			whole, ok := in.Mapper.Incoming(&u) // must not panic
			if u.ID > 0 && (ok != (len(b.ins) == 1) || ok && !reflect.DeepEqual(whole, b.ins[0])) {
				t.Errorf("the library reads %#v, %v; we read %#v", whole, ok, b.ins)
			}
		}
		if len(b.ins)+len(b.dead) > 1 || b.size != 1 {
			t.Fatalf("%d inputs and %d letters of one update", len(b.ins), len(b.dead))
		}
		for _, d := range b.dead {
			if !strings.HasPrefix(d.ID, "update/") || d.Reason == "" || string(d.Payload) != string(raw) {
				t.Errorf("letter %+v", d)
			}
		}
		for _, i := range b.ins {
			checkInput(t, i, b.last)
			checkRough(t, raw, i, in)
		}
	})
}

// checkInput also takes the input through the journal and back.
func checkInput(t *testing.T, i flows.Incoming, id int64) {
	t.Helper()
	if id <= 0 || !strings.HasPrefix(i.ID, "update:") || i.To.Kind() != flows.KindPerson || i.Trace == "" {
		t.Errorf("incoming %+v", i)
	}
	data, err := flows.EncodeInput(i.Input)
	if err != nil {
		t.Fatal(err)
	}
	back, err := flows.DecodeInput(data)
	if err != nil || !reflect.DeepEqual(back, i.Input) {
		t.Errorf("%#v came back as %#v, %v", i.Input, back, err)
	}
}

// checkRough: the few fields read alone make the same input.
func checkRough(t *testing.T, raw []byte, i flows.Incoming, in *Intake) {
	t.Helper()
	var few roughUpdate
	if json.Unmarshal(raw, &few) != nil {
		return // the library is more lenient somewhere: it is asked first
	}
	again, ok := in.Mapper.Incoming(few.update())
	if media, is := i.Input.(flows.Media); is && media.File.ID == "" && media.Contact == (flows.Contact{}) && media.Place == (flows.Place{}) {
		// What has no details may go by another name, or by none.
		if rough, is := again.Input.(flows.Media); is {
			media.What = rough.What
			i.Input = media
		}
	}
	if !ok || !reflect.DeepEqual(again, i) {
		t.Errorf("roughly %#v, %v\nin full %#v", again, ok, i)
	}
}

// FuzzAnswer: what is saved from a broken answer are whole updates, in their
// order, and never one that is not in it.
func FuzzAnswer(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := salvage(body)
		if !ok {
			return
		}
		rest := string(body)
		for _, raw := range got.raws {
			_, after, found := strings.Cut(rest, string(raw))
			if !json.Valid(raw) || !found {
				t.Fatalf("%q is not an update of %q", raw, body)
			}
			rest = after
		}
		if got.broken == (len(got.raws) > 0) || got.brokenID < 0 {
			t.Errorf("%+v", got)
		}
	})
}
