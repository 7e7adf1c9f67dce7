package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Headers of a request.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// Tolerance is how far the clocks of sender and receiver may differ.
const Tolerance = 5 * time.Minute

const secretPrefix = "whsec_"

// Errors of Verify.
var (
	ErrSecret    = errors.New("webhook: bad secret")
	ErrHeader    = errors.New("webhook: a header is missing or malformed")
	ErrTimestamp = errors.New("webhook: the request is too old or from the future")
	ErrSignature = errors.New("webhook: no signature matches")
)

// NewSecret returns a new random secret.
func NewSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// key returns the bytes of a secret, which may lack its prefix.
func key(secret string) ([]byte, error) {
	k, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(k) < 24 || len(k) > 64 {
		return nil, fmt.Errorf("%w: want whsec_ and base64 of 24 to 64 bytes", ErrSecret)
	}
	return k, nil
}

// Sign returns the signature of a request, as it stands in webhook-signature.
func Sign(secret, id string, t time.Time, body []byte) (string, error) {
	k, err := key(secret)
	if err != nil {
		return "", err
	}
	return sign(k, id, t, body), nil
}

func sign(key []byte, id string, t time.Time, body []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, t.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func signatures(keys [][]byte, id string, t time.Time, body []byte) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = sign(k, id, t, body)
	}
	return strings.Join(out, " ")
}

// Verify tells a receiver whether a request is genuine: whether one of its
// signatures was made with one of secrets, within Tolerance of now. body is
// the request's, byte by byte. What is verified may still come twice: compare
// webhook-id with those seen before.
func Verify(h http.Header, body []byte, secrets ...string) error {
	return verify(h, body, time.Now(), secrets)
}

func verify(h http.Header, body []byte, now time.Time, secrets []string) error {
	if len(secrets) == 0 {
		return fmt.Errorf("%w: there is none", ErrSecret)
	}
	id, stamp, given := h.Get(headerID), h.Get(headerTimestamp), h.Get(headerSignature)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if id == "" || given == "" || err != nil {
		return ErrHeader
	}
	t := time.Unix(seconds, 0)
	if d := now.Sub(t); d >= Tolerance || d < -Tolerance {
		return ErrTimestamp
	}
	for _, s := range secrets {
		k, err := key(s)
		if err != nil {
			return err
		}
		want := []byte(sign(k, id, t, body))
		for g := range strings.SplitSeq(given, " ") {
			if subtle.ConstantTimeCompare(want, []byte(g)) == 1 {
				return nil
			}
		}
	}
	return ErrSignature
}
