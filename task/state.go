package task

import "slices"

// A State says where a task stands.
//
//	pending ──► processing ──► completed ─┐
//	   │  ▲         │  ├─────► failed ────┼──► expired
//	   │  └─────────┘  └─────► canceled ──┘
//	   └──────────────────────────▲
//
// A task goes back from processing to pending when it is tried again, when its
// worker was lost and when a worker shuts down and hands it back.
type State string

// The states of a task.
const (
	Pending    State = "pending"    // waits for a worker, for its time, or for tasks it depends on
	Processing State = "processing" // a worker is on it
	Completed  State = "completed"  // the result is there
	Failed     State = "failed"     // Snapshot.Err says why
	Canceled   State = "canceled"   // somebody asked for it
	Expired    State = "expired"    // its time is over: result and artifacts are deleted, the record stays
)

// States lists all states in the order of a task's life.
var States = []State{Pending, Processing, Completed, Failed, Canceled, Expired}

var moves = map[State][]State{
	Pending:    {Processing, Failed, Canceled},
	Processing: {Pending, Completed, Failed, Canceled},
	Completed:  {Expired},
	Failed:     {Expired},
	Canceled:   {Expired},
}

// CanMove reports whether a task may go from s to the state to.
func (s State) CanMove(to State) bool { return slices.Contains(moves[s], to) }

// IsFinal reports whether the work on a task in state s is over: all states
// but Pending and Processing.
func (s State) IsFinal() bool { return s != Pending && s != Processing }

// Valid reports whether s is one of States.
func (s State) Valid() bool { return slices.Contains(States, s) }
