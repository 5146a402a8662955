package mattermost

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	sinceMost = 1_000 // what the server answers at most, without saying so
	pageSize  = 200   // the most that it allows
	pagesMost = 500
)

// newer lists what was made, changed or deleted in the channel after from (the
// server's milliseconds), the oldest first. Where more happened than the server lists at
// once, it goes through the pages: then changes of older posts, and deletions, are
// missing.
func (c *Client) newer(ctx context.Context, channel string, from int64) ([]*model.Post, error) {
	list, err := c.since(ctx, channel, from)
	if err != nil {
		return nil, err
	}
	posts := ordered(list)
	if len(list.Order) >= sinceMost {
		if posts, err = c.pages(ctx, channel, from, posts); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(posts, func(a, b *model.Post) int {
		return cmp.Or(cmp.Compare(a.CreateAt, b.CreateAt), cmp.Compare(a.Id, b.Id))
	})
	return posts, nil
}

// pages adds to what is known all posts that were made after from.
func (c *Client) pages(ctx context.Context, channel string, from int64, known []*model.Post) ([]*model.Post, error) {
	have := map[string]bool{}
	for _, p := range known {
		have[p.Id] = true
	}
	for n := range pagesMost {
		list, err := c.page(ctx, channel, n, pageSize)
		if err != nil {
			return nil, err
		}
		got, older := ordered(list), false
		for _, p := range got {
			older = older || p.CreateAt <= from
			if !have[p.Id] && p.CreateAt > from {
				have[p.Id] = true
				known = append(known, p)
			}
		}
		if older || len(got) < pageSize {
			return known, nil
		}
	}
	return nil, refusal("read a channel", errors.New("there are too many posts"))
}

// ordered are the posts that a list is about. Beside them it holds the roots of their
// threads.
func ordered(list *model.PostList) []*model.Post {
	posts := make([]*model.Post, 0, len(list.Order))
	for _, id := range list.Order {
		if p := list.Posts[id]; p != nil {
			posts = append(posts, p)
		}
	}
	return posts
}
