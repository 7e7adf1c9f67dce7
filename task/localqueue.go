package task

import (
	"container/heap"
	"time"
)

// A queue orders what is pending.
type queue struct {
	ready   ready
	delayed delayed
	blocked map[ID][]ID // by what they wait for
	queued  map[ID]bool
}

type item struct {
	id       ID
	priority int
	at       time.Time
}

func (q *queue) push(it item) {
	if q.queued[it.id] {
		return
	}
	if q.queued == nil {
		q.queued, q.blocked = map[ID]bool{}, map[ID][]ID{}
	}
	q.queued[it.id] = true
	if it.at.After(time.Now()) {
		heap.Push(&q.delayed, it)
	} else {
		heap.Push(&q.ready, it)
	}
}

// pop returns the next runnable task. It may have changed meanwhile.
func (q *queue) pop(now time.Time) (ID, bool) {
	for len(q.delayed) > 0 && !q.delayed[0].at.After(now) {
		heap.Push(&q.ready, heap.Pop(&q.delayed))
	}
	if len(q.ready) == 0 {
		return "", false
	}
	it := heap.Pop(&q.ready).(item)
	delete(q.queued, it.id)
	return it.id, true
}

// wait returns how long the loop may sleep.
func (q *queue) wait(now time.Time) time.Duration {
	switch {
	case len(q.ready) > 0:
		return 0
	case len(q.delayed) > 0:
		return q.delayed[0].at.Sub(now)
	}
	return time.Hour
}

func (q *queue) block(dep, id ID) {
	if q.blocked == nil {
		q.queued, q.blocked = map[ID]bool{}, map[ID][]ID{}
	}
	q.blocked[dep] = append(q.blocked[dep], id)
}

func (q *queue) free(dep ID) []ID {
	ids := q.blocked[dep]
	delete(q.blocked, dep)
	return ids
}

type ready []item

func (h ready) Len() int { return len(h) }
func (h ready) Less(i, j int) bool {
	if h[i].priority != h[j].priority {
		return h[i].priority > h[j].priority
	}
	return h[i].id < h[j].id
}
func (h ready) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *ready) Push(x any)   { *h = append(*h, x.(item)) }
func (h *ready) Pop() any     { return shift((*[]item)(h)) }

type delayed []item

func (h delayed) Len() int           { return len(h) }
func (h delayed) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h delayed) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *delayed) Push(x any)        { *h = append(*h, x.(item)) }
func (h *delayed) Pop() any          { return shift((*[]item)(h)) }

// shift takes the last item off, as package heap wants it.
func shift(h *[]item) item {
	n := len(*h) - 1
	it := (*h)[n]
	*h = (*h)[:n]
	return it
}
