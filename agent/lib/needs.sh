# What must be there before anything is written.

missing_programs() {
  mp_list=
  find_http_program || mp_list="$mp_list curl"
  for mp_name in openssl awk sed tr od fold mktemp df wc head tail date; do
    command -v "$mp_name" >/dev/null 2>&1 || mp_list="$mp_list $mp_name"
  done
  printf %s "${mp_list# }"
}

# package_install NAME...: all or none, by whichever package manager there is; only for root on /.
package_install() {
  [ -z "$ROOT" ] && [ "$(id -u)" = 0 ] || return 1
  if command -v apt-get >/dev/null 2>&1; then
    set -- -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@"
    # A fresh machine has no package lists, or old ones.
    DEBIAN_FRONTEND=noninteractive apt-get install "$@" </dev/null >/dev/null 2>&1 || {
      apt-get update -qq </dev/null >&2
      DEBIAN_FRONTEND=noninteractive apt-get install "$@" </dev/null >&2
    }
  elif command -v apk >/dev/null 2>&1; then apk add --quiet "$@" >&2
  elif command -v dnf >/dev/null 2>&1; then dnf install -y -q "$@" </dev/null >&2
  elif command -v yum >/dev/null 2>&1; then yum install -y -q "$@" </dev/null >&2
  elif command -v zypper >/dev/null 2>&1; then zypper --non-interactive --quiet install "$@" >&2
  elif command -v pacman >/dev/null 2>&1; then pacman -S --noconfirm --needed "$@" >&2
  else return 1; fi
}

need_programs() {
  np_list=$(missing_programs)
  np_packages=
  for np_name in $np_list; do
    case $np_name in
    curl) np_packages="$np_packages curl ca-certificates" ;; # which curl only recommends, and https needs
    openssl) np_packages="$np_packages openssl" ;;
    *) # nothing that a package manager would bring
      np_packages=
      break
      ;;
    esac
  done
  # shellcheck disable=SC2086
  if [ -n "$np_packages" ] && package_install $np_packages; then np_list=$(missing_programs); fi
  [ -z "$np_list" ] || fail 3 "Not installed on this machine, but needed: $np_list. Nothing was changed; install it and run this again."
  find_http_program
}
