// Package rusage tells what a process that has ended took, and what this one
// has taken so far.
package rusage
