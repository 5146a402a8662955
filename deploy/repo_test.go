package deploy_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the repository's top folder, seen from the folder this test runs in.
const root = ".."

// TestPackageComments holds every package to exactly one package comment, so that `go doc` tells one story of it.
func TestPackageComments(t *testing.T) {
	commented := map[string][]string{} // folder and package → its files that carry a package comment
	for _, name := range repoFiles(t) {
		if !isSource(name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Errorf("%s cannot be read as Go: %v", name, err)
			continue
		}
		key := path.Dir(name) + ": " + file.Name.Name
		files := commented[key]
		if strings.TrimSpace(file.Doc.Text()) != "" {
			files = append(files, name)
		}
		commented[key] = files
	}
	if len(commented) == 0 {
		t.Fatal("no Go package was found")
	}
	for key, files := range commented {
		switch len(files) {
		case 0:
			t.Errorf("%s has no package comment: say what it is for, above the package clause of one file", key)
		case 1:
		default:
			t.Errorf("%s has %d package comments, in %s: keep one", key, len(files), strings.Join(files, ", "))
		}
	}
}

// isSource reports whether the file belongs to a package of ours and is not a test.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") &&
		!strings.Contains("/"+name, "/testdata/")
}

// TestDependenciesHaveDecisions wants a decision in adr for every module that go.mod requires directly. A decision whose
// module has left go.mod altogether is out of date.
func TestDependenciesHaveDecisions(t *testing.T) {
	direct, all := requirements(t)
	decided := map[string]string{} // module → the decision that names it
	for _, name := range decisions(t) {
		for _, module := range modulesOf(read(t, name)) {
			decided[module] = name
		}
	}
	if len(decided) == 0 {
		t.Fatal("no decision names a module on its Modules line")
	}
	for _, module := range direct {
		if decided[module] == "" {
			t.Errorf("go.mod requires %s, and no file in deploy/adr has it on its Modules line: "+
				"write down why this module and what it replaces", module)
		}
	}
	for module, name := range decided {
		if !slices.Contains(all, module) {
			t.Errorf("%s is about %s, which go.mod no longer requires: remove the file and its line in deploy/adr/README.md", name, module)
		}
	}
}

// TestDecisionsAreIndexed wants every decision linked in the index, and no link that leads nowhere.
func TestDecisionsAreIndexed(t *testing.T) {
	links := regexp.MustCompile(`\]\(([0-9]{4}-[a-z0-9-]+\.md)\)`)
	linked := map[string]bool{}
	for _, match := range links.FindAllStringSubmatch(string(read(t, "deploy/adr/README.md")), -1) {
		linked["deploy/adr/"+match[1]] = true
	}
	numbers := map[string]string{}
	for _, name := range decisions(t) {
		if !linked[name] {
			t.Errorf("%s is not linked in deploy/adr/README.md", name)
		}
		delete(linked, name)
		number := path.Base(name)[:4]
		if numbers[number] != "" {
			t.Errorf("%s and %s have the same number", numbers[number], name)
		}
		numbers[number] = name
	}
	for name := range linked {
		t.Errorf("deploy/adr/README.md links %s, which does not exist", name)
	}
}

// decisions lists the decision files, as slash-separated paths from the root.
func decisions(t *testing.T) []string {
	t.Helper()
	numbered := regexp.MustCompile(`^deploy/adr/[0-9]{4}-[a-z0-9-]+\.md$`)
	names := slices.DeleteFunc(repoFiles(t), func(name string) bool { return !numbered.MatchString(name) })
	if len(names) == 0 {
		t.Fatal("deploy/adr holds no decision")
	}
	return names
}

// modulesOf returns the module paths, each between back quotes, on the lines of a decision that begin with "Modules:".
func modulesOf(decision []byte) []string {
	var modules []string
	quoted := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(decision)) {
		if !strings.HasPrefix(line, "Modules:") {
			continue
		}
		for _, match := range quoted.FindAllStringSubmatch(line, -1) {
			modules = append(modules, match[1])
		}
	}
	return modules
}

