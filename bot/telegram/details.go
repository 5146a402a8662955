package telegram

import (
	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// media is a message without text, with what it carries. Nothing is cleaned or
// put into another form: the flow knows what it asked for.
func media(m *models.Message, from flows.Origin) flows.Media {
	in := flows.Media{Origin: from, Message: m.ID, What: what(m), Caption: m.Caption, Reply: replied(m)}
	switch in.What {
	case "contact":
		in.Contact = contact(m)
	case "location":
		in.Place = place(*m.Location)
	case "venue":
		in.Place = place(m.Venue.Location)
	default:
		in.File = file(m, in.What)
	}
	return in
}

// file is what the field of that name carries; empty when it is none that the
// vocabulary has a file for.
func file(m *models.Message, field string) flows.File {
	switch field {
	case "voice":
		f := m.Voice
		return flows.File{ID: f.FileID, Mime: f.MimeType, Size: f.FileSize, Seconds: f.Duration}
	case "photo":
		f := largest(m.Photo)
		return flows.File{ID: f.FileID, Size: int64(f.FileSize)}
	case "video":
		f := m.Video
		return flows.File{ID: f.FileID, Name: f.FileName, Mime: f.MimeType, Size: f.FileSize, Seconds: f.Duration}
	case "video_note":
		f := m.VideoNote
		return flows.File{ID: f.FileID, Size: int64(f.FileSize), Seconds: f.Duration}
	case "audio":
		f := m.Audio
		return flows.File{ID: f.FileID, Name: f.FileName, Mime: f.MimeType, Size: f.FileSize, Seconds: f.Duration}
	case "animation":
		f := m.Animation
		return flows.File{ID: f.FileID, Name: f.FileName, Mime: f.MimeType, Size: f.FileSize, Seconds: f.Duration}
	case "sticker":
		f := m.Sticker
		return flows.File{ID: f.FileID, Size: int64(f.FileSize)}
	case "document":
		f := m.Document
		return flows.File{ID: f.FileID, Name: f.FileName, Mime: f.MimeType, Size: f.FileSize}
	}
	return flows.File{}
}

// largest does not trust the order of the sizes: the Bot API promises none.
func largest(sizes []models.PhotoSize) models.PhotoSize {
	var best models.PhotoSize
	for _, s := range sizes {
		area, most := int64(s.Width)*int64(s.Height), int64(best.Width)*int64(best.Height)
		if best.FileID == "" || area > most || area == most && s.FileSize > best.FileSize {
			best = s
		}
	}
	return best
}

// contact is her own only when Telegram says whose the number is, and that it
// is the sender's: people share others' contacts, and one without an account
// has no id at all.
func contact(m *models.Message) flows.Contact {
	c := m.Contact
	return flows.Contact{
		Phone: c.PhoneNumber,
		Own:   c.UserID != 0 && m.From != nil && c.UserID == m.From.ID,
	}
}

func place(l models.Location) flows.Place { return flows.Place{Lat: l.Latitude, Lon: l.Longitude} }
