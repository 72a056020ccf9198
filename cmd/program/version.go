package program

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set at build time by a release (-ldflags "-X duar/cmd/program.version=1.2.3").
var version = "unreleased"

type versionCommand struct{}

func (versionCommand) Run(s *streams) error {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = " " + setting.Value[:min(12, len(setting.Value))]
			}
		}
	}
	fmt.Fprintf(s.out, "duar %s%s (%s %s/%s)\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
