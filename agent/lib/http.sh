# Calls to the portal, by curl or by a wget. 4xx is final but for 408, 425 and 429; 5xx and no answer are tried again.

is_busybox_wget() { case $(wget --help 2>&1) in *[Bb]usy[Bb]ox*) return 0 ;; *) return 1 ;; esac; }

# Busybox's wget does not check certificates, so it serves plain http only.
find_http_program() {
  HTTP_PROGRAM=
  if command -v curl >/dev/null 2>&1; then
    HTTP_PROGRAM=curl
  elif command -v wget >/dev/null 2>&1; then
    if ! is_busybox_wget; then HTTP_PROGRAM=wget; else case $ORIGIN in http://*) HTTP_PROGRAM=busybox ;; esac fi
  fi
  [ -n "$HTTP_PROGRAM" ]
}

http_wget() { # http_wget BODY OUT URL [OPTION...]
  hw_body=$1 hw_out=$2 hw_url=$3
  shift 3
  if [ -n "$hw_body" ]; then set -- "$@" --post-file="$hw_body"; fi
  if [ -n "$http_authorization" ] && [ "$HTTP_PROGRAM" = wget ]; then
    printf 'header = Authorization: %s\n' "$http_authorization" >"$WORK/wget.conf" # not by the command line, as above
    set -- "$@" --config="$WORK/wget.conf"
  elif [ -n "$http_authorization" ]; then
    set -- "$@" --header="Authorization: $http_authorization"
  fi
  if [ -n "$http_type" ]; then set -- "$@" --header="Content-Type: $http_type"; fi
  wget -S -O "$hw_out" "$@" "$hw_url" 2>"$WORK/http.err" || :
  HTTP_STATUS=$(sed -n 's,.*HTTP/[0-9.]* \([0-9][0-9][0-9]\).*,\1,p' "$WORK/http.err" | tail -n 1)
}

# http_once BODY_FILE OUT_FILE URL: GET without a body. Reads http_authorization, http_type; sets HTTP_STATUS.
http_once() {
  : >"$2"
  case $HTTP_PROGRAM in
  curl)
    { # The secret goes by a file of mode 0600, not by the command line, which others on the machine can read.
      printf 'silent\nshow-error\nproto = "=http,https"\nconnect-timeout = 15\nmax-time = %s\n' "${HTTP_SECONDS:-60}"
      [ -z "$http_authorization" ] || printf 'header = "Authorization: %s"\n' "$http_authorization"
      [ -z "$http_type" ] || printf 'header = "Content-Type: %s"\n' "$http_type"
      [ ! -f "$WORK/ca.pem" ] || printf 'cacert = "%s"\n' "$(printf %s "$WORK/ca.pem" | sed 's/[\\"]/\\&/g')"
    } >"$WORK/curl.conf"
    HTTP_STATUS=$(curl -K "$WORK/curl.conf" ${1:+--data-binary "@$1"} -o "$2" -w '%{http_code}' "$3" 2>"$WORK/http.err") ||
      HTTP_STATUS=000
    ;;
  wget)
    set -- "$1" "$2" "$3" --content-on-error --tries=1 --timeout="${HTTP_SECONDS:-60}" --max-redirect=0
    if [ -f "$WORK/ca.pem" ]; then set -- "$@" --ca-certificate="$WORK/ca.pem"; fi
    http_wget "$@"
    ;;
  *) http_wget "$1" "$2" "$3" ;; # no -T: built without it, some versions end with a segmentation fault
  esac
  HTTP_STATUS=${HTTP_STATUS:-000}
}

