package mattermost

import (
	"errors"
	"net/url"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

// colours of a card's edge.
var colours = map[flows.PostColour]string{
	flows.PostRed:   "#c43133",
	flows.PostAmber: "#e69f00",
	flows.PostGreen: "#1c8a4c",
	flows.PostGrey:  "#8a8f98",
}

// message is the text of a post: who is to look at it, who speaks, the words.
func message(mention, from, text string) (string, error) {
	var parts []string
	if mention != "" {
		if !userName.MatchString(mention) || everybody[mention] {
			return "", errors.New("who is mentioned is no user")
		}
		parts = append(parts, "@"+mention)
	}
	if from != "" {
		parts = append(parts, bold(from+":"))
	}
	if text != "" {
		parts = append(parts, Safe(text))
	}
	return strings.Join(parts, " "), nil
}

// props are what the post carries beside its text.
func (c *Carrier) props(channel, mark string, card *flows.PostCard) model.StringInterface {
	p := model.StringInterface{propMark: mark}
	if card != nil {
		p["attachments"] = []*model.SlackAttachment{c.attachment(channel, mark, card)}
	}
	return p
}

func (c *Carrier) attachment(channel, mark string, card *flows.PostCard) *model.SlackAttachment {
	return attachment(card, func(b flows.PostButton) *model.PostAction {
		return &model.PostAction{Id: b.Verb, Integration: &model.PostActionIntegration{
			URL:     c.base + c.seal.paths[wayTap],
			Context: c.seal.context(button{About: card.About, Verb: b.Verb, Channel: channel, Mark: mark}, c.now()),
		}}
	})
}

// attachment makes a card. action is the id of a button, and what is behind it.
func attachment(card *flows.PostCard, action func(flows.PostButton) *model.PostAction) *model.SlackAttachment {
	a := &model.SlackAttachment{
		Color: colours[card.Colour], Title: Safe(card.Title), Text: Safe(card.Text), Fallback: Safe(card.Title),
		Fields: []*model.SlackAttachmentField{},
	}
	for _, f := range card.Fields {
		a.Fields = append(a.Fields, &model.SlackAttachmentField{
			Title: Safe(f.Title), Value: Safe(f.Text), Short: model.SlackCompatibleBool(f.Short),
		})
	}
	for _, b := range card.Buttons {
		one := action(b)
		one.Type, one.Name, one.Style = model.PostActionTypeButton, clean(b.Label), "default"
		if b.Primary {
			one.Style = "primary"
		}
		a.Actions = append(a.Actions, one)
	}
	return a
}

// checkReach checks where the server reaches us.
func checkReach(base string) (string, error) {
	base = strings.TrimRight(base, "/")
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("mattermost: the address where the server reaches the bot must look like https://bot.example.org")
	}
	return base, nil
}
