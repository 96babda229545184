# Signatures: compact JWS ES256 of the portal (raw r||s) checked with openssl; DER by the machine's own key.
# Bodies in ( ) run in a subshell: POSIX sh has no local variables.

# Standard base64 of any length on standard input; broken into lines, since openssl reads no endless ones.
base64_decode() {
  { tr -d ' \r\n' && echo; } | fold -w 64 | openssl base64 -d
}

b64url_decode() ( # b64url_decode TEXT
  b=$(printf %s "$1" | tr -- '-_' '+/')
  case $b in '' | *[!A-Za-z0-9+/]*) exit 1 ;; esac
  case $((${#b} % 4)) in 1) exit 1 ;; 2) b=$b== ;; 3) b=$b= ;; esac
  printf %s "$b" | base64_decode
)
b64url_encode() ( # of standard input
  b=$(openssl base64 -A | tr -- '+/' '-_')
  printf %s "${b%%=*}"
)

der_integer() ( # 64 hex digits -> DER INTEGER, shortest form, never negative
  n=$1
  while :; do case $n in 00?*) n=${n#00} ;; *) break ;; esac; done
  case $n in [89a-f]*) n=00$n ;; esac
  printf '02%02x%s' $((${#n} / 2)) "$n"
)

hex_to_bytes() ( # octal escapes by arithmetic: no xxd, no fork per byte
  h=$1 o=
  while [ -n "$h" ]; do
    t=${h#??} d=$((0x${h%"${h#??}"})) h=$t
    o=$o\\$((d / 64))$((d / 8 % 8))$((d % 8))
  done
  # shellcheck disable=SC2059
  printf "$o"
)

# verify_jws KEYS TOKEN [TYP]: KEYS holds lines "kid base64(PEM)"; prints the payload and returns 0, or nothing and 1.
verify_jws() (
  case $2 in *.*.*.*) exit 1 ;; ?*.?*.?*) ;; *) exit 1 ;; esac
  case $2 in *[!A-Za-z0-9._-]*) exit 1 ;; esac
  signed=${2%.*}
  header=$(b64url_decode "${signed%%.*}") || exit 1
  [ "$(printf %s "$header" | json_get alg)" = ES256 ] || exit 1
  [ -z "${3:-}" ] || [ "$(printf %s "$header" | json_get typ)" = "$3" ] || exit 1
  kid=$(printf %s "$header" | json_get kid) || exit 1
  pem=$(printf '%s\n' "$1" | while read -r k p; do if [ "$k" = "$kid" ]; then printf %s "$p"; break; fi; done)
  [ -n "$pem" ] || exit 1
  s=$(b64url_decode "${2##*.}" | od -An -v -tx1 | tr -d ' \n')
  [ ${#s} -eq 128 ] || exit 1
  r=$(printf %.64s "$s")
  der=$(der_integer "$r")$(der_integer "${s#"$r"}")
  dir=$(mktemp -d "$WORK/jws.XXXXXX") || exit 1
  trap 'rm -rf "$dir"' EXIT
  hex_to_bytes "$(printf '30%02x%s' $((${#der} / 2)) "$der")" >"$dir/sig"
  printf %s "$pem" | base64_decode >"$dir/key" || exit 1
  printf %s "$signed" | openssl dgst -sha256 -verify "$dir/key" -signature "$dir/sig" >/dev/null 2>&1 || exit 1
  b64url_decode "${signed#*.}"
)

sha256_of() { openssl dgst -sha256 <"$1" | sed 's/^.*[ =]//'; } # sha256_of FILE: hex
bytes_of() { wc -c <"$1" | tr -d ' '; }
