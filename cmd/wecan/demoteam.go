package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows/referral"
)

// demoTeam is a page of the demo that makes one of the team of whoever uses it:
// each of the programme file has a phone, which opens her invitation when it is
// first wanted.
type demoTeam struct {
	desk  *demoDesk
	world *sandbox.Telegram

	mu     sync.Mutex // held while somebody joins
	phones []string   // ids of the team, in the order in which their phones were wanted
}

// demoPhones is below the numbers that the demo's page draws for people.
const demoPhones = 500_000_000

// routes are /team and /team/{id}. Like the demo's page they answer only what
// comes from this computer, and no other site may post to them.
func (d *demoTeam) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /team", d.serveList)
	mux.HandleFunc("POST /team/{id}", d.servePhone)
	own := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if !isLoopback(hostAlone(r.RemoteAddr)) || !isLoopback(hostAlone(r.Host)) {
			http.Error(w, "This page answers on this computer only. Open it as http://localhost or http://127.0.0.1.", http.StatusForbidden)
			return
		}
		own.ServeHTTP(w, r)
	})
}

func hostAlone(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.Trim(address, "[]")
}

// demoTeamPage is in English, like all that an operator reads.
//
//nolint:gochecknoglobals // parsed once
var demoTeamPage = template.Must(template.New("team").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The team – demo</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; justify-content: space-between; padding: .25rem 0; }
ul { list-style: none; padding: 0; }
button { font: inherit; min-height: 2.75rem; padding: 0 1rem; }
</style>
</head>
<body>
<main>
<h1>The team</h1>
<p>Choose somebody: the first phone of the demo becomes hers, and requests of people come to it. On the second phone send /question to ask for help.</p>
{{range .}}<h2>{{.Name}}</h2>
<ul>
{{range .Team}}<li><span><b>{{.Name}}</b> · {{.Does}} · {{.Speaks}}{{if .Joined}} · has joined{{end}}</span>
<form method="post" action="/team/{{.ID}}"><button>Be {{.Name}}</button></form></li>
{{end}}</ul>
{{else}}<p>The programme file names nobody. Write people: into it.</p>
{{end}}<p><a href="/">To the phones</a></p>
</main>
</body>
</html>
`))

// demoSite is a site on the page.
type demoSite struct {
	Name string
	Team []demoMember
}

type demoMember struct {
	referral.Colleague

	Does, Speaks string
}

func (d *demoTeam) serveList(w http.ResponseWriter, r *http.Request) {
	at, _, err := d.desk.desk("")
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	var sites []demoSite
	for _, s := range at.defs.Programme.Sites {
		team, err := at.colleagues(r.Context(), s.ID)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		site := demoSite{Name: s.Name}
		for _, c := range team {
			if !c.Unlisted {
				site.Team = append(site.Team, demoMember{c, spaced(c.Roles), spaced(c.Languages)})
			}
		}
		if site.Team != nil {
			sites = append(sites, site)
		}
	}
	var out bytes.Buffer
	if err := demoTeamPage.Execute(&out, sites); err != nil {
		http.Error(w, "The page is broken.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // the browser has gone
}

func spaced[T ~string](all []T) string { return strings.ReplaceAll(joined(all), ",", ", ") }

// servePhone leads to somebody's phone. What the demo's page does not know of her
// stands in the address: her name and the language of her phone.
func (d *demoTeam) servePhone(w http.ResponseWriter, r *http.Request) {
	user, err := d.phone(r)
	switch {
	case errors.Is(err, errNobody):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		to := url.Values{"one": {strconv.FormatInt(user.ID, 10)}, "one-name": {user.FirstName}, "one-lang": {user.LanguageCode}}
		http.Redirect(w, r, "/?"+to.Encode(), http.StatusSeeOther)
	}
}

// phone is the phone of somebody who has joined: if she has not, she does now.
func (d *demoTeam) phone(r *http.Request) (sandbox.User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, _, err := d.desk.desk("")
	if err != nil {
		return sandbox.User{}, err
	}
	c, err := at.colleague(r.Context(), r.PathValue("id"), "")
	if err != nil {
		return sandbox.User{}, err
	}
	number := slices.Index(d.phones, c.ID)
	if number < 0 {
		number = len(d.phones)
		d.phones = append(d.phones, c.ID)
	}
	user := sandbox.User{ID: int64(demoPhones + number), FirstName: c.Name, LanguageCode: "en"}
	if c.Joined {
		return user, nil
	}
	token, err := at.invite(r.Context(), d.desk.service.runtime, c)
	if err != nil {
		return user, err
	}
	d.world.Say(user, "/start "+token)
	for late := time.Now().Add(patienceOfDesk); !c.Joined; { // a second press must not draw another invitation
		if c, err = at.colleague(r.Context(), c.ID, c.Site); err != nil {
			return user, err
		}
		if time.Now().After(late) || !pause(r.Context(), deskLooksEvery) {
			return user, fmt.Errorf("%s could not join; try again", c.ID)
		}
	}
	return user, nil
}
