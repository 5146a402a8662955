package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"wecan/bot"
	"wecan/bot/telegram"
	"wecan/flows"
)

// fetchAnswer brings a voice message or another file that somebody answered
// with from Telegram to whoever is to hear or see it.
type fetchAnswer struct {
	deadFlags    `embed:""`
	serviceFlags `embed:""`

	Reference string `arg:"" help:"The number of an application, as WE-4K7M-9Q2."`
	By        string `required:"" placeholder:"NAME" help:"Who listens or looks. It is kept with the application."`
	Answer    string `placeholder:"ID" help:"Which answer, as wecan applications show names it; may be left out when only one is a file."`
	Out       string `required:"" placeholder:"FILE" help:"The file to write, as voice.oga. There must be none of this name yet."`
}

// Run fetches. The file is written for its owner's eyes only.
func (c *fetchAnswer) Run(ctx context.Context, p *invocation) (err error) {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	r := p.read()
	r.service(&t.set)
	if err := r.err(); err != nil {
		return err
	}
	d := t.desk()
	f, err := d.show(ctx, c.Reference) // before anything is begun for nothing
	if err == nil {
		_, err = d.file(f, c.Answer)
	}
	if err != nil {
		return err
	}
	tg, err := telegram.New(telegram.Config{Token: t.set.Token, BaseURL: t.set.APIURL})
	if err != nil {
		return err
	}
	defer tg.Close()
	return intoFile(c.Out, func(w *os.File) error {
		done, err := t.whileRunning(ctx, p, func(r *bot.Runtime) (string, error) {
			one, content, err := d.fetch(ctx, r, tg, c.Reference, c.Answer, c.By)
			if err == nil {
				_, err = w.Write(content)
			}
			return fmt.Sprintf("The answer %s, %s of %d bytes, is in %s. Delete the file when nobody needs it: it does not go with the application.",
				one.field, fileWords(one.what), len(content), c.Out), err
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.stdout, done)
		return err
	})
}

// intoFile makes the file of --out, for its owner's eyes only, and takes it away again when
// nothing comes of it.
func intoFile(name string, write func(*os.File) error) error {
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("--out is %s, which is there already; name another file", name)
	case err != nil:
		return fmt.Errorf("--out cannot be written: %w", err)
	}
	if err := errors.Join(write(w), w.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// fileWords is what a file is, in words.
func fileWords(what string) string {
	switch what {
	case "voice":
		return "a voice message"
	case "photo":
		return "a photo"
	case "audio":
		return "a sound"
	case "video_note":
		return "a round video"
	}
	return "a document"
}

// heard is an answer for the team's eyes: one that is a file is heard or seen by
// a command.
func heard(book *flows.Book, reference, field, answer string) string {
	what, _, ok := book.SentFile(field, answer)
	if !ok {
		return answer
	}
	ending := map[string]string{"voice": ".oga", "photo": ".jpg", "audio": ".mp3", "video_note": ".mp4"}[what]
	return fmt.Sprintf("%s; to open it: wecan applications fetch %s --answer=%s --by=NAME --out=%s%s", fileWords(what), reference, field, field, ending)
}
