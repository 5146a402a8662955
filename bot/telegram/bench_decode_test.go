package telegram

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"wecan/flows"
)

// BenchmarkDecode reads an update as it comes from Telegram into an input. A text
// and a tap on a button are read the quick way; a photo is read whole.
func BenchmarkDecode(b *testing.B) {
	ids, err := flows.NewIDs([]byte("0123456789abcdef"), 1)
	if err != nil {
		b.Fatal(err)
	}
	in := &Intake{Mapper: Mapper{IDs: ids}, Log: slog.New(slog.DiscardHandler)}
	const (
		from = `"from":{"id":7000000001,"is_bot":false,"first_name":"Amina","username":"amina","language_code":"ar"}`
		chat = `"chat":{"id":7000000001,"first_name":"Amina","username":"amina","type":"private"},"date":1764190000`
	)
	for name, update := range map[string]string{
		"text": `{"update_id":%d,"message":{"message_id":41,` + from + `,` + chat + `,"text":"Dari, a little German"}}`,
		"tap": `{"update_id":%d,"callback_query":{"id":"4382bfdwdsb323b2d9","chat_instance":"-3123","data":"enrollment/adult/3f9a/yes",` + from +
			`,"message":{"message_id":40,"from":{"id":1,"is_bot":true,"first_name":"WE CAN","username":"wecan_bot"},` + chat +
			`,"text":"Are you 18 or older?","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"enrollment/adult/3f9a/yes"}],` +
			`[{"text":"No","callback_data":"enrollment/adult/3f9a/no"}]]}}}}`,
		"photo": `{"update_id":%d,"message":{"message_id":41,` + from + `,` + chat + `,"caption":"my paper","photo":[` +
			`{"file_id":"AgACAgIAAxkB","file_unique_id":"AQADx","file_size":1423,"width":90,"height":67},` +
			`{"file_id":"AgACAgIAAxkC","file_unique_id":"AQADy","file_size":81234,"width":1280,"height":960}]}}`,
	} {
		b.Run(name, func(b *testing.B) {
			raws := []json.RawMessage{json.RawMessage(fmt.Sprintf(update, 100000001))}
			b.SetBytes(int64(len(raws[0])))
			b.ReportAllocs()
			for b.Loop() {
				if got := in.sort(raws); len(got.ins) != 1 {
					b.Fatalf("read as %+v", got)
				}
			}
		})
	}
}
