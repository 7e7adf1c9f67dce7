package task_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"sync/atomic"
	"testing"

	"github.com/docket-go/docket/imageops"
	"github.com/docket-go/docket/imageops/heic"
	"github.com/docket-go/docket/internal/scene"
	"github.com/docket-go/docket/task"
)

// raw is an ImageDecoder of files that begin with RAW.
type raw struct {
	calls atomic.Int32
	img   image.Image
}

func (r *raw) Decode(_ context.Context, data []byte, _ imageops.Limits) (*imageops.Image, error) {
	r.calls.Add(1)
	switch {
	case !bytes.HasPrefix(data, []byte("RAW")):
		return nil, fmt.Errorf("%w: no raw picture", imageops.ErrUnsupported)
	case bytes.HasSuffix(data, []byte("broken")):
		return nil, fmt.Errorf("%w: raw", imageops.ErrCorrupt)
	case bytes.HasSuffix(data, []byte("nothing")):
		return nil, nil
	}
	return &imageops.Image{Pix: r.img, DPIX: 100, DPIY: 100}, nil
}

// TestImageDecoder reads pictures of a host's format like any others.
func TestImageDecoder(t *testing.T) {
	d := &raw{img: scene.NewPhoto(2, scene.PhotoOptions{Width: 400, Height: 300}).Image}
	m := newManager(t, task.Config{Decoders: []task.ImageDecoder{d}, MaxAttempts: 1})
	ctx := t.Context()
	in := task.Bytes("a.raw", []byte("RAW"))
	docs, err := task.Do(ctx, m, task.DetectDocuments{Input: in})
	if err != nil || len(docs.Documents) != 1 {
		t.Errorf("found %+v, %v", docs, err)
	}
	files, err := task.Do(ctx, m, task.Scan{Input: in})
	if err != nil || len(files.Files) != 1 {
		t.Errorf("scanned %+v, %v", files, err)
	}
	before := d.calls.Load()
	h, err := task.Submit(ctx, m, task.Thumbnail{Input: in, Width: 80})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wait(ctx); err != nil {
		t.Error(err)
	}
	if img, err := m.PageImage(ctx, h.ID(), 1, 100, 0); err != nil || img.Width != 100 {
		t.Errorf("page image %+v, %v", img, err)
	}
	if n := d.calls.Load() - before; n != 1 {
		t.Errorf("decoded %d times, want once a task", n)
	}
	for content, want := range map[string]task.Code{"RAW broken": task.Corrupt, "RAW nothing": task.BadOutput, "else": task.Unsupported} {
		if _, err := task.Do(ctx, m, task.DetectDocuments{Input: task.Bytes("x", []byte(content))}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

// A host that may use HEVC reads the photographs of telephones.
func ExampleImageDecoder() {
	ctx := context.Background()
	decoder, err := heic.New(ctx) // takes some tenths of a second: once a process
	if err != nil {
		fmt.Println(err)
		return
	}
	defer decoder.Close()
	m, err := task.NewManager(task.Config{Decoders: []task.ImageDecoder{decoder}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer m.Close()
	photo, err := os.ReadFile("../imageops/heic/testdata/photo.heic")
	if err != nil {
		fmt.Println(err)
		return
	}
	files, err := task.Do(ctx, m, task.Convert{Input: task.Bytes("photo.heic", photo), Format: "png"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(files.Files[0].Name, files.Files[0].MediaType)
	// Output: photo.png image/png
}
