// Package mattermost joins the bot with a Mattermost server, where the team works.
package mattermost

import (
	_ "github.com/gorilla/websocket"
	_ "github.com/mattermost/mattermost-server/v6/model"
)
