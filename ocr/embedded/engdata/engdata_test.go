package engdata

import "testing"

func TestTraineddata(t *testing.T) {
	if err := Model().Check(); err != nil {
		t.Error(err)
	}
}
