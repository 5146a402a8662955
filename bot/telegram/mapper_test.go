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
		"reply":           {`"message":{` + head + private + `,"text":"a","reply_to_message":` + asked(private) + `}`, flows.Text{Origin: her, Message: 12, Text: "a", Reply: 7}},
		"reply elsewhere": {`"message":{` + head + private + `,"text":"a","reply_to_message":` + asked(group) + `}`, flows.Text{Origin: her, Message: 12, Text: "a"}},
		"reply to none":   {`"message":{` + head + private + `,"text":"a","reply_to_message":null}`, flows.Text{Origin: her, Message: 12, Text: "a"}},
		"quote of elsewhere": {
			`"message":{` + head + private + `,"text":"a","external_reply":{"origin":{"type":"user","date":1,"sender_user":{"id":5,"is_bot":false,"first_name":"B"}},"message_id":7}}`,
			flows.Text{Origin: her, Message: 12, Text: "a"},
		},
		"reply with a photo": {
			`"message":{` + head + private + `,"photo":[{"file_id":"a"}],"caption":"b","reply_to_message":` + asked(private) + `}`,
			flows.Media{Origin: her, Message: 12, What: "photo", Caption: "b", Reply: 7, File: flows.File{ID: "a"}},
		},
		"reply with a place": {
			`"message":{` + head + private + `,"location":{"latitude":1,"longitude":2},"reply_to_message":` + asked(private) + `}`,
			flows.Media{Origin: her, Message: 12, What: "location", Reply: 7, Place: flows.Place{Lat: 1, Lon: 2}},
		},
		"group":           {`"message":{` + head + group + `,"text":"a"}`, nil},
		"another bot":     {`"message":{"message_id":1,"date":1,"from":{"id":5,"is_bot":true,"first_name":"B"},` + private + `,"text":"a"}`, nil},
		"channel post":    {`"channel_post":{` + head + group + `,"text":"a"}`, nil},
		"edited":          {`"edited_message":{` + head + private + `,"text":"b"}`, flows.Edited{Origin: her, Message: 12, Text: "b"}},
		"edited caption":  {`"edited_message":{` + head + private + `,"photo":[{"file_id":"a"}],"caption":"b"}`, flows.Edited{Origin: her, Message: 12, Text: "b"}},
		"edited picture":  {`"edited_message":{` + head + private + `,"photo":[{"file_id":"a"}]}`, flows.Edited{Origin: her, Message: 12}},
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

