# Messages to the person, paths, state on disk. Every file is written next to its place and moved there: a crash leaves
# the old one or the new one, never half of it.

say() { printf '%s\n' "$1"; log_line "$1"; }
warn() { # the newest warning is the reason that the portal receives
  WARNED=$1
  printf '%s\n' "$1" >&2
  log_line "$1"
}
fail() { warn "$2"; exit "$1"; } # fail EXIT_CODE SENTENCE

log_line() {
  # Not before the folders are made: a script that stops at its needs leaves no trace.
  [ -n "${P_LOG:-}" ] && [ -d "${P_ETC:-}/state" ] || return 0
  { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$P_LOG"; } 2>/dev/null || :
}

# set_root DIR: ROOT is empty for /, else an absolute path without a slash at its end.
set_root() {
  case $1 in
  '' | /) ROOT= ;;
  /*) ROOT=$1 ;;
  *) ROOT=$(pwd)/$1 ;;
  esac
  while :; do case $ROOT in */) ROOT=${ROOT%/} ;; *) break ;; esac; done
  P_OPT=$ROOT/opt/spillway P_ETC=$ROOT/etc/spillway P_VAR=$ROOT/var/lib/spillway P_LOG=$ROOT/var/log/spillway.log
  # The root stands in the environment of all we start, so that what belongs to it can be found.
  SPILLWAY_ROOT=${ROOT:-/}
  export SPILLWAY_ROOT
}

may_write_root() {
  [ -n "$ROOT" ] || [ "$(id -u)" = 0 ] ||
    fail 2 "Root rights are needed to install on this machine: write \"sudo sh\" in place of \"sh\", or give --root DIR."
}

prepare_directories() {
  umask 077
  mkdir -p "$P_OPT" "$P_ETC/state" "$P_VAR/spool" "$P_VAR/data" "$P_VAR/tmp" "${P_LOG%/*}" ||
    fail 1 "The folders under ${ROOT:-/} cannot be made: give --root a folder that you may write to."
  chmod 700 "$P_ETC" "$P_VAR"
  TMPDIR=$P_VAR/tmp
  export TMPDIR
  WORK=$(mktemp -d "$P_VAR/tmp/work.XXXXXX") || fail 1 "A temporary folder cannot be made under $P_VAR."
  trap 'rm -rf "$WORK"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  ca_write
}
# The file that curl and wget are given; where there is none they trust what the machine trusts.
ca_write() { [ -z "${CA_CERTIFICATE:-}" ] || printf '%s\n' "$CA_CERTIFICATE" >"$WORK/ca.pem"; }

# write_file PATH MODE: standard input becomes the file, whole or not at all.
write_file() (
  new=$(mktemp "$1.XXXXXX") || exit 1
  cat >"$new" && chmod "$2" "$new" && mv -f "$new" "$1" || {
    rm -f "$new"
    exit 1
  }
)

state_get() { # by the shell itself: a program for each of the hundred values of a round would cost more than the round
  { while IFS= read -r sg_line; do printf '%s\n' "$sg_line"; done <"$P_ETC/state/$1"; } 2>/dev/null || :
}
state_set() { [ "$(state_get "$1")" = "$2" ] || printf '%s\n' "$2" | write_file "$P_ETC/state/$1" 600; }
state_unset() { rm -f "$P_ETC/state/$1"; }

is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }
# A name that may become a file's name: artefacts, services, snapshots.
is_plain_name() { case $1 in '' | .* | -* | *[!A-Za-z0-9._-]*) return 1 ;; esac; }

# The agent never judges time by its own clock: it stores the difference to the portal's.
clock_learn() { # clock_learn ANSWER_FILE
  cl_server=$(json_get serverTime <"$1") || return 0
  is_number "$cl_server" || return 0
  cl_offset=$((cl_server - $(date +%s)))
  cl_known=$(state_get clockOffset)
  case $((cl_offset - ${cl_known:-1000000000})) in -1 | 0 | 1) ;; *) state_set clockOffset "$cl_offset" ;; esac
}
server_now() {
  sn_offset=$(state_get clockOffset)
  echo $(($(date +%s) + ${sn_offset:-0}))
}
clock_known() { [ -n "$(state_get clockOffset)" ]; }

# iso_time SECONDS: an instant as RFC 3339, by arithmetic, since "date -d" is not the same everywhere.
iso_time() {
  awk -v t="$1" 'BEGIN {
    d = int(t / 86400); r = t - d * 86400; z = d + 719468; era = int(z / 146097); doe = z - era * 146097
    yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
    doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100)); mp = int((5 * doy + 2) / 153)
    day = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
    printf "%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, day, int(r / 3600), int(r % 3600 / 60), r % 60
  }'
}
