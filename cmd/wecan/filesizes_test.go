package main

import (
	"testing"
	"time"

	"wecan/bot/telegram"
	"wecan/flows/referral"
)

// The team is told which files are too large. All smaller ones go both ways: Telegram
// takes them and hands them out, and a call has the time for them on a usual line.
func TestTheFilesThatTheTeamIsToldOfGoThrough(t *testing.T) {
	if referral.FileMost > telegram.UploadLimit || referral.FileMost > telegram.DownloadLimit {
		t.Errorf("%d bytes are more than Telegram takes (%d) or hands out (%d)", referral.FileMost, telegram.UploadLimit, telegram.DownloadLimit)
	}
	const (
		line = 10_000_000 / 8   // bytes a second of 10 Mbit/s
		has  = 18 * time.Second // see Runtime.timeFor
	)
	if needs := time.Duration(referral.FileMost) * time.Second / line; needs > has {
		t.Errorf("a line of 10 Mbit/s needs %s, and the call has %s", needs, has)
	}
}