// asked is a message of the bot that is replied to.
func asked(chat string) string {
	return `{"message_id":7,"date":1699999999,"from":{"id":1000000001,"is_bot":true,"first_name":"Bot"},` + chat + `,"text":"?"}`
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

func TestMediaBringsItsDetails(t *testing.T) {
	for name, tc := range map[string]struct {
		fields string
		want   flows.Media
	}{
		"voice": {
			`"voice":{"file_id":"f","file_unique_id":"u","duration":4,"mime_type":"audio/ogg","file_size":9000}`,
			flows.Media{What: "voice", File: flows.File{ID: "f", Mime: "audio/ogg", Size: 9000, Seconds: 4}},
		},
		"voice with a caption": {
			`"voice":{"file_id":"f","duration":4},"caption":" \u202ea\u030a "`,
			flows.Media{What: "voice", Caption: " \u202ea\u030a ", File: flows.File{ID: "f", Seconds: 4}},
		},
		"photo, largest first": {
			`"photo":[{"file_id":"big","width":1280,"height":960,"file_size":5000},{"file_id":"small","width":90,"height":67,"file_size":900}],"caption":"look"`,
			flows.Media{What: "photo", Caption: "look", File: flows.File{ID: "big", Size: 5000}},
		},
		"photo, largest last": {
			`"photo":[{"file_id":"small","width":90,"height":67,"file_size":900},{"file_id":"big","width":1280,"height":960}]`,
			flows.Media{What: "photo", File: flows.File{ID: "big"}},
		},
		"photo of unknown sizes": {
			`"photo":[{"file_id":"a"},{"file_id":"b","file_size":7}]`,
			flows.Media{What: "photo", File: flows.File{ID: "b", Size: 7}},
		},
		"document": {
			`"document":{"file_id":"f","file_name":"CV \u0644.pdf","mime_type":"application/pdf","file_size":3000000000}`,
			flows.Media{What: "document", File: flows.File{ID: "f", Name: "CV \u0644.pdf", Mime: "application/pdf", Size: 3_000_000_000}},
		},
		"audio": {
			`"audio":{"file_id":"f","file_name":"a.mp3","mime_type":"audio/mpeg","file_size":5,"duration":60}`,
			flows.Media{What: "audio", File: flows.File{ID: "f", Name: "a.mp3", Mime: "audio/mpeg", Size: 5, Seconds: 60}},
		},
		"video": {
			`"video":{"file_id":"f","file_name":"a.mp4","mime_type":"video/mp4","file_size":5,"duration":10,"width":1,"height":1}`,
			flows.Media{What: "video", File: flows.File{ID: "f", Name: "a.mp4", Mime: "video/mp4", Size: 5, Seconds: 10}},
		},
		"video note": {
			`"video_note":{"file_id":"f","file_size":5,"duration":10,"length":240}`,
			flows.Media{What: "video_note", File: flows.File{ID: "f", Size: 5, Seconds: 10}},
		},
		"animation, a document too": {
			`"animation":{"file_id":"f","file_name":"a.gif","mime_type":"video/mp4","file_size":5,"duration":2},"document":{"file_id":"g"}`,
			flows.Media{What: "animation", File: flows.File{ID: "f", Name: "a.gif", Mime: "video/mp4", Size: 5, Seconds: 2}},
		},
		"sticker": {
			`"sticker":{"file_id":"f","file_unique_id":"u","type":"regular","width":512,"height":512,"is_animated":false,"is_video":false,"emoji":"x","file_size":9}`,
			flows.Media{What: "sticker", File: flows.File{ID: "f", Size: 9}},
		},
		"own contact": {
			`"contact":{"phone_number":"+49 155 50100001","first_name":"A","user_id":7000000001}`,
			flows.Media{What: "contact", Contact: flows.Contact{Phone: "+49 155 50100001", Own: true}},
		},
		"a friend's contact": {
			`"contact":{"phone_number":"4915550100002","first_name":"B","user_id":7000000002}`,
			flows.Media{What: "contact", Contact: flows.Contact{Phone: "4915550100002"}},
		},
		"a contact without an account": {
			`"contact":{"phone_number":"1","first_name":"B"}`,
			flows.Media{What: "contact", Contact: flows.Contact{Phone: "1"}},
		},
		"location": {
			`"location":{"latitude":51.3397,"longitude":12.3731,"horizontal_accuracy":20}`,
			flows.Media{What: "location", Place: flows.Place{Lat: 51.3397, Lon: 12.3731}},
		},
		"live location": {
			`"location":{"latitude":51.3397,"longitude":12.3731,"live_period":900}`,
			flows.Media{What: "location", Place: flows.Place{Lat: 51.3397, Lon: 12.3731}},
		},
		"venue": {
			`"venue":{"title":"t","address":"a","location":{"latitude":-1,"longitude":2}},"location":{"latitude":-1,"longitude":2}`,
			flows.Media{What: "venue", Place: flows.Place{Lat: -1, Lon: 2}},
		},
		"nothing we know": {`"invented_next_year":{"a":1}`, flows.Media{What: "other"}},
	} {
		tc.want.Origin = flows.Origin{Chat: 7000000001, Lang: "zh-hans"}
		tc.want.Message = 12
		got := received(t, head+private+","+tc.fields)
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, tc.want)
		}
	}
}

// Somebody in a chat without a sender has proved nothing.
func TestAContactIsNobodysOwnWithoutASender(t *testing.T) {
	for _, user := range []string{``, `,"user_id":0`, `,"user_id":7000000001`} {
		got := received(t, `"message_id":12,"date":1,`+private+`,"contact":{"phone_number":"1","first_name":"A"`+user+`}`)
		if m, ok := got.(flows.Media); !ok || m.Contact != (flows.Contact{Phone: "1"}) {
			t.Errorf("%q became %+v", user, got)
		}
	}
}

// received is the input that a message becomes.
func received(t *testing.T, fields string) flows.Input {
	t.Helper()
	var u models.Update
	if err := json.Unmarshal([]byte(`{"update_id":91,"message":{`+fields+`}}`), &u); err != nil {
		t.Fatal(err)
	}
	in, _ := telegram.Mapper{IDs: ids(t)}.Incoming(&u)
	return in.Input
}
