# Keeping the agent's loop alive: systemd where it runs, else cron and a detached loop, else the detached loop alone.

AGENT_PID_FILE_NAME=agent.pid
agent_command() { printf "exec sh '%s/agent.sh' --root '%s' start" "$(quote "$P_OPT")" "$(quote "${ROOT:-/}")"; }
quote() { printf %s "$1" | sed "s/'/'\\\\''/g"; } # for use between single quotes

has_systemd() { [ -z "$ROOT" ] && [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; }
has_cron() { [ -z "$ROOT" ] && [ "$(id -u)" = 0 ] && [ -d /etc/cron.d ] && { command -v cron || command -v crond; } >/dev/null 2>&1; }

startup_install() { # at boot and after a crash
  if has_systemd; then
    for si_unit in spillway-agent.service spillway-agent.timer; do
      write_file "/etc/systemd/system/$si_unit" 644 <"$P_OPT/units/$si_unit"
    done
    systemctl daemon-reload && systemctl enable -q spillway-agent.service spillway-agent.timer
  elif has_cron; then
    {
      echo "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
      for si_when in '@reboot' '*/5 * * * *'; do echo "$si_when root $(agent_command) >/dev/null 2>&1"; done
    } | write_file /etc/cron.d/spillway 644
  elif [ -e "$ROOT/run/instance" ]; then # a machine of a cloud that runs rc.local at each start
    si_file=$ROOT/etc/rc.local
    if ! grep -q 'spillway' "$si_file" 2>/dev/null; then
      { if [ -s "$si_file" ]; then grep -v '^exit 0' "$si_file" || :; else echo '#!/bin/sh'; fi; echo "( $(agent_command) ) # spillway"; } |
        write_file "$si_file" 755
    fi
  fi
}

startup_remove() {
  [ -n "$ROOT" ] || rm -f /etc/cron.d/spillway
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
