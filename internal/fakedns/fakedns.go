// Package fakedns resolves names to what a test wants.
package fakedns

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
)

// Resolver answers every question for an IPv4 address with addrs.
func Resolver(addrs ...string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			for answer(server, addrs) == nil {
			}
		}()
		return client, nil
	}}
}

// answer reads one DNS question over a stream and answers it (RFC 1035).
func answer(c net.Conn, addrs []string) error {
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return err
	}
	q := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(c, q); err != nil {
		return err
	}
	end := 12
	for q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5
	a := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	if binary.BigEndian.Uint16(q[end-4:]) == 1 { // type A
		a[7] = byte(len(addrs))
		for _, addr := range addrs {
			ip := netip.MustParseAddr(addr).As4()
			a = append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
			a = append(a, ip[:]...)
		}
	}
	_, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...))
	return err
}
