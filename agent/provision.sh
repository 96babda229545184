# From the laid-down application to the running one, in the one order that all machines follow:
# fetch, application (not started), enrol, license stored, acknowledged, started under it, outcome reported.

provision_failed() { # provision_failed EXIT_CODE STEP SENTENCE
  report progress "$2" failed "$3"
  report outcome finished failed "$3"
  fail "$1" "$3"
}

enrol() {
  [ -z "$(state_get machineId)" ] || return 0
  ALLOCATION_STEP_BYTES=
  collect_facts
  en_envelope=$(state_get envelope)
  printf '{"envelope":"%s","publicKey":%s,"facts":%s,"signature":"%s"}' "$en_envelope" "$(json_string "$(public_key)")" \
    "$FACTS" "$(sign_text "$en_envelope")" >"$WORK/enrol.json"
  http_call /api/machines/enrol "$WORK/enrol.json" "$WORK/enrol.answer" none ||
    provision_failed "$(http_exit_code)" enrol "$(http_reason "$WORK/enrol.answer")"
  en_id=$(json_get machineId <"$WORK/enrol.answer") && [ -n "$en_id" ] || provision_failed 1 enrol "The portal's answer names no machine."
  case $en_id in *[!A-Za-z0-9._:-]*) provision_failed 1 enrol "The portal's answer names no machine." ;; esac
  TOOK_BAD=
  # License and configuration are checked against this id; it becomes the machine's only with the whole answer taken.
  state_set machineId "$en_id"
  take_answer "$WORK/enrol.answer"
  if [ -n "$TOOK_BAD" ]; then state_unset machineId; fi # the same key gets the same answer again
  [ -z "$TOOK_BAD" ] || provision_failed 1 enrol "The portal's answer is not signed as it must be; the application was not started."
  state_set enrolledState "$(json_get state <"$WORK/enrol.answer")"
}

# attempt COMMAND: at a failure WARNED is the reason that it gives itself, ERRED the last line that programs printed.
attempt() {
  WARNED='' at_code=0
  "$@" 2>"$WORK/errors" || at_code=1
  cat "$WORK/errors" >&2
  ERRED=$(tail -n 1 "$WORK/errors")
  return "$at_code"
}

provision() {
  say "Installing $SERVICE for ${ROOT:-/}."
  report progress fetch running "Fetching what the application needs."
  attempt service_fetch ||
    provision_failed 1 fetch "${WARNED:-What the application needs could not be fetched: ${ERRED:-see $P_LOG.}}"
  report progress fetch "done" "Everything fetched is what the portal signed."
  attempt service_install ||
    provision_failed 1 application "${WARNED:-The application could not be laid down: ${ERRED:-see $P_LOG.}}"
  report progress application "done" "The application is laid down, not started."
  enrol
  report progress enrol "done" "Enrolled as $(state_get machineId)."
  startup_install
  if [ ! -s "$P_ETC/license.payload" ]; then
    say "Enrolled as $(state_get machineId), but not approved yet: the application starts by itself after the approval."
    return 4
  fi
  license_acknowledge || provision_failed "$(http_exit_code)" entitlements "The entitlements could not be acknowledged: $(http_reason "$WORK/answer.json")"
  report progress entitlements "done" "Entitlements received and acknowledged."
  [ "$(license_verdict)" = VALID ] || provision_failed 1 start "$(license_sentence "$(license_verdict)")"
  service_tick || provision_failed 1 start "$(state_get message)"
  [ "$(service_state)" != failed ] || provision_failed 1 start "$(state_get message)"
  report progress start "done" "The application runs under its license."
  service_prove || provision_failed 1 "$PROVE_STEP" "$(state_get message)"
  state_set provisioned 1
  report outcome finished "done" "Installed."
  say "Installed: $SERVICE runs on this machine as $(state_get machineId)."
}
