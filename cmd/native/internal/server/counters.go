package server

import "github.com/VictoriaMetrics/metrics"

// counters are what the server counts, by the names that /metrics shows.
type counters struct {
	accepted, refused, acceptErrors *metrics.Counter
	ticks, received, cutOff, writes *metrics.Counter
}

func newCounters(set *metrics.Set, s *Server) counters {
	set.NewGauge("timeserver_clients", func() float64 { return float64(s.connected()) })
	return counters{
		accepted:     set.NewCounter("timeserver_clients_accepted_total"),
		refused:      set.NewCounter("timeserver_clients_refused_total"),
		cutOff:       set.NewCounter("timeserver_clients_cut_off_total"),
		acceptErrors: set.NewCounter("timeserver_accept_errors_total"),
		ticks:        set.NewCounter("timeserver_ticks_total"),
		received:     set.NewCounter("timeserver_messages_received_total"),
		writes:       set.NewCounter("timeserver_writes_total"),
	}
}
