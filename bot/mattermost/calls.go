package mattermost

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mattermost/mattermost-server/v6/model"
)

// me is the bot's own account.
func (c *Client) me(ctx context.Context) (*model.User, error) {
	var u model.User
	if err := c.call(ctx, "me", http.MethodGet, "/users/me", nil, &u); err != nil {
		return nil, err
	}
	if !model.IsValidId(u.Id) {
		return nil, refusal("me", errors.New("the answer names nobody"))
	}
	return &u, nil
}

// Self is the id of the bot's own account. It is asked for once.
func (c *Client) Self(ctx context.Context) (string, error) {
	c.mu.Lock()
	id := c.self
	c.mu.Unlock()
	if id != "" {
		return id, nil
	}
	u, err := c.me(ctx)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.self = u.Id
	return u.Id, nil
}

func (c *Client) createPost(ctx context.Context, p *model.Post) (*model.Post, error) {
	var made model.Post
	if err := c.call(ctx, "post", http.MethodPost, "/posts", p, &made); err != nil {
		return nil, err
	}
	if !model.IsValidId(made.Id) {
		return nil, refusal("post", errors.New("the answer names no post"))
	}
	return &made, nil
}

func (c *Client) post(ctx context.Context, id string) (*model.Post, error) {
	var p model.Post
	if err := c.call(ctx, "read a post", http.MethodGet, "/posts/"+url.PathEscape(id), nil, &p); err != nil {
		return nil, err
	}
	return &p, nil
}

func (c *Client) patchPost(ctx context.Context, id string, patch *model.PostPatch) error {
	return c.call(ctx, "repost", http.MethodPut, "/posts/"+url.PathEscape(id)+"/patch", patch, nil)
}

func (c *Client) react(ctx context.Context, r *model.Reaction) error {
	return c.call(ctx, "react", http.MethodPost, "/reactions", r, nil)
}

func (c *Client) unreact(ctx context.Context, r *model.Reaction) error {
	return c.call(ctx, "react", http.MethodDelete,
		"/users/"+url.PathEscape(r.UserId)+"/posts/"+url.PathEscape(r.PostId)+"/reactions/"+url.PathEscape(r.EmojiName), nil, nil)
}

// since lists what was made, changed or deleted in the channel after ms, replies
// too. At most 1,000 come; which ones is not promised then.
func (c *Client) since(ctx context.Context, channel string, ms int64) (*model.PostList, error) {
	var list model.PostList
	err := c.call(ctx, "read a channel", http.MethodGet,
		"/channels/"+url.PathEscape(channel)+"/posts?since="+strconv.FormatInt(max(ms, 1), 10), nil, &list)
	return &list, err
}

// page lists the channel's posts by pages, the newest first, replies too.
func (c *Client) page(ctx context.Context, channel string, page, size int) (*model.PostList, error) {
	var list model.PostList
	err := c.call(ctx, "read a channel", http.MethodGet,
		"/channels/"+url.PathEscape(channel)+"/posts?page="+strconv.Itoa(page)+"&per_page="+strconv.Itoa(size), nil, &list)
	return &list, err
}

// thread lists all posts of a thread.
func (c *Client) thread(ctx context.Context, root string) (*model.PostList, error) {
	var list model.PostList
	err := c.call(ctx, "read a thread", http.MethodGet, "/posts/"+url.PathEscape(root)+"/thread", nil, &list)
	return &list, err
}

// upload brings a file to the channel and answers its id. size is its length in
// bytes and must be right.
func (c *Client) upload(ctx context.Context, channel, name string, size int64, body io.Reader) (string, error) {
	const what = "bring a file"
	ctx, cancel := context.WithTimeout(ctx, c.files)
	defer cancel()
	q := url.Values{"channel_id": {channel}, "filename": {name}}
	resp, err := c.send(ctx, what, http.MethodPost, api+"/files?"+q.Encode(), "application/octet-stream", body, size)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	var got model.FileUploadResponse
	if err := readJSON(resp.Body, &got); err == nil && len(got.FileInfos) == 1 && model.IsValidId(got.FileInfos[0].Id) {
		c.observe(EventCallOK)
		return got.FileInfos[0].Id, nil
	}
	c.observe(EventCallLater)
	return "", refusal(what, errors.New("the answer names no file"))
}

// File fetches a file of a post: its bytes, its name and its size in bytes. The
// caller closes it. It must be read within the FileTimeout of [Config].
func (c *Client) File(ctx context.Context, id string) (body io.ReadCloser, name string, size int64, err error) {
	const what = "fetch a file"
	if !model.IsValidId(id) {
		return nil, "", 0, never(what, errors.New("this is no id of a file"))
	}
	var about model.FileInfo
	if err := c.call(ctx, what, http.MethodGet, "/files/"+id+"/info", nil, &about); err != nil {
		return nil, "", 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.files)
	resp, err := c.send(ctx, what, http.MethodGet, api+"/files/"+id, "", nil, 0) //nolint:bodyclose // the caller closes it
	if err != nil {
		cancel()
		return nil, "", 0, err
	}
	c.observe(EventCallOK)
	return &cancelBody{resp.Body, cancel}, about.Name, about.Size, nil
}

type cancelBody struct {
	io.ReadCloser
	cancel func()
}

// Close is for io.Closer.
func (b *cancelBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

func (c *Client) openDialog(ctx context.Context, d *model.OpenDialogRequest) error {
	return c.call(ctx, "open a dialog", http.MethodPost, "/actions/dialogs/open", d, nil)
}

// hook posts a late answer to a command.
func (c *Client) hook(ctx context.Context, hook string, r *model.CommandResponse) error {
	return c.request(ctx, "answer a command", http.MethodPost, "/hooks/commands/"+url.PathEscape(hook), r, nil)
}
