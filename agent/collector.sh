# The collector: gathers the facts, asks the portal, verifies the installer that was made for this machine, runs it.

collect() { # one question; sets STATUS
  collect_facts
  printf '{"token":%s,"publicKey":%s,"facts":%s}' "$(json_string "$TOKEN")" "$(json_string "$(public_key)")" "$FACTS" \
    >"$WORK/collect.json"
  http_call /api/machines/collect "$WORK/collect.json" "$WORK/answer.json" none || return 1
  STATUS=$(json_get status <"$WORK/answer.json")
}

answer() { json_get "$1" <"$WORK/answer.json" || :; }

already_enrolled_and_exit() {
  say "This machine is already installed and enrolled as $(state_get machineId); nothing was changed."
  exit 0
}

verify_installer() { # writes $WORK/installer.sh
  answer installer | base64_decode >"$WORK/installer.sh" || return 1
  vi_payload=$(verify_jws "$INSTALLER_KEYS" "$(answer signature)") || return 1
  vi_claim() { printf %s "$vi_payload" | json_get "$1"; }
  [ "$(vi_claim aud)" = installer-file ] || return 1
  [ "$(vi_claim machine)" = "$(answer machineId)" ] || return 1
  [ "$(vi_claim exp)" -gt "$(server_now)" ] || return 1
  [ "$(vi_claim bytes)" = "$(bytes_of "$WORK/installer.sh")" ] || return 1
  [ "$(vi_claim sha256)" = "$(sha256_of "$WORK/installer.sh")" ]
}

pause() { # pause DEFAULT: as long as the portal asks for
  pa_seconds=$(answer retryAfterSeconds)
  is_number "$pa_seconds" || pa_seconds=$1
  sleep "$pa_seconds"
}

parse_options "$@"
may_write_root
[ -z "$OPTION_UNINSTALL" ] || uninstall_and_exit
need_programs
TOKEN=${SPILLWAY_TOKEN:-$TOKEN}
prepare_directories
make_key || fail 1 "The machine's key could not be made with openssl."

told=
waited_since=$(date +%s)
while :; do
  if ! collect; then
    case $HTTP_STATUS in
    4*)
      ! is_enrolled || already_enrolled_and_exit
      fail "$(http_exit_code)" "$(http_reason "$WORK/answer.json")"
      ;;
    esac
    [ -n "$OPTION_WAIT" ] || fail 1 "$(http_reason "$WORK/answer.json")"
    sleep 15
    continue
  fi
  if [ "$STATUS" != ready ] && is_enrolled; then already_enrolled_and_exit; fi
  sentence=$(answer message)
  url=$(answer url)
  [ -z "$url" ] || sentence="$sentence $url"
  case $STATUS in
  ready) break ;;
  insufficient_storage) fail 5 "$sentence" ;;
  preparing | missing | waiting) ;;
  *) fail 1 "The portal answered with the status \"$STATUS\", which this collector does not know: fetch a new one from $LINK_URL." ;;
  esac
  if [ "$sentence" != "$told" ]; then
    say "$sentence"
    told=$sentence
  fi
  if [ -z "$OPTION_WAIT" ]; then
    [ "$STATUS" = preparing ] || exit 4
    [ $(($(date +%s) - waited_since)) -lt 120 ] ||
      fail 4 "The portal is still preparing this machine's installer: run this again in a few minutes, or with --wait."
  fi
  pause 5
done

verify_installer || fail 1 "The installer's signature is not right: nothing was run. Fetch a new one from $LINK_URL."
# shellcheck disable=SC2086
set -- $OPTION_CRON $OPTION_WAIT $OPTION_FOREGROUND
# The temporary folder may not allow programs, so the installer is read by sh, not executed itself.
sh "$WORK/installer.sh" --root "${ROOT:-/}" "$@" </dev/null
exit $?
