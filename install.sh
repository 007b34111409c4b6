#!/usr/bin/env bash
# Builds go-async, makes it known to Jupyter for this user, and shows a notebook.
#
#   ./install.sh          build, install, execute the first notebook
#   ./install.sh --test   install what the tests need, and run them all
#
# Further options: --jupyter and --no-jupyter answer the question whether to
# install Jupyter where it is missing; --bin DIR is where the program goes
# (default: ~/.local/bin). Running it again changes nothing that is in place.
# Needs Go and, for the modules' first download, the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

notebook=notebooks/01_asynchronous_programming.ipynb
jupyter_packages=(jupyter-notebook jupyter-nbconvert jupyter-client python3-ipykernel)
# What the tests execute: Jupyter's clients and front ends, the Python side of
# the comparisons, a browser. JupyterLab itself is built from npm's packages.
test_packages=("${jupyter_packages[@]}" python3-nbclient python3-nbformat python3-jupyter-client
	python3-jupyter-kernel-test jupyter-console jupyterhub jupyter-server python3-jupyterlab-server
	python3-aiohttp python3-aiofiles python3-nest-asyncio python3-requests chromium)

say() { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
	printf '\ninstall.sh: %s\n' "$1" >&2
	shift
	[ $# -eq 0 ] || printf '    %s\n' "$@" >&2
	exit 1
}

usage() { sed -n '2,10s/^# \{0,1\}//p' install.sh; }

mode=install jupyter=ask bin=
while [ $# -gt 0 ]; do
	case $1 in
	--test) mode=test ;;
	--jupyter) jupyter=yes ;;
	--no-jupyter) jupyter=no ;;
	--bin)
		[ $# -ge 2 ] || die "--bin needs a directory"
		bin=$2
		shift
		;;
	-h | --help)
		usage
		exit 0
		;;
	*) die "unknown option $1" "./install.sh --help lists the options" ;;
	esac
	shift
done

# --- Go -----------------------------------------------------------------------

find_go() {
	if ! command -v go >/dev/null && [ -x /usr/local/go/bin/go ]; then
		PATH=$PATH:/usr/local/go/bin
	fi
	want=$(sed -n 's/^go \([0-9.]*\).*/\1/p' go.mod)
	command -v go >/dev/null || die "Go is missing: version $want or newer is needed" \
		"https://go.dev/dl has it; put its bin directory on PATH and run ./install.sh again"
	have=$(GOTOOLCHAIN=local go env GOVERSION | sed 's/^go//')
	# A toolchain may also come by itself (GOTOOLCHAIN=auto): ask what would be used.
	used=$(go env GOVERSION 2>/dev/null | sed 's/^go//') || used=$have
	if [ "$(printf '%s\n%s\n' "$want" "${used:-$have}" | sort -V | head -n 1)" != "$want" ]; then
		die "Go ${used:-$have} is too old: version $want or newer is needed" "found $(command -v go); https://go.dev/dl has newer ones"
	fi
	note "Go ${used:-$have} in $(command -v go)"
}

fetch_modules() {
	local log
	log=$(go mod download 2>&1) || die "the Go modules cannot be fetched" "$(tail -n 3 <<<"$log")" \
		"is there a network? GOPROXY is $(go env GOPROXY)"
}

# home_dir makes sure that there is a home to install into.
home_dir() {
	[ -n "${HOME:-}" ] || die "HOME is not set: nothing can be installed for this user" "set HOME, or use --bin DIR with JUPYTER_DATA_DIR"
}

build() {
	local dir=$1 version
	mkdir -p "$dir" 2>/dev/null && [ -w "$dir" ] || die "cannot write to $dir" "give another place with --bin DIR"
	version=$(git describe --tags --always --dirty 2>/dev/null || echo unknown)
	# A running kernel keeps its file: the new one takes the name.
	go build -buildvcs=false -ldflags "-X main.version=$version" -o "$dir/.go-async.new" ./cmd/go-async ||
		die "the program does not build" "see above"
	mv -f "$dir/.go-async.new" "$dir/go-async"
	note "$("$dir/go-async" version) in $dir/go-async"
}

# --- Jupyter ------------------------------------------------------------------

is_root() { [ "$(id -u)" = 0 ]; }
has_apt() { command -v apt-get >/dev/null; }
has_nbconvert() { command -v jupyter >/dev/null && jupyter nbconvert --version >/dev/null 2>&1; }

missing_packages() {
	local p
	for p in "$@"; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || echo "$p"
	done
}

