# How Cloud backup uses restic: finding it, the repository, backup, proof, moving snapshots.

restic_suits() { # restic_suits PROGRAM: 0.12 or newer
  rs_version=$("$1" version 2>/dev/null | sed -n 's/^restic \([0-9]*\.[0-9]*\).*/\1/p')
  case $rs_version in '') return 1 ;; 0.*) [ "${rs_version#*.}" -ge 12 ] ;; esac
}
RESTIC='' # whatever the environment says
restic_find() { # sets RESTIC, once in a process
  [ -z "${RESTIC:-}" ] || return 0
  for rf_program in "$P_OPT/application/restic" "$(command -v restic 2>/dev/null)"; do
    if [ -x "$rf_program" ] && restic_suits "$rf_program"; then
      RESTIC=$rf_program
      return 0
    fi
  done
  return 1
}

restic_env() {
  restic_find || {
    BACKUP_ERROR="restic 0.12 or newer is no longer on this machine."
    return 1
  }
  RESTIC_REPOSITORY=$(configuration_get repository)
  [ -n "$RESTIC_REPOSITORY" ] || {
    BACKUP_ERROR="The portal has not named a storage end point for this machine yet."
    return 1
  }
  configuration_get repositoryPassword | write_file "$P_ETC/repository.password" 600 || return 1
  RESTIC_PASSWORD_FILE=$P_ETC/repository.password
  RESTIC_CACHE_DIR=$P_VAR/cache
  export RESTIC_REPOSITORY RESTIC_PASSWORD_FILE RESTIC_CACHE_DIR
}

# restic_run ARGUMENT...: its output in $WORK/restic.out; at a failure BACKUP_ERROR is its last words without secrets.
restic_run() {
  "$RESTIC" "$@" >"$WORK/restic.out" 2>"$WORK/restic.err" </dev/null && return 0
  rr_code=$?
  BACKUP_ERROR="restic $1 failed: $(sed '/^$/d' "$WORK/restic.err" | tail -n 2 | tr '\n' ' ' | sed 's,://[^/@ ]*@,://,g' | cut -c1-400)"
  return $rr_code
}

repository_ready() {
  restic_env || return 1
  [ "$(state_get repositoryReady)" != "$RESTIC_REPOSITORY" ] || return 0
  if ! restic_run cat config; then
    restic_run init || return 1
    state_set storedBytes 0 # so that the first backup need not ask
  fi
  rm -f "$P_VAR/snapshots" # the list of another repository
  state_set repositoryReady "$RESTIC_REPOSITORY"
}

# What only reads takes no lock: nobody but this machine's one job writes, and a lock costs restic two requests and a
# pause.
stored_bytes() { # bytes stored: what snapshots hold after compression and deduplication; sets STORED_NOW too
  STORED_NOW=
  restic_run stats --no-lock --mode raw-data --json && sb_bytes=$(json_get total_size <"$WORK/restic.out") &&
    is_number "$sb_bytes" && state_set storedBytes "$sb_bytes" && STORED_NOW=$sb_bytes
}

backup_due() {
  bd_every=$(configuration_get everySeconds) bd_last=$(state_get lastBackup) bd_now=$(server_now)
  is_number "$bd_every" || bd_every=86400
  [ -z "$bd_last" ] || [ "$bd_last" -gt "$bd_now" ] || [ $((bd_last + bd_every)) -le "$bd_now" ]
}

