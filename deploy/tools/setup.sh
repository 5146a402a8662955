#!/bin/sh
# Finds the programs that the tests start, and installs those that are missing where apt-get can do so without asking.
# Elsewhere it says for each one how to install it, and fails. It changes nothing when all are there.
set -eu

# The tests look for the browser by these names, in this order.
browsers='chromium chromium-browser google-chrome'

found() {
  for name in "$@"; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# judges reports whether the two Python libraries are there that judge calendars. Debian's python3 has them, also where another
# one comes first on the PATH.
judges() {
  for python in /usr/bin/python3 python3; do
    if "$python" -c 'import vobject, icalendar' >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# missing prints the programs that are not there, by the names used below.
missing() {
  found redis-server || echo redis
  found msgfmt || echo gettext
  judges || echo calendars
  # shellcheck disable=SC2086 # a list of names, to be split
  found $browsers || echo chromium
  # The pages are drawn in scripts that few machines have all fonts for. macOS has.
  if [ "$(uname -s)" = Linux ]; then
    for script in ti bn ur ps; do
      if ! found fc-list || [ -z "$(fc-list ":lang=$script" family)" ]; then echo fonts; break; fi
    done
  fi
  # The race detector needs a C compiler.
  compiler=$("${GO:-go}" env CC)
  found "${compiler%% *}" || echo compiler
  # It judges the unit file. It need not run here.
  if [ "$(uname -s)" = Linux ]; then found systemd-analyze || echo systemd; fi
}

# package NAME MANAGER prints what the package manager calls it.
package() {
  case "$1:$2" in
    redis:apt) echo redis-server ;;
    redis:*) echo redis ;;
    compiler:apt) echo gcc libc6-dev ;;
    compiler:dnf) echo gcc ;;
    calendars:*) echo python3-vobject python3-icalendar ;;
    fonts:apt) echo fontconfig fonts-noto-core fonts-noto-color-emoji ;;
    fonts:dnf) echo fontconfig google-noto-fonts-all ;;
    fonts:*) echo font-noto-sans ;;
    *) echo "$1" ;;
  esac
}

purpose() {
  case "$1" in
    redis) echo "redis-server, the store that the tests start and stop" ;;
    gettext) echo "msgfmt, which gives a second opinion on the translations" ;;
    calendars) echo "two Python libraries, which judge the calendars that people subscribe to" ;;
    chromium) echo "a browser, for the tests of the pages" ;;
    compiler) echo "a C compiler, for the race detector" ;;
    fonts) echo "fonts for Tigrinya, Bengali, Urdu and Pashto, to draw messages in" ;;
    systemd) echo "systemd-analyze, which judges the unit file" ;;
  esac
}

# instruct prints how a person installs one program.
instruct() {
  echo "  $(purpose "$1")"
  echo "    Debian, Ubuntu:  sudo apt-get install $(package "$1" apt)"
  echo "    Fedora:          sudo dnf install $(package "$1" dnf)"
  case "$1" in
    chromium) echo "    macOS:           brew install --cask chromium" ;;
    compiler) echo "    macOS:           xcode-select --install" ;;
    calendars) echo "    macOS:           python3 -m pip install vobject icalendar" ;;
    *) echo "    macOS:           brew install $(package "$1" brew)" ;;
  esac
  if [ "$1" = chromium ]; then
    echo "    It must be on the PATH as one of: $browsers"
  fi
}

refuse() {
  echo "The tests need programs that are not on this machine:"
  for need in $1; do instruct "$need"; done
  echo "Install them and run the same command again."
  exit 1
}

# as_root runs a command with the rights to install, never asking for a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  found apt-get || return 1
  if [ "$(id -u)" = 0 ]; then return 0; fi
  found sudo && sudo -n true >/dev/null 2>&1
}

needs=$(missing)
if [ -z "$needs" ]; then exit 0; fi
if ! can_install; then refuse "$needs"; fi

packages=
for need in $needs; do packages="$packages $(package "$need" apt)"; done
echo "== Installing what the tests need:$packages"

# An old package list is no reason to stop: what it names may still be there.
as_root apt-get -q update </dev/null || echo "The package list could not be renewed; going on with the old one."
# shellcheck disable=SC2086 # a list of packages, to be split
as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 \
  install --no-install-recommends $packages </dev/null || refuse "$needs"

needs=$(missing)
if [ -n "$needs" ]; then refuse "$needs"; fi