# http_call PATH BODY_FILE OUT_FILE none|machine|enrolment [CONTENT_TYPE]: returns 0 for 2xx; HTTP_STATUS says more.
http_call() {
  hc_tries=0 hc_again=0 http_type=
  [ -z "$2" ] || http_type=${5:-application/json}
  while :; do
    case $4 in
    machine) http_authorization="Bearer $(machine_token)" ;;
    enrolment) http_authorization="Enrolment $(state_get envelope)" ;;
    *) http_authorization= ;;
    esac
    http_once "$2" "$3" "$ORIGIN$1"
    [ -z "$2" ] || clock_learn "$3"
    case $HTTP_STATUS in
    2??) return 0 ;;
    401) # The token's time may have been wrong; the answer has just told the right one.
      [ "$4" = machine ] && [ "$hc_again" = 0 ] || return 1
      hc_again=1
      continue
      ;;
    000 | 408 | 425 | 429 | 5??) ;;
    *) return 1 ;;
    esac
    hc_tries=$((hc_tries + 1))
    [ "$hc_tries" -lt "${HTTP_TRIES:-5}" ] || return 1
    hc_wait=$(json_get retryAfterSeconds <"$3") && is_number "$hc_wait" && [ "$hc_wait" -le 60 ] || hc_wait=$((1 << (hc_tries - 1)))
    sleep "$hc_wait"
  done
}

# What curl or wget says went wrong: curl explains itself in more lines after its first; wget gives each reason against
# a certificate a line, and goes on in indented ones.
http_cause() {
  ha_line=$(awk '/^curl: \([0-9]*\) |^wget: / { sub(/^[^ ]* (\([0-9]*\) )?/, ""); text = $0; exit }
    /^ERROR: |^The certificate / { sub(/^ERROR: /, ""); text = text (text == "" ? "" : " ") $0; goes_on = 1; next }
    goes_on && /^[ \t]/ { sub(/^[ \t]+/, ""); text = text " " $0; next }
    { goes_on = 0 }
    END { print text }' "$WORK/http.err")
  if [ -n "$ha_line" ]; then printf %s "$ha_line"; else tail -n 1 "$WORK/http.err"; fi
}

# http_reason ANSWER_FILE: the portal's sentence, or ours.
http_reason() {
  hr_detail=$(json_get detail <"$1" 2>/dev/null) || hr_detail=
  if [ -n "$hr_detail" ]; then
    printf %s "$hr_detail"
  elif [ "$HTTP_STATUS" = 000 ]; then
    printf 'The portal at %s did not answer: %s' "$ORIGIN" "$(http_cause)"
  elif [ "$HTTP_STATUS" = 410 ]; then
    printf 'This installation link has expired, was revoked or is used up: ask for a new one.'
  else
    printf 'The portal at %s answered with status %s.' "$ORIGIN" "$HTTP_STATUS"
  fi
}
http_exit_code() { case $HTTP_STATUS in 403 | 409 | 410) echo 6 ;; *) echo 1 ;; esac; }

# fetch_artefact NAME DESTINATION MODE: a file of the signed manifest; length and SHA-256 are checked before storing.
fetch_artefact() {
  fa_item=$(artefact_entry "$1") || {
    warn "The manifest of this installer has no file \"$1\"."
    return 1
  }
  fa_url=$(printf %s "$fa_item" | json_get url) && fa_sum=$(printf %s "$fa_item" | json_get sha256) &&
    fa_bytes=$(printf %s "$fa_item" | json_get bytes) || return 1
  case $fa_url in /*) ;; *)
    warn "The manifest names a file elsewhere than at the portal: $1"
    return 1
    ;;
  esac
  HTTP_SECONDS=900 http_call "$fa_url" '' "$WORK/artefact" none || {
    warn "The file \"$1\" could not be fetched: $(http_reason "$WORK/artefact")"
    return 1
  }
  HTTP_SECONDS=60
  if [ "$(bytes_of "$WORK/artefact")" != "$fa_bytes" ] || [ "$(sha256_of "$WORK/artefact")" != "$fa_sum" ]; then
    warn "The file \"$1\" is not what the portal signed: it was thrown away."
    return 1
  fi
  write_file "$2" "$3" <"$WORK/artefact"
}

# artefact_entry NAME: the manifest's object for it; the manifest was verified when it was stored.
artefact_entry() {
  state_get manifest | json_get files | json_items | {
    while IFS= read -r ae_line; do
      [ "$(printf %s "$ae_line" | json_get name)" != "$1" ] || {
        printf %s "$ae_line"
        exit 0
      }
    done
    exit 1
  }
}
