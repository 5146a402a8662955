package mattermost

import (
	"context"
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"
)

// sick says whether the server has lost its database, or answers nothing sensible.
// Such a server goes on answering, as measured at 6.7.2: it takes a root post that it cannot
// look up for one that is not there (400), a right for one that nobody has (403), a
// team for an unknown one (404) and a token for a wrong one (401). None of that is
// about the effect, so a refusal counts only when this says no.
//
// The question needs no token. What stands before the server may bar it (4xx): then
// the refusal is believed.
func (c *Client) sick(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+api+"/system/ping?get_server_status=true", nil)
	if err != nil {
		return false
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return true
	}
	defer func() { _ = resp.Body.Close() }()
	var said map[string]any
	if err := readJSON(resp.Body, &said); err != nil {
		return resp.StatusCode >= http.StatusInternalServerError
	}
	return said["database_status"] == model.StatusUnhealthy // its files alone may be unwell
}
