// Package task is the front door of docket: a Manager takes operations on
// documents, runs them as tasks, and keeps their results until they expire.
//
//	engine, err := embedded.New(embedded.Config{})
//	m, err := task.NewManager(task.Config{OCR: engine}) // in memory; results live 48 h
//	defer m.Close()
//
//	doc, err := task.Do(ctx, m, task.Recognize{Input: task.File("scan.pdf")}) // *layout.Document
//
//	h, err := task.Submit(ctx, m, task.Searchable{Input: task.File("scan.pdf")}, task.Options{Key: sha})
//	for s, err := range h.Watch(ctx) { … s.State, s.Progress … }
//	res, err := h.Wait(ctx)                                   // *task.SearchablePDF
//	res, snap, err := task.Result[*task.SearchablePDF](ctx, m, id) // later, or in another process
//
// # Parts
//
// An Operation is plain data with a Run method; the type of its result is
// known to the compiler. Hosts add their own with Config.Operations. What it
// works on is an Input: at Submit its bytes go into the Store, so that any
// worker can run the task. What it makes are its result and Artifacts, which
// are kept in the Store under tasks/ID/.
//
// A Backend keeps the records of tasks and hands them to workers: NewMemory,
// package task/sqlite for one process that may crash, package task/river for
// many. The Store and the Backend are all the state there is. Any Table makes
// another Backend of one process, with NewLocal; package tasktest checks it.
//
// Notifiers are told of Events; package task/webhook calls HTTP receivers.
//
// What a task has not made can be had from it later, one by one, until it
// expires: Manager.Export, PageImage, PageImages, Thumbnail, Parts and SubPDF.
// Manager.Correct takes what a person says of the values of a task, and learns
// from it for the next document of that supplier.
//
// The parts of a host's own go into Config: what reads pixels, draws PDF pages
// or makes PDFs of other formats, what knows layouts, classes and values.
//
// Page images are cleaned before they are read where measurement says so and
// the engine reads more for sure; Page.Origin tells what was done and maps boxes
// back to what was submitted. The parameter Raw leaves it out.
//
// # Guarantees
//
// With a durable Backend and Store a task is never lost once Submit has
// returned. An attempt is stored before it begins: a document that kills the
// process fails after Config.MaxAttempts, and others go on. Work is done at
// least once, its outcome becomes visible once. Pages whose reading took long
// are not read again by a later attempt. Progress never falls within an
// attempt. Cancel, deadlines and shutdown end work within a second.
//
// Whatever the number of tasks and of pages, at most Config.Workers pages are
// worked on at once, and as many page images alive.
//
// # Misuse
//
// An operation, engine, notifier or hook that panics harms its own task at most:
// that fails, or its event is told again. What a process leaves in the Store that
// dies within Submit, Manager.Prune deletes.
//
// # Limits
//
// Config.Limits refuse input that is too large. A host that serves others
// must bound how many tasks it accepts: the queue itself is not bounded. With
// NewMemory and the default Store everything that has not expired is in
// memory.
package task
