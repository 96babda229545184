# The agent's commands and its loop.

agent_usage() {
  cat <<'END_OF_USAGE'
usage: agent.sh [--root DIR] run|once|start|stop|status|restore|uninstall
  run        the loop, in this terminal        once     one round of the loop
  start      the loop, in the background       stop     ends the loop and the application, until start or the next boot
  revive     start, unless stopped on purpose: what cron calls
  status     what runs, under which license    restore  [SNAPSHOT] --target DIR (where the application keeps snapshots)
  uninstall  stops everything, frees the seat, removes all files
END_OF_USAGE
}

agent_once() {
  license_load
  state_unset command
  heartbeat || :
  if [ "$(state_get command)" = uninstall ]; then
    uninstall
    exit 0
  fi
  if [ -s "$P_ETC/license.payload" ] && ! license_acknowledged && [ "$(license_verdict)" = VALID ]; then
    license_acknowledge || log_line "The license is not acknowledged yet: $(http_reason "$WORK/answer.json")"
  fi
  application_settle || :
  if [ "$(license_verdict)" = VALID ]; then service_usage || :; fi
  usage_send || :
  if [ -z "$(state_get provisioned)" ] && license_acknowledged && [ "$(service_state)" = running ]; then agent_finish_provision; fi
}

# After an approval, or an installation that was interrupted, the loop goes the last steps.
agent_finish_provision() {
  service_proved || return 0
  state_set provisioned 1
  report outcome finished "done" "Installed."
}

agent_run() {
  if ar_pid=$(loop_pid) && [ "$ar_pid" != $$ ]; then
    say "The agent already runs (process $ar_pid)."
    return 0
  fi
  process_record "$P_VAR/$AGENT_PID_FILE_NAME" $$
  state_unset stopped
  service_recover
  ! license_acknowledged || application_settle || : # after a boot, before the first word to the portal
  log_line "The agent $AGENT_VERSION starts as process $$."
  while :; do
    # Two that were started in the same moment would heartbeat with one join state, as a clone does: the later one
    # stays.
    if ar_pid=$(loop_pid) && [ "$ar_pid" != $$ ]; then exit 0; fi
    agent_once || : # whatever went wrong, the next round is the retry
    ar_left=$(state_get interval)
    ar_left=${ar_left:-60}
    while [ "$ar_left" -gt 0 ]; do # dead units come back, and changed answers are looked at, between heartbeats
      ar_step=$((ar_left < 5 ? ar_left : 5))
      sleep "$ar_step" & # a sleep in the foreground would hold back the signal to end
      wait $! || :
      ar_left=$((ar_left - ar_step))
      [ -d "$P_ETC/state" ] || exit 0 # removed under our feet
      [ "$ar_left" -le 0 ] || application_settle || :
    done
  done
}

agent_status() {
  license_load
  echo "machine      $(state_get machineId)"
  echo "service      $SERVICE"
  echo "application  $(service_state)"
  echo "license      $(license_verdict), document $LICENSE_JTI, sequence $LICENSE_SEQ"
  echo "agent        $AGENT_VERSION, $(loop_pid >/dev/null && echo "process $(loop_pid)" || echo "not running")"
  as_message=$(state_get message)
  [ -z "$as_message" ] || echo "message      $as_message"
  service_status
}

# The seat is freed first: with the key gone nobody could do it from here any more.
uninstall() {
  # The loop ends before the application: it would start again what has just been stopped.
  state_set stopped 1 # and cron leaves it so
  un_pid=$(loop_pid) || un_pid=
  [ "$un_pid" = $$ ] || loop_stop
  service_stop
  if [ -n "$(state_get machineId)" ]; then
    echo '{}' >"$WORK/release.json"
    HTTP_TRIES=3
    if ! http_call /api/machines/release "$WORK/release.json" "$WORK/answer.json" machine; then
      case $HTTP_STATUS in
      000 | 5?? | 429) fail 1 "The application is stopped, but the seat could not be freed: $(http_reason "$WORK/answer.json") Nothing was removed: run this again." ;;
      esac
      log_line "Release: $(http_reason "$WORK/answer.json")"
    fi
  fi
  startup_remove
  if has_systemd && [ -f /etc/systemd/system/spillway-agent.service ]; then
    systemctl disable -q spillway-agent.timer spillway-agent.service || :
    systemctl stop spillway-agent.timer || :
    rm -f /etc/systemd/system/spillway-agent.timer
  fi
  # Who still writes there, like an installer that is just ending, is done in a moment.
  rm -rf "$P_OPT" "$P_ETC" "$P_VAR" "$P_LOG" 2>/dev/null || {
    sleep 1
    rm -rf "$P_OPT" "$P_ETC" "$P_VAR" "$P_LOG"
  }
  P_LOG=
  if [ -n "$ROOT" ]; then # folders that were made for us and hold nothing else
    for un_folder in opt etc var/lib var/log var; do rmdir "$ROOT/$un_folder" 2>/dev/null || :; done
  fi
  say "Removed: the application, the agent and the machine's key; the seat is free."
  if [ -z "$ROOT" ] && [ -f /etc/systemd/system/spillway-agent.service ]; then
    rm -f /etc/systemd/system/spillway-agent.service
    systemctl daemon-reload || :
    [ "$un_pid" = $$ ] || systemctl stop spillway-agent.service 2>/dev/null || :
  fi
}

AGENT_ROOT=${SPILLWAY_ROOT:-/}
if [ "${1:-}" = --root ] && [ $# -ge 2 ]; then
  AGENT_ROOT=$2
  shift 2
fi
set_root "$AGENT_ROOT"
AGENT_COMMAND=${1:-}
[ $# -eq 0 ] || shift
case $AGENT_COMMAND in
run | once | start | revive | stop | stop-loop | status | restore | uninstall | provision | job) ;;
--help | help)
  agent_usage
  exit 0
  ;;
*)
  agent_usage >&2
  exit 2
  ;;
esac
may_write_root
[ -s "$P_ETC/state/origin" ] || fail 1 "Nothing is installed under ${ROOT:-/}."
if [ "$AGENT_COMMAND" = revive ]; then # before anything that costs: each minute it finds nothing to do
  if [ -n "$(state_get stopped)" ] || loop_pid >/dev/null; then exit 0; fi
fi
ORIGIN=$(state_get origin)
SERVICE=$(state_get service)
CA_CERTIFICATE=$(state_get caCertificate)
need_programs
prepare_directories
case $AGENT_COMMAND in
run) agent_run ;;
once) agent_once ;;
start | revive) loop_start ;;
stop)
  state_set stopped 1
  loop_stop
  service_stop
  ;;
stop-loop) loop_stop ;;
status) agent_status ;;
restore) service_restore "$@" ;;
uninstall) uninstall ;;
provision)
  PROVISIONING=1
  provision
  ;;
job) service_job ;;
esac
