# JSON, as far as the machine API needs it: one value of an object's top level; strings for what is sent.

# shellcheck disable=SC2016
JSON_AWK='
function bad() { failed = 1; exit 1 }
function blank() { sub(/^[ \t\r\n]+/, "", s) }
function utf8(n) {
  if (n == 0 || (n >= 55296 && n <= 57343)) return "?"
  if (n < 128) return sprintf("%c", n)
  if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
  return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
}
function string(out, c, e, i, n) { # s stands at the opening quote
  s = substr(s, 2); out = ""
  while (match(s, /["\\]/)) {
    out = out substr(s, 1, RSTART - 1); c = substr(s, RSTART, 1); s = substr(s, RSTART + 1)
    if (c == "\"") return out
    e = substr(s, 1, 1); s = substr(s, 2)
    if (e == "n") out = out "\n"
    else if (e == "t") out = out "\t"
    else if (e == "r" || e == "b" || e == "f") out = out " "
    else if (e == "u") {
      n = 0
      for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(s, i, 1))) - 1
      out = out utf8(n); s = substr(s, 5)
    } else out = out e
  }
  bad()
}
function value(depth, c, before) { # the decoded value; what is nested and numbers as they stand; sets raw
  blank(); before = s; c = substr(s, 1, 1)
  if (c == "\"") { c = string(); raw = substr(before, 1, length(before) - length(s)); return c }
  if (c == "{" || c == "[") {
    depth = 0
    while (match(s, /[][{}"]/)) {
      c = substr(s, RSTART, 1)
      if (c == "\"") { s = substr(s, RSTART); string(); continue }
      s = substr(s, RSTART + 1)
      if (c == "{" || c == "[") depth++; else depth--
      if (depth == 0) { raw = substr(before, 1, length(before) - length(s)); return raw }
    }
    bad()
  }
  if (!match(s, /^[-+.0-9A-Za-z]+/)) bad()
  raw = substr(s, 1, RLENGTH); s = substr(s, RLENGTH + 1)
  return raw
}
{ s = s $0 "\n" }
END {
  if (failed) exit 1
  blank()
  if (mode == "items") {
    if (substr(s, 1, 1) != "[") exit 1
    for (s = substr(s, 2); ; s = substr(s, 2)) {
      blank(); if (substr(s, 1, 1) == "]") exit 0
      value(); print raw; blank()
      if (substr(s, 1, 1) != ",") exit substr(s, 1, 1) != "]"
    }
  }
  if (substr(s, 1, 1) != "{") exit 1
  for (s = substr(s, 2); ; s = substr(s, 2)) {
    blank(); if (substr(s, 1, 1) != "\"") exit 1
    k = string(); blank(); if (substr(s, 1, 1) != ":") exit 1
    s = substr(s, 2); v = value()
    if (k == key) { printf "%s", mode == "raw" ? raw : v; exit 0 }
    blank(); if (substr(s, 1, 1) != ",") exit 1
  }
}'

json_get() { awk -v mode=get -v key="$1" "$JSON_AWK"; }     # json_get KEY <OBJECT: the value, decoded
json_raw() { awk -v mode=raw -v key="$1" "$JSON_AWK"; }     # the value as it stands
json_items() { awk -v mode=items "$JSON_AWK" | sed '/^$/d'; } # json_items <ARRAY: one item a line

# json_string VALUE: a JSON string with its quotes; control characters but newline and tab are dropped.
json_string() {
  printf '%s\n' "$1" | tr -d '\000-\010\013-\037\177' | tr '\011' ' ' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' |
    awk 'BEGIN { printf "\"" } NR > 1 { printf "\\n" } { printf "%s", $0 } END { printf "\"" }'
}
