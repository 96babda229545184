# What the machine reports about itself. Facts under --root DIR are read under DIR.

# is_placeholder SERIAL: what vendors leave there instead of a number; compared in lower case, letters and digits only.
is_placeholder() (
  s=$(printf %s "$1" | tr 'A-Z' 'a-z' | tr -cd 'a-z0-9')
  case $s in
  none | na | unknown | default | defaultstring | tobefilledbyoem | systemserialnumber | notspecified | notapplicable | \
    invalid | 0123456789 | 123456789 | 03000200040005000006000700080009 | ffffffffffffffffffffffffffffffff) exit 0 ;;
  *[!0]*) exit 1 ;;
  esac
  exit 0 # empty, or zeros only
)

read_fact() { # read_fact FILE: its first line without the ends' blanks (a device tree's ends with NUL)
  [ -r "$1" ] || return 0
  { tr -d '\000' <"$1" | head -n 1 | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//'; } 2>/dev/null || :
}

is_darwin() { [ "$(uname -s)" = Darwin ]; }
ioreg_value() { ioreg -rd1 -c IOPlatformExpertDevice | sed -n "s/.*\"$1\" = \"\\(.*\\)\".*/\\1/p" | head -n 1; }

find_serial() { # sets FACT_SERIAL, FACT_SERIAL_SOURCE
  FACT_SERIAL='' FACT_SERIAL_SOURCE=none
  if [ -z "$ROOT" ] && is_darwin; then
    fs_value=$(ioreg_value IOPlatformSerialNumber)
    if ! is_placeholder "$fs_value"; then FACT_SERIAL=$fs_value FACT_SERIAL_SOURCE=product_serial; fi
    return 0
  fi
  for fs_name in product_serial board_serial chassis_serial device_tree; do
    fs_file=$ROOT/sys/class/dmi/id/$fs_name
    [ $fs_name != device_tree ] || fs_file=$ROOT/sys/firmware/devicetree/base/serial-number
    fs_value=$(read_fact "$fs_file")
    if ! is_placeholder "$fs_value"; then
      FACT_SERIAL=$fs_value FACT_SERIAL_SOURCE=$fs_name
      return 0
    fi
  done
}

# Sets FACT_AVAILABLE, FACT_TOTAL (bytes) and FACT_PATH from "df -Pk": column 4, what an ordinary user may still write.
find_disk() {
  if [ -r "$ROOT/run/instance/disk" ]; then
    fd_text=$(cat "$ROOT/run/instance/disk")
  elif [ -z "$ROOT" ] && is_darwin && [ -d /System/Volumes/Data ]; then
    fd_text=$(df -Pk /System/Volumes/Data)
  else
    fd_text=$(df -Pk "${ROOT:-/}")
  fi
  fd_line=$(printf '%s\n' "$fd_text" | awk '{ for (i = 5; i <= NF; i++) if ($i ~ /^[0-9]+%$/ && $(i-1) ~ /^[0-9]+$/) {
    p = $(i + 1); for (j = i + 2; j <= NF; j++) p = p " " $j; print $(i - 3), $(i - 1), p } }' | tail -n 1)
  FACT_TOTAL='' FACT_AVAILABLE='' FACT_PATH=''
  [ -n "$fd_line" ] || return 0
  FACT_PATH=${fd_line#* * }
  fd_line=${fd_line%" $FACT_PATH"}
  FACT_TOTAL=$((${fd_line% *} * 1024)) FACT_AVAILABLE=$((${fd_line#* } * 1024))
}

permille_of() { echo $(($1 / 1000 * $2 + $1 % 1000 * $2 / 1000)); } # exact, without overflow

# allocation AVAILABLE TOTAL: floor to step(max(0, available - reserve) x fraction), by the rule in the head.
allocation() {
  al_reserve=$(permille_of "$2" "$ALLOCATION_RESERVE_PERMILLE")
  [ "$al_reserve" -ge "$ALLOCATION_RESERVE_BYTES" ] || al_reserve=$ALLOCATION_RESERVE_BYTES
  al_free=$(($1 - al_reserve))
  [ "$al_free" -gt 0 ] || al_free=0
  al_free=$(permille_of "$al_free" "$ALLOCATION_FRACTION_PERMILLE")
  echo $((al_free / ALLOCATION_STEP_BYTES * ALLOCATION_STEP_BYTES))
}

fact() { [ -z "$2" ] || FACTS="$FACTS,\"$1\":$(json_string "$2")"; }      # fact NAME TEXT
fact_number() { ! is_number "$2" || FACTS="$FACTS,\"$1\":$2"; }           # fact_number NAME INTEGER

# collect_facts: sets FACTS to the JSON object of all facts.
collect_facts() {
  FACTS=
  find_serial
  find_disk
  FACTS="\"serialSource\":\"$FACT_SERIAL_SOURCE\""
  fact serial "$FACT_SERIAL"
  fact availableBytes "$FACT_AVAILABLE"
  fact totalBytes "$FACT_TOTAL"
  fact path "$FACT_PATH"
  if [ -n "${ALLOCATION_STEP_BYTES:-}" ] && [ -n "$FACT_TOTAL" ]; then
    fact allocationBytes "$(allocation "$FACT_AVAILABLE" "$FACT_TOTAL")"
  fi
  cf_uuid=$(read_fact "$ROOT/sys/class/dmi/id/product_uuid")
  if [ -z "$ROOT" ] && is_darwin; then cf_uuid=$(ioreg_value IOPlatformUUID); fi
  is_placeholder "$cf_uuid" || fact hardwareUuid "$cf_uuid"
  cf_id=$(read_fact "$ROOT/etc/machine-id") # never sent itself, as machine-id(5) asks
  [ -z "$cf_id" ] || fact installId "$(printf spillway | openssl dgst -sha256 -hmac "$cf_id" | sed 's/^.*[ =]//')"
  cf_host=$(read_fact "$ROOT/etc/hostname")
  fact hostname "${cf_host:-$(uname -n)}"
  if is_darwin; then
    fact os darwin
    fact osVersion "macOS $(sw_vers -productVersion)"
  else
    fact os linux
    fact osVersion "$(sed -n 's/^PRETTY_NAME=//p' "$ROOT/etc/os-release" 2>/dev/null | head -n 1 | sed "s/^[\"']//;s/[\"']\$//")"
  fi
  case $(uname -m) in x86_64 | amd64) fact arch amd64 ;; aarch64 | arm64) fact arch arm64 ;; esac
  fact_number vcpu "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || :)"
  cf_memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB.*/\1/p' /proc/meminfo 2>/dev/null || :)
  [ -z "$cf_memory" ] || fact memoryBytes $((cf_memory * 1024))
  cf_cloud=$(read_fact "$ROOT/run/instance/cloud")
  cf_instance=$(read_fact "$ROOT/run/instance/id")
  if [ -z "$ROOT" ] && [ -z "$cf_instance" ]; then # cloud-init's own record
    cf_cloud=$(read_fact /run/cloud-init/cloud-id)
    cf_instance=$(read_fact /var/lib/cloud/data/instance-id)
  fi
  fact cloud "$cf_cloud"
  fact instanceId "$cf_instance"
  FACTS="{$FACTS}"
}
