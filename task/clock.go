package task

import (
	"slices"
	"sync"
	"time"
)

// A clock decides what is overdue although the time of day may be put ahead
// while the process runs: how much time has passed in truth the monotonic clock
// tells, which stands still while the machine sleeps.
type clock struct {
	read func() (wall time.Time, mono time.Duration) // nil = the system's

	mu    sync.Mutex
	start time.Time // of mono
	wall  time.Time // when looked at last
	mono  time.Duration
	jumps []jump // oldest first
}

// A jump is that the time of day was put ahead.
type jump struct {
	at time.Time // that it showed before
	by time.Duration
}

const (
	leastJump = time.Minute // less is drift
	mostJumps = 16          // that are remembered
)

// now looks at the clock and returns the time of day.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall, mono := c.look()
	if !c.wall.IsZero() {
		switch by := wall.Sub(c.wall) - (mono - c.mono); {
		case by >= leastJump:
			c.jumps = append(c.jumps, jump{wall.Add(-by), by})
			c.jumps = c.jumps[max(0, len(c.jumps)-mostJumps):]
		case by <= -leastJump:
			c.back(-by)
		}
	}
	c.wall, c.mono = wall, mono
	return wall
}

// look reads both clocks. c.mu is held.
func (c *clock) look() (wall time.Time, mono time.Duration) {
	if c.read != nil {
		return c.read()
	}
	t := time.Now()
	if c.start.IsZero() {
		c.start = t
	}
	return t.Round(0), t.Sub(c.start)
}

// back undoes jumps, as when the time of day is put right again. c.mu is held.
func (c *clock) back(by time.Duration) {
	for len(c.jumps) > 0 && by > 0 {
		last := &c.jumps[len(c.jumps)-1]
		d := min(by, last.by)
		by -= d
		if last.by -= d; last.by < leastJump {
			c.jumps = c.jumps[:len(c.jumps)-1]
		}
	}
}

// over reports whether it is later than at, which was reckoned at the moment
// from: by how much the time of day has jumped since does not count.
func (c *clock) over(from, at time.Time) bool {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, j := range slices.Backward(c.jumps) {
		if from.After(j.at) {
			break
		}
		at = at.Add(j.by)
	}
	return !now.Before(at)
}
