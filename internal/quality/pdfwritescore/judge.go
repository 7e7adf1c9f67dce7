package pdfwritescore

import (
	"context"
	"image"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// What the programs of others may take for a file.
const (
	maxJudging    = time.Minute
	maxJudgingCPU = "--cpu=10"
)

// judgement runs a program of others within limits.
func judgement(ctx context.Context, args ...string) *exec.Cmd {
	if _, err := exec.LookPath("prlimit"); err == nil {
		args = append([]string{"prlimit", maxJudgingCPU}, args...)
	}
	return exec.CommandContext(ctx, args[0], args[1:]...)
}

// check returns what qpdf says of a file: 0 sound, 1 with warnings, 2 broken,
// -1 where qpdf itself ended by a signal: 11.3 has a crash of its own on broken
// JPEG data in an encrypted file.
func check(ctx context.Context, file string) int {
	ctx, cancel := context.WithTimeout(ctx, maxJudging)
	defer cancel()
	err := judgement(ctx, "qpdf", "--check", file).Run()
	if err == nil {
		return 0
	}
	if exit, ok := err.(*exec.ExitError); ok {
		switch exit.ExitCode() {
		case 3:
			return 1
		case -1:
			return -1
		}
	}
	return 2
}

// pageCount returns the number of pages that qpdf finds, -1 where it finds
// none.
func pageCount(ctx context.Context, file string) int {
	ctx, cancel := context.WithTimeout(ctx, maxJudging)
	defer cancel()
	out, _ := judgement(ctx, "qpdf", "--show-npages", file).Output() // a warning makes it fail, too
	n, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		return -1
	}
	return n
}

// draw returns the pixels of the first pages, drawn by poppler.
func draw(ctx context.Context, file string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, maxJudging)
	defer cancel()
	return judgement(ctx, "pdftoppm", "-gray", "-r", "40", "-l", strconv.Itoa(layered), file).Output()
}

func blank() image.Image { return image.NewGray(image.Rect(0, 0, 20, 20)) }
