package task

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	wall, mono := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC), time.Duration(0)
	c := &clock{read: func() (time.Time, time.Duration) { return wall, mono }}
	pass := func(d time.Duration) { wall, mono = wall.Add(d), mono+d }
	put := func(d time.Duration) { wall = wall.Add(d) } // the time of day alone
	check := func(what string, from time.Time, want bool) {
		t.Helper()
		if got := c.over(from, from.Add(48*time.Hour)); got != want {
			t.Errorf("%s: over %v", what, got)
		}
	}
	c.now()
	first := wall
	pass(time.Hour)
	check("after an hour", first, false)
	put(30 * time.Second) // as drift would
	pass(10 * time.Second)
	put(365 * 24 * time.Hour)
	check("put ahead by a year", first, false)
	second := wall
	pass(46 * time.Hour)
	check("first, 47 hours old", first, false)
	check("second, 46 hours old", second, false)
	pass(90 * time.Minute)
	check("first, 48 hours and more", first, true)
	check("second, 47 hours and more", second, false)
	put(-365 * 24 * time.Hour)
	third := wall
	check("first, put right again", first, true)
	check("third, new", third, false)
	pass(49 * time.Hour)
	check("third, 49 hours old", third, true)
	put(-10 * time.Hour)
	pass(time.Hour)
	check("put back without a jump before", wall, false)
	for range 100 {
		put(time.Hour)
		c.now()
	}
	if len(c.jumps) > mostJumps {
		t.Errorf("%d jumps are remembered", len(c.jumps))
	}
}

// TestExpiryAfterAJump lets a Manager see the time of day put ahead.
func TestExpiryAfterAJump(t *testing.T) {
	m, err := NewManager(Config{SubmitOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ahead := time.Duration(0)
	start := time.Now()
	m.clock.read = func() (time.Time, time.Duration) { return time.Now().Add(ahead), time.Since(start) }
	m.clock.now()
	done := time.Now()
	r := Record{Snapshot: Snapshot{ID: "A", State: Completed, Created: done, Finished: done, ExpiresAt: done.Add(48 * time.Hour)}}
	if _, _, err := m.backend.Insert(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	ahead = 400 * 24 * time.Hour
	if n, err := m.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("%d tasks expired, %v", n, err)
	}
	if s, err := m.Get(t.Context(), "A"); s.State != Completed || err != nil {
		t.Errorf("the task is %s, %v", s.State, err)
	}
	start = start.Add(-49 * time.Hour) // time passes
	ahead += 49 * time.Hour
	if n, err := m.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("after 49 hours %d tasks expired, %v", n, err)
	}
}
