# The license: what is stored was verified; the application runs only under an acknowledged, unexpired, unrevoked one.

# license_load: reads the claims that every round asks for once in a document's life, not a dozen times a round. Called
# where the round begins, so that the subshells below it find them; a subshell that sees a newer document reads that.
LICENSE_TEXT='' LICENSE_JTI='' LICENSE_SEQ='' LICENSE_EXP='' LICENSE_END=''
license_load() {
  lo_text=
  { while IFS= read -r lo_line; do lo_text=$lo_text$lo_line; done <"$P_ETC/license.payload"; } 2>/dev/null || :
  [ "$lo_text" != "$LICENSE_TEXT" ] || return 0
  lo_claim() { printf %s "$lo_text" | json_get "$1" 2>/dev/null || :; }
  LICENSE_JTI=$(lo_claim jti) LICENSE_SEQ=$(lo_claim seq) LICENSE_EXP=$(lo_claim exp) LICENSE_END=$(lo_claim licenseExp)
  LICENSE_TEXT=$lo_text
}

# license_store JWS: verified by signature, audience, key, time and sequence, then stored. Sets LICENSE_REFUSED to the
# reason for a refusal.
license_store() {
  LICENSE_REFUSED=
  ls_payload=$(verify_jws "$(state_get licenseKeys)" "$1" lic+jws) || {
    LICENSE_REFUSED="The license document's signature is not right; it was not stored."
    return 1
  }
  ls_claim() { printf %s "$ls_payload" | json_get "$1" 2>/dev/null || :; }
  ls_seq=$(ls_claim seq) ls_now=$(server_now)
  license_load
  ls_held=$LICENSE_SEQ
  if [ "$(ls_claim aud)" != "$(state_get machineId)" ]; then
    LICENSE_REFUSED="The license document was made for another machine; it was not stored."
  elif [ "$(ls_claim machineJkt)" != "$(key_thumbprint)" ]; then
    LICENSE_REFUSED="The license document is bound to another key; it was not stored."
  elif [ "$(ls_claim service)" != "$(state_get service)" ]; then
    LICENSE_REFUSED="The license document is for another service; it was not stored."
  elif ! is_number "$ls_seq" || [ "$ls_seq" -lt "${ls_held:-0}" ]; then
    LICENSE_REFUSED="The license document is older than the one in use; it was not stored."
  elif [ "$(ls_claim exp)" -le "$ls_now" ]; then
    LICENSE_REFUSED="The license document has already expired by the portal's time; it was not stored."
  fi 2>/dev/null
  [ -z "$LICENSE_REFUSED" ] || return 1
  # The payload first: with the older document next to it the license is merely not acknowledged yet.
  printf '%s\n' "$ls_payload" | write_file "$P_ETC/license.payload" 600 &&
    printf '%s\n' "$1" | write_file "$P_ETC/license.jws" 600
}

license_name() {
  license_load
  printf '%s|%s' "$LICENSE_JTI" "$LICENSE_SEQ"
}
license_acknowledged() { [ -s "$P_ETC/license.payload" ] && [ "$(state_get acknowledged)" = "$(license_name)" ]; }

# Reports to the portal, signed by the machine's key, which document it holds. Only the answer 200 allows the
# application to start.
license_acknowledge() {
  [ -s "$P_ETC/license.payload" ] || return 1
  ! license_acknowledged || return 0
  la_name=$(license_name)
  printf '{"jti":%s,"seq":%s,"signature":"%s"}' "$(json_string "${la_name%|*}")" "${la_name#*|}" \
    "$(sign_text "ack|$la_name")" >"$WORK/acknowledge.json"
  http_call /api/machines/acknowledge "$WORK/acknowledge.json" "$WORK/answer.json" machine || return 1
  [ "$HTTP_STATUS" = 200 ] && state_set acknowledged "$la_name"
}

# revocations_store JWS: a list older than the one held is refused, so that a revocation cannot be taken back by a
# replay.
revocations_store() {
  rs_payload=$(verify_jws "$(state_get licenseKeys)" "$1") || return 1
  rs_seq=$(printf %s "$rs_payload" | json_get seq) && is_number "$rs_seq" || return 1
  rs_held=$(state_get revocations | json_get seq 2>/dev/null) || rs_held=0
  [ "$rs_seq" -ge "$rs_held" ] && state_set revocations "$rs_payload"
}

# license_verdict: VALID, or why the application may not run; judged by the portal's time.
license_verdict() {
  license_load
  lv_now=$(server_now)
  if [ -z "$LICENSE_JTI" ]; then echo MISSING; return 0; fi
  lv_revoked=$(state_get revocations)
  # The whole list is looked through only where the id occurs in it at all.
  case $lv_revoked in *"\"$LICENSE_JTI\""*)
    case $(printf %s "$lv_revoked" | json_get jti) in *"\"$LICENSE_JTI\""*)
      # A suspension calls documents back as well; the list says which of the two it is.
      if [ "$(printf %s "$lv_revoked" | json_get state 2>/dev/null)" = suspended ]; then echo SUSPENDED; else echo REVOKED; fi
      return 0 ;; esac ;;
  esac
  if [ -n "$(state_get quarantined)" ]; then echo QUARANTINED
  elif ! is_number "$LICENSE_EXP" || [ "$LICENSE_EXP" -le "$lv_now" ]; then echo EXPIRED
  elif is_number "$LICENSE_END" && [ "$LICENSE_END" -le "$lv_now" ]; then echo EXPIRED
  else echo VALID; fi
}

license_sentence() {
  case $1 in
  MISSING) echo "This machine has no license yet." ;;
  REVOKED) echo "The license was revoked: the application is stopped." ;;
  SUSPENDED) echo "The license is suspended: the application is stopped until the provider lets it go on." ;;
  QUARANTINED) echo "Another machine uses a copy of this machine's key: both are quarantined until the customer chooses." ;;
  EXPIRED) echo "The license has expired: the application is stopped." ;;
  esac
}

# application_settle: starts or stops the application as the license allows.
application_settle() {
  license_load
  as_verdict=$(license_verdict)
  if [ "$as_verdict" != VALID ]; then
    state_set message "$(license_sentence "$as_verdict")"
    if [ "$(service_state)" != stopped ]; then
      say "$(license_sentence "$as_verdict")"
      service_stop
    fi
    return 0
  fi
  case $(state_get message) in "$(license_sentence MISSING)" | "$(license_sentence REVOKED)" | \
    "$(license_sentence SUSPENDED)" | "$(license_sentence EXPIRED)" | "$(license_sentence QUARANTINED)") state_unset message ;; esac
  # What runs goes on while a renewal waits for its acknowledgement; nothing new is started before it.
  license_acknowledged || [ "$(service_state)" != stopped ] || return 0
  service_tick
}
