# Cloud backup: restic to the storage end point that the portal names. Long work runs as a job of its own, so that
# heartbeats go on meanwhile.

service_fetch() {
  restic_find && return 0
  package_install restic >/dev/null 2>&1 && restic_find && return 0
  artefact_entry restic >/dev/null || {
    warn "restic 0.12 or newer is needed, and neither this machine, its package manager nor the portal has it. Install restic and run the line again, or ask the provider to add it to the service."
    return 1
  }
  mkdir -p "$P_OPT/application"
  fetch_artefact restic "$P_OPT/application/restic" 755 || return 1
  restic_find || {
    warn "The restic that the portal has does not run on this machine. Install restic 0.12 or newer and run the line again."
    return 1
  }
}
service_install() { mkdir -p "$P_VAR/cache" "$P_VAR/sizes"; }
service_recover() { [ -n "$(job_pid)" ] || state_unset on; }

job_pid() { process_pid "$P_VAR/job.pid" || :; }
job_needed() {
  jn_version=$(configuration_get version)
  [ -n "$jn_version" ] || return 1
  jn_now=$(server_now) jn_tried=$(state_get lastAttempt)
  if [ -n "$jn_tried" ] && [ -n "$(state_get lastFailed)" ] && [ "$jn_tried" -le "$jn_now" ] && [ $((jn_now - jn_tried)) -lt 60 ]; then return 1; fi
  [ "$(state_get applied)" = "$jn_version" ] || return 0
  [ -n "$(state_get proved)" ] || return 0
  backup_due
}

service_tick() {
  state_set on 1
  [ -z "${PROVISIONING:-}" ] || return 0
  if [ -z "$(job_pid)" ] && job_needed; then
    detach "$P_VAR/job.pid" "$P_LOG" sh "$P_OPT/agent.sh" --root "${ROOT:-/}" job
  fi
}
service_stop() {
  process_end "$P_VAR/job.pid"
  state_unset on
}
service_state() {
  if [ -z "$(state_get on)" ]; then echo stopped
  elif [ -n "$(state_get paused)" ]; then echo paused
  elif [ -n "$(state_get lastFailed)" ]; then echo failed
  else echo running; fi
}

# The job: what the configuration wants that is not there yet, then a backup if one is due.
service_job() {
  state_set lastAttempt "$(server_now)"
  sj_version=$(configuration_get version)
  if [ "$(state_get applied)" != "$sj_version" ]; then
    repository_ready && snapshots_adopt && snapshots_drop || {
      backup_failed "$BACKUP_ERROR"
      return 1
    }
    state_set applied "$sj_version"
    [ -f "$P_VAR/snapshots" ] || snapshots_list
  fi
  if [ -z "$(state_get proved)" ]; then
    service_prove || {
      report progress "$PROVE_STEP" failed "$(state_get message)"
      return 1
    }
  elif backup_due; then
    backup_round || return 1
  fi
  state_unset lastFailed
}

backup_failed() {
  state_set lastFailed 1
  state_set message "$1"
  warn "$1"
}

# The first backup, and the proof that it can be read back: every file compared byte by byte.
service_prove() {
  PROVE_STEP=first-backup
  report progress first-backup running "The first backup is being made."
  backup_round || return 1
  if [ -n "$(state_get paused)" ]; then return 1; fi
  report progress first-backup "done" "$(state_get lastSummary)"
  PROVE_STEP=restore-check
  report progress restore-check running "Restoring into a folder and comparing."
  restore_check || {
    backup_failed "$BACKUP_ERROR"
    return 1
  }
  sp_told="$CHECKED files restored and compared byte by byte."
  [ "$CHECKED" != 0 ] || sp_told="The snapshot restores. It is empty: no file lies in the configured paths yet."
  report progress restore-check "done" "$sp_told"
  say "$sp_told"
  state_set proved 1
}
service_proved() { [ -n "$(state_get proved)" ]; }

# storage is a gauge in GiB: reported when it has changed, and once in each 15-minute tick.
service_usage() {
  su_bytes=$(state_get storedBytes)
  [ -n "$su_bytes" ] || return 0
  su_tick=$(($(server_now) / 900))
  [ "$(state_get usageSaid)" != "$su_tick $su_bytes" ] || return 0
  usage_record storage "$(awk -v b="$su_bytes" 'BEGIN { printf "%.9f", b / 1073741824 }')" &&
    state_set usageSaid "$su_tick $su_bytes"
}

# The newest 500: a heartbeat may have 256 KiB.
service_heartbeat() {
  printf ',"snapshots":['
  tail -n 500 "$P_VAR/snapshots" 2>/dev/null | awk '{
    printf "%s{\"id\":\"%s\",\"time\":\"%s\",\"bytes\":\"%s\"", (NR > 1 ? "," : ""), $1, $2, $3
    if ($4 != "") printf ",\"original\":\"%s\"", $4
    printf "}" }'
  printf ']'
}

service_status() {
  echo "stored       $(state_get storedBytes) bytes of $(configuration_get quotaBytes)"
  echo "last backup  $(state_get lastSummary)"
  echo "snapshots    (restore one with: agent.sh restore ID --target DIR)"
  awk '{ print "  " substr($1, 1, 8), $2, $3 " bytes" }' "$P_VAR/snapshots" 2>/dev/null || :
}

# restore [SNAPSHOT] --target DIR [--include PATH]: the newest snapshot unless one is named.
service_restore() {
  sr_snapshot=latest sr_target='' sr_include=''
  while [ $# -gt 0 ]; do
    case $1 in
    --target) sr_target=${2:-} && shift ;;
    --include) sr_include=${2:-} && shift ;;
    --snapshot) sr_snapshot=${2:-} && shift ;;
    -*) fail 2 "Unknown option: $1. Use: restore [SNAPSHOT] --target DIR [--include PATH]." ;;
    *) sr_snapshot=$1 ;;
    esac
    shift || break
  done
  [ -n "$sr_target" ] || fail 2 "Say where to: restore [SNAPSHOT] --target DIR [--include PATH]."
  is_plain_name "$sr_snapshot" || fail 2 "This is no snapshot's name: $sr_snapshot."
  restic_env || fail 1 "$BACKUP_ERROR"
  mkdir -p "$sr_target" || fail 1 "The folder $sr_target cannot be made."
  set -- restore "$sr_snapshot" --target "$sr_target"
  [ -z "$sr_include" ] || set -- "$@" --include "$sr_include"
  restic_run "$@" || fail 1 "$BACKUP_ERROR"
  say "Restored $sr_snapshot into $sr_target."
}