# backup_targets: the configured paths that exist, one a line, relative to the root: a snapshot then restores the same
# way onto a machine with another root. Never the machine's own key, which would make a clone.
backup_targets() {
  configuration_get paths | awk '{ print }' | if [ "$(configuration_get paths | wc -l)" -gt 1 ]; then cat; else tr ' ' '\n'; fi |
    while IFS= read -r bt_path || [ -n "$bt_path" ]; do
      bt_path=${bt_path#/}
      case /$bt_path/ in // | */../*) continue ;; esac
      if [ -e "${ROOT:-}/$bt_path" ]; then printf './%s\n' "$bt_path"; else log_line "Not there, so not backed up: /$bt_path"; fi
    done
}

# Not on an overlay (containers, live systems): files may have another device there than the folder they lie in, and
# restic would then take every file for another file system's.
one_file_system() {
  awk '$2 == "/" && $3 == "overlay" { found = 1 } END { exit !found }' /proc/mounts 2>/dev/null || echo --one-file-system
}

# backup_round: repository, quota, backup, figures. 0 also when paused by the quota; the state then says so.
backup_round() {
  state_set lastAttempt "$(server_now)"
  br_known=$(state_get repositoryReady)
  repository_ready && { [ "$br_known" != "$RESTIC_REPOSITORY" ] && [ "$(state_get storedBytes)" = 0 ] || stored_bytes; } || {
    backup_failed "$BACKUP_ERROR"
    return 1
  }
  br_quota=$(configuration_get quotaBytes)
  if is_number "$br_quota" && [ "$(state_get storedBytes)" -ge "$br_quota" ]; then
    state_set message "The quota of $br_quota bytes is used: no backup until there is room."
    state_set lastBackup "$(server_now)"
    state_set paused 1
    warn "$(state_get message)"
    return 0
  fi
  if [ -n "$(state_get paused)" ]; then
    state_unset paused
    state_unset message
  fi
  backup_targets >"$WORK/targets"
  [ -s "$WORK/targets" ] || {
    backup_failed "None of the paths to back up is on this machine: $(configuration_get paths)"
    return 1
  }
  STORED_NOW= # what is asked before the backup is not what is stored after it
  br_start=$(server_now)
  : >"$P_VAR/backup-began"
  br_option=$(one_file_system)
  (
    cd "${ROOT:-/}" && set -- &&
      while IFS= read -r br_line; do set -- "$@" "$br_line"; done <"$WORK/targets" &&
      restic_run backup --json ${br_option:+"$br_option"} --exclude "$P_ETC" --exclude "$P_VAR" --exclude "$P_OPT" \
        --exclude "$ROOT/proc" --exclude "$ROOT/sys" --exclude "$ROOT/dev" --tag spillway -- "$@" || {
      printf %s "$BACKUP_ERROR" >"$WORK/backup.error"
      exit 1
    }
  ) || {
    backup_failed "$(cat "$WORK/backup.error" 2>/dev/null || echo "The backup failed.")"
    return 1
  }
  grep '"message_type":"summary"' "$WORK/restic.out" | tail -n 1 >"$WORK/summary"
  br_id=$(json_get snapshot_id <"$WORK/summary") || br_id=
  br_files=$(json_get total_files_processed <"$WORK/summary") || br_files=0
  br_added=$(json_get data_added <"$WORK/summary") || br_added=0
  state_set lastTotal "$(json_get total_bytes_processed <"$WORK/summary" || echo 0)"
  stored_bytes || :
  snapshots_list || :
  state_set lastBackup "$br_start"
  state_set lastSummary "$br_files files, $br_added bytes added, snapshot $(printf %.8s "$br_id"), $(iso_time "$br_start")."
  state_unset lastFailed
  case $(state_get message) in restic* | 'The backup'* | None*) state_unset message ;; esac
  say "Backup: $(state_get lastSummary)"
}

# snapshots_list: "id time bytes original" a line, oldest first; bytes = what the snapshot needs in the repository.
snapshots_list() {
  restic_env && restic_run snapshots --no-lock --json || return 1
  json_items <"$WORK/restic.out" >"$WORK/items" || return 1
  mkdir -p "$P_VAR/sizes"
  sl_only= # the bytes of the only snapshot are all that are stored: each question to restic derives its key anew
  [ "$(wc -l <"$WORK/items")" -ne 1 ] || sl_only=${STORED_NOW:-}
  while IFS= read -r sl_item; do
    sl_id=$(printf %s "$sl_item" | json_get id)
    is_plain_name "$sl_id" || continue
    if [ ! -s "$P_VAR/sizes/$sl_id" ]; then # asked once for each snapshot: it never changes
      [ -n "$sl_only" ] || restic_run stats --no-lock --mode raw-data --json "$sl_id" || continue
      { [ -n "$sl_only" ] && echo "$sl_only" || json_get total_size <"$WORK/restic.out"; } | write_file "$P_VAR/sizes/$sl_id" 600
    fi
    echo "$sl_id $(printf %s "$sl_item" | json_get time) $(cat "$P_VAR/sizes/$sl_id") $(printf %s "$sl_item" | json_get original || :)"
  done <"$WORK/items" | write_file "$P_VAR/snapshots" 600
}

