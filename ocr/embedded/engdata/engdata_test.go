package engdata

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

func TestTraineddata(t *testing.T) {
	b, err := Traineddata()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if got := hex.EncodeToString(sum[:]); got != SHA256 {
		t.Errorf("sha256 %s, want %s", got, SHA256)
	}
}
