# Processes that outlive the shell that started them: a file holds pid and start time, so that a number that the
# system has given to another process since is never taken for ours.

process_start_time() { # start time in clock ticks since boot; nothing for a dead one or a zombie
  if [ -d /proc/self ]; then
    sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" && $1 != "X" { print $20 }'
  elif kill -0 "$1" 2>/dev/null; then
    echo 0
  fi
}

process_record() { printf '%s %s\n' "$2" "$(process_start_time "$2")" | write_file "$1" 600; } # FILE PID

# process_pid FILE: its pid if it is alive and the same process, else status 1.
process_pid() {
  [ -s "$1" ] || return 1
  read -r pp_pid pp_start <"$1" || return 1
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

# process_end FILE: ends the process with its group; waits, then kills.
process_end() {
  if pe_pid=$(process_pid "$1"); then
    kill -TERM "-$pe_pid" 2>/dev/null || kill -TERM "$pe_pid" 2>/dev/null || :
    pe_left=10
    while process_pid "$1" >/dev/null; do
      if [ $pe_left -eq 0 ]; then kill -KILL "-$pe_pid" 2>/dev/null || kill -KILL "$pe_pid" 2>/dev/null || :; fi
      [ $pe_left -gt -5 ] || break
      pe_left=$((pe_left - 1))
      sleep 0.5 2>/dev/null || sleep 1
    done
  fi
  rm -f "$1"
}
