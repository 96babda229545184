# Usage: each record gets its number on disk before it is sent, and stays in the spool until the portal has answered.

# usage_record METER QUANTITY [START]: one CloudEvent, at the portal's time; START (seconds) makes it a counter's.
usage_record() {
  case $(configuration_get meters) in '') ;; *) case " $(configuration_get meters | tr ',\n' '  ') " in *" $1 "*) ;; *) return 0 ;; esac ;; esac
  ur_number=$(($(cat "$P_VAR/sequence" 2>/dev/null || echo 0) + 1))
  echo "$ur_number" | write_file "$P_VAR/sequence" 600 || return 1
  ur_machine=$(state_get machineId)
  printf '{"specversion":"1.0","id":"%s","source":"%s","type":"%s","subject":"%s","time":"%s","datacontenttype":"application/json","data":{"meter":"%s","quantity":"%s"%s}}\n' \
    "$ur_number" "$ur_machine" "$1" "$ur_machine" "$(iso_time "$(server_now)")" "$1" "$2" \
    "${3:+,\"start\":\"$(iso_time "$3")\"}" | write_file "$P_VAR/spool/$(printf %012d "$ur_number").json" 600
}

# usage_send: the spool in batches of 200, oldest first; deletes what was answered with 204, 207 or 422.
usage_send() {
  while :; do
    set -- "$P_VAR"/spool/[0-9]*.json
    [ -f "$1" ] || return 0
    : >"$WORK/sent"
    printf '[' >"$WORK/batch.json"
    us_count=0
    for us_file; do
      case $us_file in *.json) ;; *) continue ;; esac # a file that was being written when the power went
      [ $us_count -lt 200 ] || break
      [ $us_count -eq 0 ] || printf ',' >>"$WORK/batch.json"
      cat "$us_file" >>"$WORK/batch.json"
      printf '%s\n' "$us_file" >>"$WORK/sent"
      us_count=$((us_count + 1))
    done
    printf ']' >>"$WORK/batch.json"
    http_call /api/v1/events "$WORK/batch.json" "$WORK/answer.json" machine application/cloudevents-batch+json || :
    case $HTTP_STATUS in
    204) ;;
    207 | 422) log_line "The portal did not count all of $us_count usage records: $(cut -c1-1000 "$WORK/answer.json" | tr '\n' ' ')" ;;
    *)
      log_line "Usage stays in the spool: $(http_reason "$WORK/answer.json")"
      return 1
      ;;
    esac
    while IFS= read -r us_file; do rm -f "$us_file"; done <"$WORK/sent"
  done
}
