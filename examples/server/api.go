package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strconv"
	"time"

	"github.com/docket-go/docket/store"
	"github.com/docket-go/docket/task"
	"github.com/docket-go/docket/task/adapters"
)

// natif is the service whose words are spoken.
const natif = adapters.Natif

// An api answers requests with the tasks of a Manager.
type api struct{ m *task.Manager }

func newAPI(m *task.Manager) http.Handler {
	a := &api{m}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /processing", a.submit)
	const results = "/processing/results/{id}"
	mux.HandleFunc("GET "+results, a.poll)
	mux.HandleFunc("DELETE "+results, a.remove)
	mux.HandleFunc("GET "+results+"/ocr", a.json(func(_ context.Context, _ task.ID, r *task.Processed) (any, error) {
		return adapters.NatifOCRResult(r.Document), nil
	}))
	mux.HandleFunc("GET "+results+"/extractions", a.json(func(_ context.Context, _ task.ID, r *task.Processed) (any, error) {
		return adapters.NatifExtractions(r.Values), nil
	}))
	mux.HandleFunc("GET "+results+"/page-images", a.json(func(ctx context.Context, id task.ID, _ *task.Processed) (any, error) {
		list, err := m.PageImages(ctx, id)
		return adapters.NatifPageImages(id, len(list)), err
	}))
	mux.HandleFunc("GET "+results+"/document-splitting", a.json(func(ctx context.Context, id task.ID, _ *task.Processed) (any, error) {
		parts, err := m.Parts(ctx, id)
		return adapters.NatifSplitting(id, parts), err
	}))
	mux.HandleFunc("GET "+results+"/sub-pdfs", a.json(func(ctx context.Context, id task.ID, _ *task.Processed) (any, error) {
		parts, err := m.Parts(ctx, id)
		return adapters.NatifSubPDFs(id, parts), err
	}))
	mux.HandleFunc("GET "+results+"/hocr", a.file(func(r *http.Request, id task.ID) (task.Artifact, error) {
		return m.Export(r.Context(), id, task.RoleHOCR)
	}))
	mux.HandleFunc("GET "+results+"/pdf-overlay", a.file(func(r *http.Request, id task.ID) (task.Artifact, error) {
		return m.Export(r.Context(), id, task.RoleSearchablePDF)
	}))
	mux.HandleFunc("GET "+results+"/thumbnail", a.file(func(r *http.Request, id task.ID) (task.Artifact, error) {
		return m.Thumbnail(r.Context(), id)
	}))
	mux.HandleFunc("GET "+results+"/page-images/{page}", a.file(func(r *http.Request, id task.ID) (task.Artifact, error) {
		return m.PageImage(r.Context(), id, number(r.PathValue("page")), number(r.FormValue("width")), number(r.FormValue("height")))
	}))
	mux.HandleFunc("GET "+results+"/sub-pdfs/{page}", a.file(func(r *http.Request, id task.ID) (task.Artifact, error) {
		parts, err := m.Parts(r.Context(), id)
		if err != nil {
			return task.Artifact{}, err
		}
		return m.SubPDF(r.Context(), id, adapters.NatifPartOf(parts, number(r.PathValue("page"))))
	}))
	return mux
}

// submit takes a file and waits for it as long as the caller likes.
func (a *api) submit(w http.ResponseWriter, r *http.Request) {
	f, header, err := r.FormFile("file")
	if err != nil {
		fail(w, &task.Error{Code: task.Invalid, Message: "no file", Fields: map[string][]string{"file": {err.Error()}}})
		return
	}
	defer f.Close()
	h, err := task.Submit(r.Context(), a.m, task.Process{Input: task.Reader(header.Filename, f), Fields: true})
	if err != nil {
		fail(w, err)
		return
	}
	wait := min(max(number(r.FormValue("wait_for")), 0), 60)
	res, s, err := h.WaitFor(r.Context(), time.Duration(wait)*time.Second)
	switch {
	case s.State == task.Completed:
		answer(w, natif.SubmitStatus(true), natif.PollBody(s, res))
	case s.State.IsFinal():
		answer(w, natif.PollStatus(s), natif.PollBody(s, nil))
	case s.ID != "":
		answer(w, natif.SubmitStatus(false), natif.SubmitBody(s))
	default:
		fail(w, err)
	}
}

// poll tells how a task stands, with its result where that is there.
func (a *api) poll(w http.ResponseWriter, r *http.Request) {
	res, s, err := task.Result[*task.Processed](r.Context(), a.m, task.ID(r.PathValue("id")))
	if s.ID == "" {
		fail(w, err)
		return
	}
	answer(w, natif.PollStatus(s), natif.PollBody(s, res))
}

// remove deletes a task and all that belongs to it.
func (a *api) remove(w http.ResponseWriter, r *http.Request) {
	if err := a.m.Delete(r.Context(), task.ID(r.PathValue("id"))); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// json answers with what make makes of the result of a task.
func (a *api) json(make func(ctx context.Context, id task.ID, r *task.Processed) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		res, s, err := task.Result[*task.Processed](r.Context(), a.m, task.ID(r.PathValue("id")))
		if err != nil && s.ID != "" {
			answer(w, natif.PollStatus(s), natif.PollBody(s, nil))
			return
		}
		if err != nil {
			fail(w, err)
			return
		}
		body, err := make(r.Context(), s.ID, res)
		if err != nil {
			fail(w, err)
			return
		}
		answer(w, http.StatusOK, body)
	}
}

// file answers with an artifact.
func (a *api) file(make func(r *http.Request, id task.ID) (task.Artifact, error)) http.HandlerFunc {
	return a.whenDone(func(w http.ResponseWriter, r *http.Request, id task.ID) {
		art, err := make(r, id)
		var content store.Reader
		if err == nil {
			content, err = a.m.Open(r.Context(), art)
		}
		if err != nil {
			fail(w, err)
			return
		}
		defer content.Close()
		w.Header().Set("Content-Type", art.MediaType)
		w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", art.Name))
		http.ServeContent(w, r, "", art.Created, content)
	})
}

// whenDone answers for tasks that have no results itself.
func (a *api) whenDone(do func(w http.ResponseWriter, r *http.Request, id task.ID)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, err := a.m.Get(r.Context(), task.ID(r.PathValue("id")))
		switch {
		case err != nil:
			fail(w, err)
		case s.State != task.Completed:
			answer(w, natif.PollStatus(s), natif.PollBody(s, nil))
		default:
			do(w, r, s.ID)
		}
	}
}

// number reads a parameter, 0 where it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func fail(w http.ResponseWriter, err error) { answer(w, natif.ErrorStatus(err), natif.ErrorBody(err)) }

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}
