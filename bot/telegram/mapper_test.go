package telegram_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/go-telegram/bot/models"

	"wecan/bot/telegram"
	"wecan/flows"
)

const (
	private = `"chat":{"id":7000000001,"type":"private"}`
	from    = `"from":{"id":7000000001,"is_bot":false,"first_name":"A","language_code":"zh-hans"}`
	group   = `"chat":{"id":-100,"type":"supergroup"}`
	head    = `"message_id":12,"date":1700000000,` + from + `,`
)

func TestMapperMakesInputsOfUpdates(t *testing.T) {
	her := flows.Origin{Chat: 7000000001, Lang: "zh-hans"}
	for name, tc := range map[string]struct {
		update string
		want   flows.Input // nil: none of ours
	}{
		"text":            {`"message":{` + head + private + `,"text":"/start x"}`, flows.Text{Origin: her, Message: 12, Text: "/start x"}},
		"text as sent":    {`"message":{` + head + private + `,"text":" \u202ea\u030a "}`, flows.Text{Origin: her, Message: 12, Text: " \u202ea\u030a "}},
		"no from":         {`"message":{"message_id":12,"date":1,` + private + `,"text":"a"}`, flows.Text{Origin: flows.Origin{Chat: her.Chat}, Message: 12, Text: "a"}},
		"group":           {`"message":{` + head + group + `,"text":"a"}`, nil},
		"another bot":     {`"message":{"message_id":1,"date":1,"from":{"id":5,"is_bot":true,"first_name":"B"},` + private + `,"text":"a"}`, nil},
		"channel post":    {`"channel_post":{` + head + group + `,"text":"a"}`, nil},
		"edited":          {`"edited_message":{` + head + private + `,"text":"b"}`, flows.Edited{Origin: her, Message: 12, Text: "b"}},
		"edited caption":  {`"edited_message":{` + head + private + `,"photo":[{"file_id":"a"}],"caption":"b"}`, flows.Edited{Origin: her, Message: 12}},
		"live location":   {`"edited_message":{` + head + private + `,"location":{"latitude":1,"longitude":2,"live_period":60}}`, nil},
		"edited in group": {`"edited_message":{` + head + group + `,"text":"b"}`, nil},
		"tap": {
			`"callback_query":{"id":"q1",` + from + `,"message":{` + head + private + `,"text":"?"},"data":"d"}`,
			flows.Tap{Origin: her, Query: "q1", Message: 12, Data: "d"},
		},
		"tap without message":   {`"callback_query":{"id":"q1",` + from + `,"data":"d"}`, flows.Tap{Origin: her, Query: "q1", Data: "d"}},
		"tap with null message": {`"callback_query":{"id":"q1",` + from + `,"message":null,"data":"d"}`, flows.Tap{Origin: her, Query: "q1", Data: "d"}},
		"tap on inaccessible message": {
			`"callback_query":{"id":"q1",` + from + `,"message":{"message_id":12,"date":0,` + private + `},"data":"d"}`,
			flows.Tap{Origin: her, Query: "q1", Message: 12, Data: "d"},
		},
		"tap in a group":                      {`"callback_query":{"id":"q1",` + from + `,"message":{` + head + group + `,"text":"?"},"data":"d"}`, nil},
		"tap on inaccessible group message":   {`"callback_query":{"id":"q1",` + from + `,"message":{"message_id":12,"date":0,` + group + `},"data":"d"}`, nil},
		"blocked":                             {member(private, "kicked"), flows.Reach{Origin: her, Blocked: true}},
		"left":                                {member(private, "left"), flows.Reach{Origin: her, Blocked: true}},
		"back":                                {member(private, "member"), flows.Reach{Origin: her}},
		"added to a group":                    {member(group, "member"), nil},
		"a kind nobody asked for":             {`"poll_answer":{"poll_id":"1","option_ids":[]}`, nil},
		"a kind that the library cannot name": {`"brand_new":{"a":1}`, nil},
		"nothing at all":                      {`"x":1`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var u models.Update
			if err := json.Unmarshal([]byte(`{"update_id":91,`+tc.update+`}`), &u); err != nil {
				t.Fatal(err)
			}
			in, ok := telegram.Mapper{IDs: ids(t)}.Incoming(&u)
			if tc.want == nil {
				if ok {
					t.Fatalf("it became %#v", in)
				}
				return
			}
			want := flows.Incoming{ID: "update:91", To: ids(t).Person(7000000001), Trace: "u2j", Input: tc.want}
			if !ok || !reflect.DeepEqual(in, want) {
				t.Errorf("got  %#v, %v\nwant %#v", in, ok, want)
			}
		})
	}
	if _, ok := (telegram.Mapper{IDs: ids(t)}).Incoming(nil); ok {
		t.Error("nil became an input")
	}
}

func member(chat, status string) string {
	return `"my_chat_member":{` + chat + `,` + from + `,"date":1,` +
		`"old_chat_member":{"status":"member","user":{"id":1,"is_bot":true,"first_name":"B"}},` +
		`"new_chat_member":{"status":"` + status + `","user":{"id":1,"is_bot":true,"first_name":"B"},"until_date":0}}`
}

// A message without text always becomes an input, so that it can be answered.
func TestMediaIsNamedAsTelegramNamesIt(t *testing.T) {
	for what, fields := range map[string]string{
		"voice":      `"voice":{"file_id":"f","duration":1}`,
		"photo":      `"photo":[{"file_id":"f"}],"caption":"look"`,
		"video":      `"video":{"file_id":"f"}`,
		"video_note": `"video_note":{"file_id":"f"}`,
		"audio":      `"audio":{"file_id":"f"}`,
		"document":   `"document":{"file_id":"f"}`,
		"sticker":    `"sticker":{"file_id":"f"}`,
		"animation":  `"animation":{"file_id":"f"},"document":{"file_id":"f"}`,
		"location":   `"location":{"latitude":51.3,"longitude":12.4}`,
		"venue":      `"venue":{"title":"t","address":"a","location":{"latitude":1,"longitude":2}},"location":{"latitude":1,"longitude":2}`,
		"contact":    `"contact":{"phone_number":"1","first_name":"A","user_id":7000000001}`,
		"poll":       `"poll":{"id":"1","question":"?","options":[]}`,
		"dice":       `"dice":{"emoji":"x","value":1}`,
		"story":      `"story":{"id":1}`,
		"other":      `"invented_next_year":{"a":1}`,
	} {
		var u models.Update
		if err := json.Unmarshal([]byte(`{"update_id":91,"message":{`+head+private+`,`+fields+`}}`), &u); err != nil {
			t.Fatal(err)
		}
		in, ok := telegram.Mapper{IDs: ids(t)}.Incoming(&u)
		media, is := in.Input.(flows.Media)
		if !ok || !is || media.What != what || media.Message != 12 || media.Chat != 7000000001 {
			t.Errorf("%s became %#v, %v", what, in.Input, ok)
		}
	}
}
