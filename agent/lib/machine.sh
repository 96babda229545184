# The machine's own key: P-256, made here, never leaves. Its token is the Bearer of every call after enrol.

make_key() ( # never half a file, never over an existing key
  [ ! -s "$P_ETC/machine.key" ] || exit 0
  umask 077
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve \
    -out "$P_ETC/machine.key.new" 2>/dev/null && mv "$P_ETC/machine.key.new" "$P_ETC/machine.key"
)
public_key() { openssl pkey -in "$P_ETC/machine.key" -pubout; }
sign_text() { printf %s "$1" | openssl dgst -sha256 -sign "$P_ETC/machine.key" | openssl base64 -A; }

# RFC 7638 thumbprint: the last 64 bytes of the public key's DER form are x and y.
key_thumbprint() (
  umask 077
  openssl pkey -in "$P_ETC/machine.key" -pubout -outform DER | tail -c 64 >"$WORK/point" || exit 1
  x=$(head -c 32 "$WORK/point" | b64url_encode)
  y=$(tail -c 32 "$WORK/point" | b64url_encode)
  printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$x" "$y" | openssl dgst -sha256 -binary | b64url_encode
)

machine_token() (
  iat=$(server_now)
  head=$(printf '{"alg":"ES256","typ":"JWT","kid":"%s"}' "$(state_get machineId)" | b64url_encode)
  claims=$(printf '{"aud":"%s","iat":%s,"exp":%s,"jti":"%s"}' "$ORIGIN" "$iat" $((iat + 300)) "$(openssl rand -hex 16)" |
    b64url_encode)
  printf '%s.%s.%s' "$head" "$claims" \
    "$(printf %s "$head.$claims" | openssl dgst -sha256 -sign "$P_ETC/machine.key" | b64url_encode)"
)
