package kernel

import (
	"strings"
	"sync"
	"time"
)

// lateArrival bounds how long after a failure a request can arrive and still be aborted by it.
const lateArrival = time.Second

// clocks tells whether a request was sent before a moment of ours. A client that runs all cells sends the requests
// in one go, and the first may fail before the last is read from the network: the last is to be aborted all the
// same, but a request that was sent in answer to the failure is not. The dates in the headers are by the client's
// clock, so the least lag between date and arrival is kept for each session: the difference of the clocks plus the
// shortest way. A date plus that lag is never before the true time of sending, hence what looks older than the
// failure is older.
type clocks struct {
	mu   sync.Mutex
	lags map[string]time.Duration // by session
}

// observe takes the date of r into account.
func (c *clocks) observe(r *request) {
	sent, _, ok := date(r)
	if !ok {
		return
	}
	lag := r.arrived.Sub(sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lags) > 1000 || c.lags == nil {
		c.lags = map[string]time.Duration{}
	}
	if least, known := c.lags[r.Header.Session]; !known || lag < least {
		c.lags[r.Header.Session] = lag
	}
}

// before reports whether r was surely sent before f could be known.
func (c *clocks) before(r *request, f stopped) bool {
	sent, precision, ok := date(r)
	if !ok || r.arrived.After(f.at.Add(lateArrival)) || r.Header.Date == f.request.Header.Date {
		return false
	}
	c.mu.Lock()
	lag, known := c.lags[r.Header.Session]
	c.mu.Unlock()
	return known && sent.Add(lag+precision).Before(f.at)
}

// date parses the date of a header. precision is the unit of its last digit.
func date(r *request) (sent time.Time, precision time.Duration, ok bool) {
	sent, err := time.Parse(time.RFC3339Nano, r.Header.Date)
	if err != nil {
		return sent, 0, false
	}
	precision = time.Second
	if _, fraction, found := strings.Cut(r.Header.Date, "."); found {
		for _, digit := range fraction {
			if digit < '0' || digit > '9' {
				break
			}
			precision /= 10
		}
	}
	return sent, precision, true
}
