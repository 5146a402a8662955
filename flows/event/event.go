package event

import (
	"embed"
	"errors"
	"strconv"
	"time"

	"wecan/flows"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

const (
	toldPlan    = "plan"
	toldCancel  = "cancel"
	toldList    = "list"
	toldOpen    = "open"
	toldSign    = "sign"
	toldLeave   = "leave"
	toldAccept  = "accept"
	toldDecline = "decline"
	toldFile    = "file"
	toldForget  = "forget"

	letterEvents = "event.events"
	letterPage   = "event.page"
	letterNews   = "event.news"

	listSep      = ","
	arrivalsMost = 20000
)

func memberArrival(n int) string { return "n/" + strconv.Itoa(n) }

type event struct {
	Standing
	Changes []Change `json:"changes,omitempty"`
	Heard   []string `json:"heard,omitempty"`
	Over    bool     `json:"over,omitempty"`
	Arrived int      `json:"arrived,omitempty"`
}

func (e *event) tally() Tally       { return Tally{} }
func (e *event) settle(int, *entry) {}
func (e *event) line(int) int       { return 0 }
func (e *event) offer(int) *offer   { return &offer{} }
func (o *offer) until() time.Time   { return time.Time{} }
func details(Plan) string           { return "" }

type offer struct{}

// Event is the machine of events.
type Event struct{ Programme *flows.Programme }

// Guest is the machine of guests.
type Guest struct{ Programme *flows.Programme }

// Listing is the machine of the listing.
type Listing struct{}

var errSkeleton = errors.New("event: not written yet")

func (Event) Step(flows.Turn, flows.Actor, flows.Input) (flows.Result, error) {
	return flows.Result{}, errSkeleton
}
func (Guest) Step(flows.Turn, flows.Actor, flows.Input) (flows.Result, error) {
	return flows.Result{}, errSkeleton
}
func (Listing) Step(flows.Turn, flows.Actor, flows.Input) (flows.Result, error) {
	return flows.Result{}, errSkeleton
}
