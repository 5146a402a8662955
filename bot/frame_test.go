package bot

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"testing"
	"time"

	"wecan/flows"
)

var frameDay = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

func etagOf(i int) flows.Etag { return etagText(uint64(1000 + i)) }

// filled has seen n inputs, one each minute.
func filled(n int) *frame {
	f := &frame{actor: []byte(`{"c":"2026-11-26T09:00:00Z"}`)}
	for i := range n {
		f.remember(fmt.Sprintf("update:%d", i), etagOf(i), frameDay.Add(time.Duration(i)*time.Minute))
	}
	return f
}

func TestFrameComesBackAsItWas(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 100, 599, 650} {
		f := filled(n)
		got, err := decodeFrame(f.encode())
		if err != nil {
			t.Fatal(err)
		}
		if len(got.seen) != min(n, seenMost) || len(got.etags) != min(n, etagsKept) || string(got.actor) != string(f.actor) {
			t.Fatalf("of %d: %d seen, %d etags, actor %s", n, len(got.seen), len(got.etags), got.actor)
		}
		for i := max(0, n-seenMost); i < n; i++ {
			want := etagOf(i)
			if i < n-etagsKept {
				want = ""
			}
			if etag, ok := got.committer(fmt.Sprintf("update:%d", i)); !ok || etag != want {
				t.Fatalf("of %d the input %d has %q, %v; want %q", n, i, etag, ok, want)
			}
		}
		if _, ok := got.committer(fmt.Sprintf("update:%d", n)); ok {
			t.Fatalf("of %d: an input is known that never came", n)
		}
	}
}

// Telegram keeps an update for a day and may bring it again: two days must be
// remembered, and the last hundred however old they are.
func TestFrameForgetsWhatIsOldAndNotAmongTheLast(t *testing.T) {
	f := filled(300)
	for _, tc := range []struct {
		after time.Duration
		want  int
	}{{47 * time.Hour, 301}, {48 * time.Hour, 302}, {70 * time.Hour, 100}, {1000 * time.Hour, 100}} {
		f.remember("later", etagOf(0), frameDay.Add(tc.after))
		if len(f.seen) != tc.want {
			t.Errorf("%v later %d are remembered, want %d", tc.after, len(f.seen), tc.want)
		}
	}
}

func TestDamagedFramesAreRefused(t *testing.T) {
	whole := filled(20).encode()
	for n := 1; n < len(whole)-len(`{"c":"2026-11-26T09:00:00Z"}`); n++ {
		if _, err := decodeFrame(whole[:n]); err == nil {
			t.Fatalf("%d bytes of %d were read", n, len(whole))
		}
	}
}

// A state that an older version wrote.
func TestOldFramesAreRead(t *testing.T) {
	old := []byte{frameForm, 0, 3, 0, 18}
	f := filled(18)
	for i := range 18 {
		old = binary.BigEndian.AppendUint64(old, f.seen[i].id<<16|0xbeef)
		old = binary.BigEndian.AppendUint64(old, etagNumber(etagOf(i)))
		old = binary.BigEndian.AppendUint32(old, uint32(frameDay.Unix()+int64(i)*60))
	}
	old = append(old, f.actor...)
	got, err := decodeFrame(old)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.seen, f.seen) || !reflect.DeepEqual(got.etags, f.etags) || string(got.actor) != string(f.actor) {
		t.Errorf("got  %+v\nwant %+v", got, f)
	}
	if _, err := decodeFrame(old[:100]); err == nil {
		t.Error("a part of it was read")
	}
}
