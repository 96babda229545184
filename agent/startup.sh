# Keeping the agent's loop alive: systemd where it runs, else cron and a detached loop, else the detached loop alone.

AGENT_PID_FILE_NAME=agent.pid
quote() { printf %s "$1" | sed "s/'/'\\\\''/g"; } # for use between single quotes
agent_command() { printf "sh '%s/agent.sh' --root '%s' %s" "$(quote "$P_OPT")" "$(quote "${ROOT:-/}")" "$1"; }

has_systemd() { [ -z "$ROOT" ] && [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; }
has_cron_folder() { [ -z "$ROOT" ] && [ "$(id -u)" = 0 ] && [ -d /etc/cron.d ] && { command -v cron || command -v crond; } >/dev/null 2>&1; }

# The table of the user who installs: root's on a machine without /etc/cron.d; with --root DIR only where --cron asks
# for it, since nothing outside DIR is written otherwise. A table holds no path with a line break in it.
has_crontab() {
  [ -z "$ROOT" ] || [ -n "$(state_get cron)" ] || return 1
  [ "$(printf '%s\n' "$P_OPT" | wc -l)" -eq 1 ] && command -v crontab >/dev/null 2>&1
}

# cron_lines [USER]: at boot the loop starts whatever was; once a minute it comes back unless it was stopped on purpose.
# "%" is a line break to cron unless escaped; variables of their own lines would reach the table's other lines.
cron_lines() {
  for cl_when in '@reboot start' '* * * * * revive'; do
    cl_command="PATH='$(quote "$CRON_PATH")'; export PATH; exec $(agent_command "${cl_when##* }") >/dev/null 2>&1 $(cron_mark)"
    printf '%s\n' "${cl_when% *} ${1:+$1 }$(printf %s "$cl_command" | sed 's/%/\\%/g')"
  done
}
CRON_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cron_mark() { printf '# spillway in %s' "${ROOT:-/}"; }

# crontab_others: the user's table without our lines; status 1 where it cannot be read, and so must not be replaced.
crontab_others() {
  if crontab -l >"$WORK/crontab" 2>"$WORK/crontab.err"; then
    CRON_MARK=$(cron_mark | sed 's/%/\\%/g') awk '{ mark = ENVIRON["CRON_MARK"] }
      substr($0, length($0) - length(mark) + 1) != mark' "$WORK/crontab"
  else
    grep -qi -e 'no crontab' -e 'no such file' "$WORK/crontab.err"
  fi
}
crontab_install() { # also refused where the system's owner allows this user no table
  crontab_others >"$WORK/crontab.new" || return 1
  [ "$(id -u)" = 0 ] || CRON_PATH=$PATH
  cron_lines >>"$WORK/crontab.new"
  crontab - <"$WORK/crontab.new" 2>>"$WORK/crontab.err"
}
crontab_remove() {
  crontab_others >"$WORK/crontab.new" && [ -s "$WORK/crontab" ] && ! cmp -s "$WORK/crontab" "$WORK/crontab.new" || return 0
  if [ -s "$WORK/crontab.new" ]; then crontab - <"$WORK/crontab.new"; else crontab -r; fi
}

startup_install() { # at boot and after a crash
  if has_systemd; then
    for si_unit in spillway-agent.service spillway-agent.timer; do
      write_file "/etc/systemd/system/$si_unit" 644 <"$P_OPT/units/$si_unit"
    done
    systemctl daemon-reload && systemctl enable -q spillway-agent.service spillway-agent.timer
  elif has_cron_folder; then
    cron_lines root | write_file /etc/cron.d/spillway 644
  elif [ -e "$ROOT/run/instance" ]; then # a machine of a cloud that runs rc.local at each start
    si_file=$ROOT/etc/rc.local
    if ! grep -q 'spillway' "$si_file" 2>/dev/null; then
      { if [ -s "$si_file" ]; then grep -v '^exit 0' "$si_file" || :; else echo '#!/bin/sh'; fi; echo "( exec $(agent_command start) ) # spillway"; } |
        write_file "$si_file" 755
    fi
  elif ! { has_crontab && crontab_install; }; then
    if [ -n "$ROOT" ]; then si_why="install with --cron, or"; else si_why="no systemd, no cron:"; fi
    say "Nothing on this machine starts the agent after a restart; $si_why run then: $(agent_command start)"
  fi
}

startup_remove() {
  [ -n "$ROOT" ] || rm -f /etc/cron.d/spillway
  ! has_crontab || crontab_remove
  sr_file=$ROOT/etc/rc.local
  if grep -q '# spillway$' "$sr_file" 2>/dev/null; then
    grep -v '# spillway$' "$sr_file" >"$sr_file.new" || :
    if [ "$(cat "$sr_file.new")" = '#!/bin/sh' ]; then rm -f "$sr_file.new" "$sr_file"; else
      chmod 755 "$sr_file.new"
      mv -f "$sr_file.new" "$sr_file"
    fi
  fi
}

loop_pid() { process_pid "$P_VAR/$AGENT_PID_FILE_NAME"; }

loop_start() {
  state_unset stopped
  if has_systemd && [ -f /etc/systemd/system/spillway-agent.service ]; then
    systemctl start spillway-agent.timer spillway-agent.service
  elif ! loop_pid >/dev/null; then
    detach "$P_VAR/$AGENT_PID_FILE_NAME" "$P_LOG" sh "$P_OPT/agent.sh" --root "${ROOT:-/}" run
  fi
}

loop_stop() {
  if has_systemd && [ -f /etc/systemd/system/spillway-agent.service ]; then
    systemctl stop spillway-agent.timer spillway-agent.service || :
  fi
  if ls_pid=$(loop_pid) && [ "$ls_pid" != $$ ]; then process_end "$P_VAR/$AGENT_PID_FILE_NAME"; fi
}