// requirements reads go.mod: the modules required directly, and all of them.
func requirements(t *testing.T) (direct, all []string) {
	t.Helper()
	block := false
	for line := range strings.Lines(string(read(t, "go.mod"))) {
		line = strings.TrimSpace(line)
		switch {
		case line == "require (":
			block = true
			continue
		case line == ")":
			block = false
			continue
		case strings.HasPrefix(line, "require "):
			line = strings.TrimPrefix(line, "require ")
		case !block:
			continue
		}
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.HasPrefix(line, "//") {
			continue
		}
		all = append(all, fields[0])
		if !strings.HasSuffix(line, "// indirect") {
			direct = append(direct, fields[0])
		}
	}
	if len(all) == 0 {
		t.Fatal("go.mod was read, and no requirement was found in it")
	}
	return direct, all
}

// TestNoMachinePaths keeps the paths of somebody's machine out of the repository: they mean nothing to anybody else.
func TestNoMachinePaths(t *testing.T) {
	// The slashes stand apart from the names, so that this file does not match itself.
	machine := regexp.MustCompile(`(^|[^A-Za-z0-9_.~})-])/(home|work|root|Users)` + `/[A-Za-z0-9_.]`)
	for _, name := range repoFiles(t) {
		content := read(t, name)
		if bytes.IndexByte(content, 0) >= 0 {
			continue // not a text
		}
		for number, line := range bytes.Split(content, []byte("\n")) {
			if found := machine.Find(line); found != nil {
				t.Errorf("%s:%d names a path of one machine: %s…", name, number+1, bytes.TrimSpace(found))
			}
		}
	}
}

// TestLayout holds the top level to the rooms and files that were agreed upon, so that a newcomer finds the same few doors.
func TestLayout(t *testing.T) {
	folders := []string{"bot", "cmd", "deploy", "flows", "i18n", "store"}
	files := []string{"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "go.mod", "go.sum"}
	tops := map[string]bool{}
	for _, name := range repoFiles(t) {
		top, _, isFolder := strings.Cut(name, "/")
		switch {
		case strings.HasPrefix(top, "."):
		case isFolder && !slices.Contains(folders, top):
			t.Errorf("%s lies in a top-level folder that is not one of: %s", name, strings.Join(folders, ", "))
		case !isFolder && !slices.Contains(files, top):
			t.Errorf("%s is not one of the files that may stand at the top: %s", name, strings.Join(files, ", "))
		}
		tops[top] = true
	}
	for _, file := range files {
		if !tops[file] {
			t.Errorf("%s is missing at the top; what is there: %s", file, strings.Join(slices.Sorted(maps.Keys(tops)), ", "))
		}
	}
}

// repoFiles lists what git tracks and what it would track if asked, as slash-separated paths from the root. What .gitignore
// names is left out, and so is what was deleted but not committed yet.
func repoFiles(t *testing.T) []string {
	t.Helper()
	// Go keeps a passing result until a file it saw the test look at changes. The index changes with every tracked file.
	if _, err := os.Stat(filepath.Join(root, ".git", "index")); err != nil && !os.IsNotExist(err) {
		t.Logf("the state of git's index is unknown: %v", err)
	}
	// The checkout may belong to another user than the one who tests; git would refuse that.
	list := exec.CommandContext(t.Context(), "git", "-c", "safe.directory=*", "-C", root,
		"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	var complaint strings.Builder
	list.Stderr = &complaint
	output, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v: %s\nThis test needs git and a checkout.", err, complaint.String())
	}
	names := strings.Split(strings.TrimSuffix(string(output), "\x00"), "\x00")
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
		return os.IsNotExist(err)
	})
}

// read returns the content of one file, named by its path from the root.
func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
