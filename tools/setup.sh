# Shared by run and test: say what happens, install what is missing, configure, build.
# Sourced by bash with `root` set to the top of the tree.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
stop() { printf 'parley: %s\n' "$*" >&2; exit 1; }

wanted_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/tools/packages.txt"; }

missing_packages() {
  local package
  for package in $(wanted_packages); do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# Debian's packages, as root or through sudo. Quick when nothing is missing. Nothing that is installed goes for it.
install_packages() {
  command -v dpkg-query >/dev/null || stop "this is no Debian system (no dpkg): install the libraries named in tools/packages.txt yourself, then use cmake as the README says"
  local missing as_root=()
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || stop "packages are missing and there is no sudo; as root run: apt-get install $missing"
    as_root=(sudo)
  fi
  say "installing: $missing"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq)
  "${as_root[@]}" "${apt[@]}" update >&2 || stop "apt-get update failed: is the network there?"
  # shellcheck disable=SC2086  # A list of words on purpose.
  "${as_root[@]}" "${apt[@]}" install -y --no-install-recommends --no-remove $missing >/dev/null ||
    stop "apt-get could not install: $missing; if they exclude packages that you have, remove those yourself"
}

# configure DIR CXX [cmake options]: quick when it was done before. A folder of another compiler begins anew: cmake
# would keep that one whatever CXX says, and on -DCMAKE_CXX_COMPILER forget the other options without a word.
configure() {
  local dir=$1 cxx=$2 name=${1#"$root"/} log=$1/configure.log fresh=()
  shift 2
  command -v "$cxx" >/dev/null || stop "the compiler $cxx is not there; it is in tools/packages.txt"
  mkdir -p "$dir"
  grep -qs "^CMAKE_CXX_COMPILER:.*[=/]$cxx\$" "$dir/CMakeCache.txt" || fresh=(--fresh)
  say "configuring $name with $cxx"
  CXX=$cxx cmake "${fresh[@]}" -S "$root" -B "$dir" -G Ninja "$@" >"$log" 2>&1 ||
    { tail -30 "$log" >&2; stop "cmake failed; the whole log is in $name/configure.log"; }
}

build() {
  local dir=$1
  shift
  say "building ${dir#"$root"/}"
  cmake --build "$dir" "$@" >&2 || stop "the build failed"
}
