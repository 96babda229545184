# Processes that outlive the shell that started them: a file holds pid and start time, so that a number that the
# system has given to another process since is never taken for ours.

process_start_time() { # start time in clock ticks since boot; nothing for a dead one or a zombie
  if [ -d /proc/self ]; then
    # By the shell itself: this is asked many times a minute, and two programs each time are most of an idle agent's
    # cost.
    { read -r ps_line <"/proc/$1/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086
    set -- ${ps_line##*) }
    case ${1:-Z} in Z | X) ;; *) echo "${20:-}" ;; esac
  elif kill -0 "$1" 2>/dev/null; then
    echo 0
  fi
}

process_record() { printf '%s %s\n' "$2" "$(process_start_time "$2")" | write_file "$1" 600; } # FILE PID

# process_pid FILE: its pid if it is alive and the same process, else status 1.
process_pid() {
  [ -s "$1" ] || return 1
  { read -r pp_pid pp_start <"$1"; } 2>/dev/null || return 1
  is_number "$pp_pid" && [ -n "$pp_start" ] && [ "$(process_start_time "$pp_pid")" = "$pp_start" ] || return 1
  echo "$pp_pid"
}

# detach PID_FILE LOG COMMAND...: a process in a session of its own; its parent ends at once, so nobody has to reap it.
detach() (
  d_file=$1 d_log=$2
  shift 2
  if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; else set -- nohup "$@"; fi
  trap - EXIT INT TERM HUP
  "$@" </dev/null >>"$d_log" 2>&1 &
  process_record "$d_file" $!
)

process_signal() { # process_signal FILE SIGNAL: to the process with its group
  psi_pid=$(process_pid "$1") || return 0
  kill "-$2" "-$psi_pid" 2>/dev/null || kill "-$2" "$psi_pid" 2>/dev/null || :
}

# process_end FILE...: ends the processes with their groups, all at the same time; waits 5 s, then kills.
process_end() {
  for pe_file; do process_signal "$pe_file" TERM; done
  pe_left=100
  for pe_file; do
    while process_pid "$pe_file" >/dev/null && [ $pe_left -gt -50 ]; do
      if sleep 0.05 2>/dev/null; then pe_left=$((pe_left - 1)); else sleep 1 && pe_left=$((pe_left - 20)); fi
      [ $pe_left -gt 0 ] || process_signal "$pe_file" KILL
    done
    rm -f "$pe_file"
  done
}
