package bot

import (
	"bytes"
	"errors"
	"sync"

	"wecan/flows"
)

// What is told to many is stored once, as a member field of whoever tells it: see
// [flows.Shared]. The tells and the inputs that they become name it, so that outboxes,
// journals and dead letters stay small; a turn gets what it names, read here.

// sharedKept is how many a process keeps in memory. One that goes to many is named by
// thousands of turns one after another; there are few at a time.
const sharedKept = 8

// sharedData are the last ones that were read, the newest at the end. The zero value
// is ready.
type sharedData struct {
	mu   sync.Mutex
	kept []sharedItem
}

type sharedItem struct {
	at   flows.Shared
	data []byte
}

// find answers a copy: a machine may do with its input what it likes.
func (s *sharedData) find(at flows.Shared) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.kept {
		if one.at == at {
			return bytes.Clone(one.data), true
		}
	}
	return nil, false
}

func (s *sharedData) keep(at flows.Shared, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.kept {
		if one.at == at {
			return // read by two at once
		}
	}
	s.kept = append(s.kept, sharedItem{at, bytes.Clone(data)})
	s.kept = s.kept[max(0, len(s.kept)-sharedKept):]
}

// filled is an input with what it names. One that is gone, or whose actor cannot be
// read, is as if nothing had been told; that is not kept in mind, as it may be restored.
func (t *turn) filled() (flows.Input, error) {
	told, ok := t.in.Input.(flows.Told)
	if !ok || told.Shared == nil {
		return t.in.Input, nil
	}
	if data, ok := t.r.shared.find(*told.Shared); ok {
		told.Data = data
		return told, nil
	}
	record, err := t.r.Store.Load(t.r.life, told.Shared.Actor, []string{told.Shared.Member})
	switch {
	case errors.Is(err, flows.ErrUnreadable):
		return told, nil
	case err != nil:
		return nil, err
	}
	if told.Data = record.Members[told.Shared.Member]; len(told.Data) > 0 {
		t.r.shared.keep(*told.Shared, told.Data)
	}
	return told, nil
}
