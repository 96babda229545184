# Talking to the portal after enrol: reports, heartbeats and what their answers ask for.

configuration_get() { state_get configuration | json_get "$1" 2>/dev/null || :; }

# report KIND STEP STATE DETAIL [PERCENT]: best effort; an installation does not fail because a report did not arrive.
report() {
  printf '{"kind":"%s","step":"%s","state":"%s","detail":%s%s}' "$1" "$2" "$3" "$(json_string "$4")" "${5:+,\"percent\":$5}" \
    >"$WORK/report.json"
  re_auth=enrolment
  [ -z "$(state_get machineId)" ] || re_auth=machine
  HTTP_TRIES=2 http_call /api/machines/report "$WORK/report.json" "$WORK/report.answer" $re_auth || :
  HTTP_TRIES=5
}

# configuration_store JWS: verified, for this machine and service. What is applied is distinct from what is wanted.
configuration_store() {
  cs_payload=$(verify_jws "$(state_get licenseKeys)" "$1") || return 1
  [ "$(printf %s "$cs_payload" | json_get aud)" = "$(state_get machineId)" ] || return 1
  [ "$(printf %s "$cs_payload" | json_get service)" = "$(state_get service)" ] || return 1
  state_set configuration "$cs_payload"
}

# take_answer FILE: what enrol and heartbeat answer alike. The license comes first: all else runs under it.
take_answer() {
  ta_value=$(json_raw joinState <"$1") && state_set joinState "$ta_value"
  ta_value=$(json_get intervalSeconds <"$1") && is_number "$ta_value" && [ "$ta_value" -gt 0 ] && state_set interval "$ta_value"
  if ta_value=$(json_get license <"$1") && [ -n "$ta_value" ]; then
    if ! license_store "$ta_value"; then
      warn "$LICENSE_REFUSED"
      state_set message "$LICENSE_REFUSED"
      TOOK_BAD=1
    fi
  fi
  if ta_value=$(json_get revocations <"$1") && [ -n "$ta_value" ]; then
    revocations_store "$ta_value" || log_line "A revocation list was refused: signature or sequence not right."
  fi
  if ta_value=$(json_get configuration <"$1") && [ -n "$ta_value" ]; then
    configuration_store "$ta_value" || {
      log_line "A configuration was refused: signature or addressee not right."
      TOOK_BAD=1
    }
  fi
  if ta_value=$(json_get ca <"$1") && [ -n "$ta_value" ]; then
    ca_store "$ta_value" || log_line "Certificates of a CA were refused: signature or addressee not right."
  fi
  return 0
}

# ca_store JWS: the certificates by which the portal is known from now on. They come before the portal's own changes.
ca_store() {
  ca_payload=$(verify_jws "$(state_get licenseKeys)" "$1") || return 1
  [ "$(printf %s "$ca_payload" | json_get aud)" = "$(state_get machineId)" ] || return 1
  ca_pem=$(printf %s "$ca_payload" | json_get pem) && [ -n "$ca_pem" ] || return 1
  state_set caCertificate "$ca_pem"
  CA_CERTIFICATE=$ca_pem
  ca_write
}

heartbeat_body() {
  license_load
  hb_message=$(state_get message)
  hb_join=$(state_get joinState)
  printf '{"joinState":%s,"agentVersion":"%s","licenseSeq":%s,"licenseJti":%s,"application":"%s","applied":%s' \
    "${hb_join:-\"\"}" "$AGENT_VERSION" "${LICENSE_SEQ:-0}" "$(json_string "$LICENSE_JTI")" "$(service_state)" \
    "$(json_string "$(state_get applied)")"
  [ -z "$hb_message" ] || printf ',"message":%s' "$(json_string "$hb_message")"
  hb_ca=
  [ ! -f "$WORK/ca.pem" ] || hb_ca=$(sha256_of "$WORK/ca.pem")
  printf ',"ca":"%s"' "$hb_ca"
  service_heartbeat
  printf '}'
}

# heartbeat: 0 when the portal answered. An uninstall command is left in $P_ETC/state/command for the caller.
heartbeat() {
  heartbeat_body >"$WORK/heartbeat.json"
  HTTP_TRIES=2
  if http_call /api/machines/heartbeat "$WORK/heartbeat.json" "$WORK/heartbeat.answer" machine; then
    HTTP_TRIES=5
    state_unset quarantined
    take_answer "$WORK/heartbeat.answer"
    if [ "$(json_get command <"$WORK/heartbeat.answer" || :)" = uninstall ]; then state_set command uninstall; fi
    return 0
  fi
  HTTP_TRIES=5
  if [ "$HTTP_STATUS" = 409 ] && [ "$(json_get code <"$WORK/heartbeat.answer" || :)" = CLONED ]; then state_set quarantined 1; fi
  log_line "Heartbeat: $(http_reason "$WORK/heartbeat.answer")"
  return 1
}
