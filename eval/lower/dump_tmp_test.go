package lower_test

import (
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	src, _ := os.ReadFile(os.Getenv("F"))
	s := newSession()
	fmt.Println(s.lower(string(src)))
}
