package flows

import "time"

func When(site string, moment time.Time) string { return At(site, moment) }

type Row struct {
	Key  string
	Args map[string]string
}

func Lines(lines ...Row) string { return "" }
