// Package rusage tells what a process that has ended took.
package rusage