apt_install() {
	note "apt-get install --no-install-recommends $*"
	local log
	log=$(mktemp)
	if ! { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
		tail -n 5 "$log" >&2
		rm -f "$log"
		die "apt-get could not install the packages" "see above; is there a network?"
	fi
	rm -f "$log"
}

offer_jupyter() {
	if has_nbconvert; then
		note "found $(command -v jupyter)"
		return
	fi
	if ! is_root || ! has_apt; then
		note "not found. The kernel works without it (go-async run NOTEBOOK.ipynb)."
		note "To open notebooks in a browser, have these installed: on Debian"
		note "    apt-get install ${jupyter_packages[*]}"
		note "elsewhere: pip install notebook"
		return
	fi
	if [ "$jupyter" = ask ]; then
		jupyter=no
		if [ -t 0 ]; then
			read -r -p "    not found. Install Debian's (${jupyter_packages[*]})? [Y/n] " answer
			case $answer in [nN]*) ;; *) jupyter=yes ;; esac
		fi
	fi
	if [ "$jupyter" = yes ]; then
		apt_install "${jupyter_packages[@]}"
	else
		note "not found, and not installed. ./install.sh --jupyter installs Debian's packages:"
		note "    ${jupyter_packages[*]}"
	fi
}

# --- ./install.sh ---------------------------------------------------------------

run_notebook() {
	if has_nbconvert; then
		note "jupyter nbconvert --to markdown --execute --stdout $notebook"
		note "(its sleeps are real: about 35 s)"
		echo
		# A terminal shows the text of what a notebook draws.
		jupyter nbconvert --to markdown --execute --stdout --log-level WARN \
			--NbConvertBase.display_data_priority=text/plain "$notebook" ||
			die "the notebook failed in Jupyter" "$1/go-async doctor says what may be wrong"
	else
		note "$1/go-async run --clock virtual $notebook"
		echo
		"$1/go-async" run --clock virtual "$notebook" || die "the notebook failed" "$1/go-async doctor says what may be wrong"
	fi
}

how_to_open() {
	say "Done"
	case :$PATH: in
	*:"$1":*) ;;
	*) note "add $1 to PATH to call go-async by its name" ;;
	esac
	if command -v jupyter-lab >/dev/null; then
		note "open the notebooks:    jupyter lab notebooks/"
	elif command -v jupyter-notebook >/dev/null; then
		note "open the notebooks:    jupyter notebook notebooks/$(is_root && echo ' --allow-root')"
	else
		note "open the notebooks in any Jupyter of this user; the kernel is called Go (async)"
	fi
	note "without a browser:     $1/go-async run notebooks/*.ipynb"
	note "what is where:         $1/go-async doctor"
	note "take it away again:    $1/go-async uninstall; rm $1/go-async"
}

install_all() {
	home_dir
	bin=${bin:-$HOME/.local/bin}
	mkdir -p "$bin" 2>/dev/null && bin=$(cd "$bin" && pwd) || die "cannot make the directory $bin" "give another place with --bin DIR"
	say "Building go-async"
	find_go
	fetch_modules
	build "$bin"
	say "Installing the kernel for this user"
	"$bin/go-async" install --user | sed 's/^/    /' || die "the kernel could not be installed" "see above"
	say "Jupyter"
	offer_jupyter
	say "Executing $notebook"
	run_notebook "$bin"
	how_to_open "$bin"
}

# --- ./install.sh --test ----------------------------------------------------------

test_tools() {
	local missing=()
	if command -v dpkg-query >/dev/null; then
		mapfile -t missing < <(missing_packages "${test_packages[@]}")
	fi
	command -v node >/dev/null || missing+=(nodejs)
	command -v npm >/dev/null || missing+=(npm)
	if [ ${#missing[@]} -eq 0 ]; then
		note "all there"
	elif is_root && has_apt; then
		apt_install "${missing[@]}"
	else
		die "the tests need programs that are missing" "as root, on Debian 12: apt-get install --no-install-recommends ${missing[*]}"
	fi
}

check() {
	say "$*"
	"$@" || die "failed: $*"
}

format() {
	local ugly
	ugly=$(git ls-files '*.go' | xargs gofmt -l)
	[ -z "$ugly" ] || die "not formatted:" "$ugly"
}

test_all() {
	export GOFLAGS="${GOFLAGS:-} -buildvcs=false"
	# The Python that the Debian packages belong to, also where another one is first on PATH.
	export PATH=/usr/bin:$PATH
	say "Tools for the tests"
	find_go
	test_tools
	fetch_modules
	check format
	check go vet ./...
	check go vet -tags frontends ./...
	check go tool staticcheck ./...
	check go test -timeout 30m ./...
	# Random programs, in a session and by the compiler; by hand for longer, from another seed. A number of them and not
	# a time, so that no machine meets programs that others have not.
	check go test -count=1 -timeout 20m ./eval -run '^TestRandom$' -random.count 600 -random.seed 1000
	check go test -race -timeout 30m ./asyncrt/... ./kernel/... ./kernelspec/... ./cmd/...
	# -p 1: front ends and clocks share two cores badly.
	check go test -tags frontends -count=1 -p 1 -timeout 40m ./kernel/... ./cmd/... ./docs/... ./notebooks/...
	say "All tests passed"
}

case $mode in
install) install_all ;;
test) test_all ;;
esac
