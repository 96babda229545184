# The customised installer: checks what it was made with, lays the agent down, and lets it provision the machine.
# The functions file_… that write the embedded files are made by build.ts.

# The envelope is this installer's provisioning information: for whom, which service, which license.
verify_envelope() {
  ve_payload=$(verify_jws "$INSTALLER_KEYS" "$ENVELOPE") || return 1
  [ ${#ENVELOPE} -le 900 ] || return 1
  ve_claim() { printf %s "$ve_payload" | json_get "$1" 2>/dev/null || :; }
  [ "$(ve_claim aud)" = installer ] && [ "$(ve_claim svc)" = "$SERVICE" ] && [ -n "$(ve_claim acct)" ] || return 1
  [ -n "$(ve_claim ser)$(ve_claim alloc)" ] || return 1
  # Expiry is judged by the portal's time; where none is known yet, by the portal itself when the machine enrolls.
  ! clock_known || [ "$(ve_claim exp)" -gt "$(server_now)" ]
}

verify_manifest() {
  vm_payload=$(verify_jws "$INSTALLER_KEYS" "$MANIFEST") || return 1
  [ "$(printf %s "$vm_payload" | json_get aud)" = manifest ] &&
    [ "$(printf %s "$vm_payload" | json_get service)" = "$SERVICE" ] || return 1
  ! clock_known || [ "$(printf %s "$vm_payload" | json_get exp)" -gt "$(server_now)" ]
}

lay_down() { # writes the agent; status 1 when it was there already, the same
  mkdir -p "$P_OPT/units" "$P_OPT/application"
  file_agent >"$WORK/agent.sh"
  ld_changed=1
  if [ "$(sha256_of "$WORK/agent.sh")" != "$({ sha256_of "$P_OPT/agent.sh"; } 2>/dev/null)" ]; then ld_changed=0; fi
  [ "$ld_changed" = 1 ] || {
    file_service | write_file "$P_OPT/units/spillway-agent.service" 644
    file_timer | write_file "$P_OPT/units/spillway-agent.timer" 644
    write_file "$P_OPT/agent.sh" 755 <"$WORK/agent.sh"
  }
  return "$ld_changed"
}

store_settings() {
  state_set origin "$ORIGIN"
  state_set service "$SERVICE"
  state_set installerKeys "$INSTALLER_KEYS"
  state_set licenseKeys "$LICENSE_KEYS"
  state_set caCertificate "$CA_CERTIFICATE"
  state_set manifest "$vm_payload"
}

agent() { sh "$P_OPT/agent.sh" --root "${ROOT:-/}" "$@" </dev/null; }

wait_for_start() { # --wait: until the approval has come and the loop has started the application
  while [ -z "$(state_get acknowledged)" ]; do sleep 2; done
  say "Approved: the application starts."
}

parse_options "$@"
may_write_root
[ -z "$OPTION_UNINSTALL" ] || uninstall_and_exit
need_programs
# Nothing may be laid down before the installer has proved what it is, but checking takes a place to work in.
prepare_directories
verify_envelope || fail 1 "This installer's provisioning information is not signed by the portal, or has expired: nothing was installed. Fetch a new one."
verify_manifest || fail 1 "This installer's list of files is not signed by the portal, or has expired: nothing was installed. Fetch a new one."
installed_service=$(state_get service)
if is_enrolled && [ "$installed_service" != "$SERVICE" ]; then
  fail 1 "This machine already runs the service $installed_service under ${ROOT:-/}: remove it first (--uninstall), or give another --root."
fi

code=0
if is_enrolled && [ -n "$(state_get provisioned)" ]; then
  news=
  if lay_down; then
    news="The agent of $(state_get machineId) was replaced by version $AGENT_VERSION; nothing else was changed."
  elif [ "$(state_get caCertificate)" != "$CA_CERTIFICATE" ]; then
    news="The agent of $(state_get machineId) trusts the portal's new CA; nothing else was changed."
  fi
  if [ -n "$news" ]; then
    store_settings
    agent stop-loop
    agent start
    say "$news"
  else
    agent start
    say "This machine is already installed and enrolled as $(state_get machineId); nothing was changed."
  fi
else
  make_key || fail 1 "The machine's key could not be made with openssl."
  lay_down || :
  store_settings
  state_set envelope "$ENVELOPE"
  [ -z "$OPTION_CRON" ] || state_set cron 1
  agent provision || code=$?
  # An enrolled machine tries again by itself, whatever the result of the first attempt.
  if is_enrolled; then
    [ -n "$OPTION_FOREGROUND" ] || agent start
    if [ "$code" = 4 ] && [ -n "$OPTION_WAIT" ] && [ -z "$OPTION_FOREGROUND" ]; then
      wait_for_start
      code=0
    fi
  fi
fi
if [ -n "$OPTION_FOREGROUND" ] && is_enrolled; then
  agent run
  code=$?
fi
exit "$code"
