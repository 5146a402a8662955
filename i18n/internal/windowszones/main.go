// Command windowszones writes flows/session/ical/windowszones.tsv, the time zone of the IANA for each name that Windows, and so
// Outlook, gives a zone. It reads the Unicode Common Locale Data Repository. Run it when CLDR has a new version, and read the
// difference:
//
//	npm install --prefix /tmp/cldr cldr-core@48.2.0
//	go run ./i18n/internal/windowszones /tmp/cldr/node_modules flows/session/ical/windowszones.tsv
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// everywhere is the territory of the row that counts where no country is known: Windows has no country in the name of a zone.
const everywhere = "001"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: windowszones <node_modules> <windowszones.tsv>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "windowszones:", err)
		os.Exit(1)
	}
}

func run(modules, out string) error {
	var pack struct{ Version string }
	if err := read(&pack, modules, "package.json"); err != nil {
		return err
	}
	rows, err := rows(modules)
	if err != nil {
		return err
	}
	head := "# Windows' name of a zone, the IANA's. Unicode CLDR " + pack.Version +
		" (cldr-core, windowsZones.json, territory 001), Unicode License V3; made by i18n/internal/windowszones\n"
	return os.WriteFile(out, []byte(head+strings.Join(rows, "")), 0o644) //nolint:gosec // part of the source code, for all to read
}

func rows(modules string) ([]string, error) {
	var file struct {
		Supplemental struct {
			WindowsZones struct {
				MapTimezones []struct {
					MapZone struct {
						Windows   string `json:"_other"`
						IANA      string `json:"_type"`
						Territory string `json:"_territory"`
					}
				}
			}
		}
	}
	if err := read(&file, modules, "supplemental", "windowsZones.json"); err != nil {
		return nil, err
	}
	var rows []string
	for _, entry := range file.Supplemental.WindowsZones.MapTimezones {
		if zone := entry.MapZone; zone.Territory == everywhere {
			rows = append(rows, zone.Windows+"\t"+zone.IANA+"\n")
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("no zone was found in windowsZones.json")
	}
	slices.Sort(rows)
	return rows, nil
}

func read(into any, modules string, name ...string) error {
	data, err := os.ReadFile(filepath.Join(append([]string{modules, "cldr-core"}, name...)...)) //nolint:gosec // whoever runs it names the folder
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
