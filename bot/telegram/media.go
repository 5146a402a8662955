package telegram

import "github.com/go-telegram/bot/models"

// what names the field that a message without text has instead, as the Bot API
// calls it. Some fields come in pairs for old clients: an animation is a
// document too, and a venue has a location; the more telling one is first.
// "other" is what Telegram invented later. Their details: [media].
func what(m *models.Message) string {
	for _, f := range []struct {
		has  bool
		name string
	}{
		{m.Voice != nil, "voice"},
		{len(m.Photo) > 0, "photo"},
		{m.Video != nil, "video"},
		{m.VideoNote != nil, "video_note"},
		{m.Audio != nil, "audio"},
		{m.Animation != nil, "animation"},
		{m.Document != nil, "document"},
		{m.Sticker != nil, "sticker"},
		{m.Venue != nil, "venue"},
		{m.Location != nil, "location"},
		{m.Contact != nil, "contact"},
		{m.Poll != nil, "poll"},
		{m.Dice != nil, "dice"},
		{m.Story != nil, "story"},
		{m.Game != nil, "game"},
		{m.Checklist != nil, "checklist"},
		{m.PaidMedia != nil, "paid_media"},
		{m.Invoice != nil, "invoice"},
		{m.SuccessfulPayment != nil, "successful_payment"},
		{m.UsersShared != nil, "users_shared"},
		{m.ChatShared != nil, "chat_shared"},
		{m.WebAppData != nil, "web_app_data"},
		{m.PinnedMessage != nil, "pinned_message"},
		{m.MessageAutoDeleteTimerChanged != nil, "message_auto_delete_timer_changed"},
		{m.WriteAccessAllowed != nil, "write_access_allowed"},
		{m.ChatBackgroundSet != nil, "chat_background_set"},
		{m.Gift != nil, "gift"},
	} {
		if f.has {
			return f.name
		}
	}
	return "other"
}
