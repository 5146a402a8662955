package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"wecan/flows"
)

// attach sends a file by the id that Telegram has given it: nothing is uploaded.
// One that lies elsewhere is brought. The phone rings for the text before it.
func (t *Telegram) attach(ctx context.Context, e flows.Attach) (int, error) {
	method := methodOf(e.What)
	switch {
	case e.Chat == 0:
		return 0, t.never(method, errNoChat)
	case e.File == "":
		return 0, t.never(method, errors.New("no file"))
	}
	if id, ok := strings.CutPrefix(e.File, flows.FileAtMattermost); ok {
		return t.bring(ctx, e, id)
	}
	file := &models.InputFileString{Data: e.File}
	send := t.sender(e, file)
	if send == nil {
		return 0, t.never("carry", fmt.Errorf("a %s cannot be sent by its id", e.What))
	}
	return t.call(ctx, method, func(ctx context.Context) error {
		_, err := send(ctx)
		return err
	})
}

// sender is the call for a kind of file, nil for one that there is not.
func (t *Telegram) sender(e flows.Attach, file models.InputFile) func(context.Context) (*models.Message, error) {
	switch e.What {
	case kindVoice:
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendVoice(ctx, &api.SendVoiceParams{ChatID: e.Chat, Voice: file, DisableNotification: true})
		}
	case kindAudio:
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendAudio(ctx, &api.SendAudioParams{ChatID: e.Chat, Audio: file, DisableNotification: true})
		}
	case kindPhoto:
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendPhoto(ctx, &api.SendPhotoParams{ChatID: e.Chat, Photo: file, DisableNotification: true})
		}
	case kindDocument:
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendDocument(ctx, &api.SendDocumentParams{ChatID: e.Chat, Document: file, DisableNotification: true})
		}
	case "video":
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendVideo(ctx, &api.SendVideoParams{ChatID: e.Chat, Video: file, DisableNotification: true})
		}
	case "video_note":
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendVideoNote(ctx, &api.SendVideoNoteParams{ChatID: e.Chat, VideoNote: file, DisableNotification: true})
		}
	case "animation":
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendAnimation(ctx, &api.SendAnimationParams{ChatID: e.Chat, Animation: file, DisableNotification: true})
		}
	case "sticker":
		return func(ctx context.Context) (*models.Message, error) {
			return t.api.SendSticker(ctx, &api.SendStickerParams{ChatID: e.Chat, Sticker: file, DisableNotification: true})
		}
	}
	return nil
}
