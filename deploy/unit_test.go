package deploy_test

import (
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestUnitIsHardened wants systemd's own judgement of how much the service could reach (0.0 is nothing, 10.0 is all) to stay
// low. What it still counts, the service needs: the network, and the boot's id under /proc/sys.
func TestUnitIsHardened(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("there is no systemd but on Linux; this system cannot tell")
		return
	}
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=15", "./wecan.service").CombinedOutput()
	if err != nil || !regexp.MustCompile(`Overall exposure level for wecan\.service: \d`).Match(out) {
		t.Errorf("systemd-analyze (make setup installs it) says: %v\n%s", err, out)
	}
}

// TestUnitSaysWhy wants a comment above each group of lines of the unit and of redis.conf.
func TestUnitSaysWhy(t *testing.T) {
	for _, name := range []string{"deploy/wecan.service", "deploy/redis.conf", "deploy/wecan.conf"} {
		for block := range strings.SplitSeq(string(read(t, name)), "\n\n") {
			first := strings.TrimSpace(block)
			if !strings.HasPrefix(first, "#") && !strings.HasPrefix(first, "[") {
				t.Errorf("%s: nothing says why: %s", name, first)
			}
		}
	}
}
