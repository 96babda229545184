# Compute node: runs exactly as many units of the customer's workload as the portal wants here.
# A unit is one process: sh WORKLOAD NUMBER. Units outlive the agent, so that replacing it does not stop them.

service_fetch() { # all files of the manifest: the workload is among them, unless it is the sample shipped within
  state_get manifest | json_get files | json_items >"$WORK/files" || return 0
  while IFS= read -r sf_item; do
    sf_name=$(printf %s "$sf_item" | json_get name) && is_plain_name "$sf_name" || return 1
    [ "$(sha256_of "$P_OPT/application/$sf_name" 2>/dev/null)" = "$(printf %s "$sf_item" | json_get sha256)" ] ||
      fetch_artefact "$sf_name" "$P_OPT/application/$sf_name" 755 || return 1
  done <"$WORK/files"
}

service_install() {
  mkdir -p "$P_VAR/units" "$P_OPT/application"
  [ -s "$P_OPT/application/workload-sample" ] || file_workload_sample | write_file "$P_OPT/application/workload-sample" 755
}

units_wanted() {
  uw_units=$(configuration_get units)
  if is_number "$uw_units"; then echo "$uw_units"; else echo 0; fi
}

units_live() { # the numbers of the units that run
  for ul_file in "$P_VAR"/units/*.pid; do
    if process_pid "$ul_file" >/dev/null; then
      ul_file=${ul_file##*/}
      echo "${ul_file%.pid}"
    fi
  done
}
units_count() { units_live | wc -l | tr -d ' '; }

service_recover() { [ "$(units_count)" != 0 ] || state_unset on; } # after a boot nothing is running any more

service_state() {
  if [ -z "$(state_get on)" ]; then echo stopped
  elif [ -n "$(state_get failing)" ]; then echo failed
  else echo running; fi
}

units_failed() {
  state_set failing 1
  state_set message "$1"
}

service_tick() {
  state_set on 1
  units_measure
  st_wanted=$(units_wanted)
  st_workload=$(configuration_get workload)
  if [ "$st_wanted" -gt 0 ]; then
    is_plain_name "$st_workload" && { [ -s "$P_OPT/application/$st_workload" ] ||
      { artefact_entry "$st_workload" >/dev/null && fetch_artefact "$st_workload" "$P_OPT/application/$st_workload" 755; }; } || {
      units_failed "The workload \"$st_workload\" is not on this machine."
      return 1
    }
  fi
  set -- # the highest numbers go first from the machine's point of view: they are the excess
  for st_unit in $(units_live); do [ "$st_unit" -le "$st_wanted" ] || set -- "$@" "$P_VAR/units/$st_unit.pid"; done
  process_end "$@"
  if [ "$(state_get runningWorkload)" != "$st_workload" ]; then # another workload: the units start anew with it
    units_end
    state_set runningWorkload "$st_workload"
  fi
  st_unit=1 st_deaths=0
  while [ "$st_unit" -le "$st_wanted" ]; do
    if ! process_pid "$P_VAR/units/$st_unit.pid" >/dev/null; then
      if [ -f "$P_VAR/units/$st_unit.pid" ]; then
        st_deaths=$((st_deaths + 1))
        log_line "Unit $st_unit had ended: it is started again."
      fi
      mkdir -p "$P_VAR/data/unit-$st_unit"
      detach "$P_VAR/units/$st_unit.pid" "$P_VAR/data/unit-$st_unit/output.log" \
        sh "$P_OPT/application/$st_workload" "$st_unit"
    fi
    st_unit=$((st_unit + 1))
  done
  if [ "$st_deaths" -eq 0 ]; then
    state_set deathsInRow 0
    if [ -n "$(state_get failing)" ]; then
      state_unset failing
      state_unset message
    fi
  else
    st_row=$(($(state_get deathsInRow) + 1))
    state_set deathsInRow "$st_row"
    [ "$st_row" -lt 3 ] || units_failed "The workload $st_workload keeps ending: see $P_VAR/data/unit-1/output.log."
  fi
  if [ "$(units_count)" = "$st_wanted" ]; then state_set applied "$(configuration_get version)"; fi
}

units_end() {
  set -- "$P_VAR"/units/*.pid
  [ ! -f "$1" ] || process_end "$@"
}

service_stop() {
  units_measure
  units_end
  state_unset on
  state_unset failing
}

# units_measure: adds what the units have used since the last look: processor ticks and memory x time.
# The file holds "unit PID ticks" lines and one "total ticks kib-seconds uptime" line.
units_measure() {
  [ -r /proc/uptime ] || return 0
  um_page=$(getconf PAGESIZE 2>/dev/null || echo 4096)
  [ -f "$P_VAR/measured" ] || : >"$P_VAR/measured"
  {
    sed 's/^/old /' "$P_VAR/measured"
    for um_unit in $(units_live); do
      um_pid=$(process_pid "$P_VAR/units/$um_unit.pid") || continue
      sed "s/^.*) /new $um_pid /" "/proc/$um_pid/stat" 2>/dev/null || :
    done
    sed 's/^/now /' /proc/uptime
  } | awk -v page="$um_page" '
    $1 == "old" && $2 == "unit" { had[$3] = $4 }
    $1 == "old" && $2 == "total" { ticks = $3; kibs = $4; last = $5 }
    $1 == "new" { pids[$2] = $14 + $15 + $16 + $17; rss += $24 * page / 1024 }
    $1 == "now" { up = $2 }
    END {
      for (p in pids) { d = pids[p] - had[p]; if (d > 0) ticks += d; print "unit", p, pids[p] }
      if (last != "" && up > last) kibs += rss * (up - last)
      printf "total %d %.3f %.2f\n", ticks, kibs, up
    }' | write_file "$P_VAR/measured" 600
}

# Records at most once a minute, and at once when the number of units has changed.
service_usage() {
  units_measure
  su_now=$(server_now) su_count=$(units_count) su_since=$(state_get usageSince)
  if [ -n "$su_since" ] && [ "$su_count" = "$(state_get usageUnits)" ] && [ $((su_now - su_since)) -lt 60 ] &&
    [ "$su_now" -ge "$su_since" ]; then return 0; fi
  usage_record units "$su_count" || return 1
  if [ -n "$su_since" ] && [ "$su_now" -gt "$su_since" ] && [ -s "$P_VAR/measured" ]; then
    su_hertz=$(getconf CLK_TCK 2>/dev/null || echo 100)
    # What is recorded leaves the total first: a crash in between loses a minute, it never bills one twice.
    su_line=$(sed -n 's/^total //p' "$P_VAR/measured")
    sed 's/^total [^ ]* [^ ]* /total 0 0 /' "$P_VAR/measured" | write_file "$P_VAR/measured" 600
    su_processor=$(echo "$su_line" | awk -v hz="$su_hertz" '{ printf "%.9f", $1 / hz / 3600 }')
    su_memory=$(echo "$su_line" | awk '{ printf "%.9f", $2 / 1048576 / 3600 }')
    [ "$su_processor" = 0.000000000 ] || usage_record processor "$su_processor" "$su_since"
    [ "$su_memory" = 0.000000000 ] || usage_record memory "$su_memory" "$su_since"
  fi
  state_set usageSince "$su_now"
  state_set usageUnits "$su_count"
}

service_prove() { :; } # running units are the proof; heartbeats go on telling it
service_proved() { :; }
service_heartbeat() { printf ',"units":%s' "$(units_count)"; }
service_status() { echo "units        $(units_count) of $(units_wanted)"; }
service_restore() { fail 2 "A compute node keeps no snapshots: there is nothing to restore."; }
service_job() { :; }