# restore_check: restores the newest snapshot (of a big one a sample) and compares; a file that was changed after the
# backup began is left out, since it may rightly differ. Sets CHECKED, BACKUP_ERROR.
restore_check() {
  rc_dir=$P_VAR/tmp/restore-check
  rm -rf "$rc_dir"
  mkdir -p "$rc_dir"
  set -- restore latest --target "$rc_dir"
  if [ "$(state_get lastTotal)" -gt 1073741824 ]; then
    restic_run ls latest || return 1
    grep '^/' "$WORK/restic.out" | while IFS= read -r rc_path; do
      [ -f "$ROOT$rc_path" ] && [ "$(bytes_of "$ROOT$rc_path" 2>/dev/null || echo 0)" -lt 1048576 ] && printf '%s\n' "$rc_path"
    done | head -n 200 >"$WORK/sample"
    while IFS= read -r rc_path; do set -- "$@" --include "$rc_path"; done <"$WORK/sample"
  fi
  restic_run "$@" || return 1
  (cd "$rc_dir" && find . -type f) >"$WORK/restored"
  CHECKED=0 rc_result=0
  while IFS= read -r rc_path; do
    rc_path=${rc_path#./}
    if cmp -s "$rc_dir/$rc_path" "$ROOT/$rc_path"; then
      CHECKED=$((CHECKED + 1))
    elif [ -f "$ROOT/$rc_path" ] && [ -z "$(find "$ROOT/$rc_path" -newer "$P_VAR/backup-began")" ]; then
      BACKUP_ERROR="The restored file /$rc_path is not the same as the one that was backed up."
      rc_result=1
      break
    fi
  done <"$WORK/restored"
  rm -rf "$rc_dir"
  # A machine may have nothing to back up yet: then an empty snapshot that restores empty is right.
  case $(state_get lastSummary) in "0 files,"*) [ -s "$WORK/restored" ] || return 0 ;; esac
  if [ $rc_result = 0 ] && [ "$CHECKED" = 0 ]; then
    BACKUP_ERROR="The restore check found no file to compare."
    rc_result=1
  fi
  return $rc_result
}

# snapshots_adopt: copies snapshots from another repository. It leaves out those copied already (restic retains the
# original's id) and checks the copies before it reports them.
snapshots_adopt() {
  sa_wanted=$(configuration_get adopt)
  [ -n "$sa_wanted" ] || return 0
  sa_from=$(configuration_get adoptRepository) sa_password=$(configuration_get adoptRepositoryPassword)
  snapshots_list || return 1
  set --
  for sa_id in $sa_wanted; do
    is_plain_name "$sa_id" || continue
    awk -v id="$sa_id" '$1 == id || $4 == id { found = 1 } END { exit !found }' "$P_VAR/snapshots" || set -- "$@" "$sa_id"
  done
  [ $# -gt 0 ] || return 0
  printf '%s\n' "${sa_password:-$(configuration_get repositoryPassword)}" | write_file "$P_ETC/adopt.password" 600
  case $("$RESTIC" copy --help 2>&1) in
  *--from-repo*) restic_run copy --from-repo "$sa_from" --from-password-file "$P_ETC/adopt.password" "$@" || return 1 ;;
  *--repo2*) # before 0.14 the second repository was the destination
    sa_here=$RESTIC_REPOSITORY
    RESTIC_REPOSITORY=$sa_from RESTIC_PASSWORD_FILE=$P_ETC/adopt.password
    sa_code=0
    restic_run copy --repo2 "$sa_here" --password-file2 "$P_ETC/repository.password" "$@" || sa_code=$?
    restic_env
    [ $sa_code = 0 ] || return 1
    ;;
  *)
    BACKUP_ERROR="This machine's restic cannot copy snapshots: 0.12 or newer is needed."
    return 1
    ;;
  esac
  if [ "$(state_get storedBytes)" -lt 1073741824 ] 2>/dev/null; then restic_run check --read-data; else restic_run check; fi || return 1
  stored_bytes && snapshots_list
}

snapshots_drop() {
  sd_wanted=$(configuration_get drop)
  [ -n "$sd_wanted" ] || return 0
  snapshots_list || return 1
  set --
  for sd_id in $sd_wanted; do
    ! awk -v id="$sd_id" '$1 == id { found = 1 } END { exit !found }' "$P_VAR/snapshots" || set -- "$@" "$sd_id"
  done
  [ $# -gt 0 ] || return 0
  restic_run forget --prune "$@" && stored_bytes && snapshots_list
}
