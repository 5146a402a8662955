package main

import (
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"wecan/bot"
	"wecan/store"
)

// meter counts what happens. It is the runtime's bot.Meter, and the counter of
// bot/telegram's events.
type meter struct {
	registry *prometheus.Registry
	events   *prometheus.CounterVec
	stages   *prometheus.HistogramVec
	defined  *prometheus.GaugeVec
	refused  prometheus.Gauge

	mu      sync.Mutex
	backlog backlog
}

// backlog is what waits, as it was last read.
type backlog struct {
	store.Backlog
	dead    int
	open    int  // referrals
	overdue int  // of these
	known   bool // the last reading succeeded
}

func newMeter(b build) *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wecan_events_total", Help: "What happened, by name.",
		}, []string{"event"}),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wecan_stage_seconds", Help: "How long the stages of a turn took.",
			Buckets: []float64{0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
		}, []string{"stage"}),
	}
	m.defined = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "wecan_definitions_info", Help: "1; the label tells which flows, translations and programme are published.",
	}, []string{"hash"})
	m.refused = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wecan_publish_refused", Help: "1 while what was last to be published had problems, so that older definitions are in use; see the log.",
	})
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wecan_build_info", Help: "1; the labels tell what runs.",
		ConstLabels: prometheus.Labels{"version": b.Version, "go": b.Go, "schema": b.Schema},
	})
	info.Set(1)
	m.events.WithLabelValues(bot.EventReported) // from 0 on: an alarm must see the first one too
	m.registry.MustRegister(
		m.events, m.stages, m.defined, m.refused, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m.waiting("wecan_unsent_actors", "Actors with something that was not sent yet.", func(b backlog) float64 { return float64(b.Actors) })
	m.waiting("wecan_oldest_unsent_seconds", "Age of the oldest thing that was not sent yet.", func(b backlog) float64 { return b.Oldest.Seconds() })
	m.waiting("wecan_dead_letters", "What could not be delivered or handled and waits for a person; see wecan dead list.", func(b backlog) float64 { return float64(b.dead) })
	m.waiting("wecan_referrals_open", "Requests for a person that are not closed; see wecan referrals list.", func(b backlog) float64 { return float64(b.open) })
	m.waiting("wecan_referrals_overdue", "Of these, those that wait too long or that nobody takes; see wecan referrals list --overdue.", func(b backlog) float64 { return float64(b.overdue) })
	return m
}

// waiting shows a part of the backlog. While it cannot be read it is not a
// number, which is not the same as nothing.
func (m *meter) waiting(name, help string, value func(backlog) float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.backlog.known {
			return math.NaN()
		}
		return value(m.backlog)
	}))
}

// gauge shows what a function answers.
func (m *meter) gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Count counts an event.
func (m *meter) Count(event string) { m.events.WithLabelValues(event).Inc() }

// Took notes how long a stage took.
func (m *meter) Took(stage string, d time.Duration) {
	m.stages.WithLabelValues(stage).Observe(d.Seconds())
}

// define tells which definitions are in use.
func (m *meter) define(hash string) {
	m.defined.Reset()
	m.defined.WithLabelValues(hash[:12]).Set(1)
}

// refuse tells whether those that came last were refused.
func (m *meter) refuse(refused bool) {
	m.refused.Set(0)
	if refused {
		m.refused.Set(1)
	}
}

func (m *meter) set(b backlog) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.backlog = b
}

func (m *meter) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 4})
}
