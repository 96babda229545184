# The options of collector and installer: one schema for both, since the one passes them on to the other.

usage_text() {
  cat <<'END_OF_USAGE'
usage: sh FILE [--root DIR] [--cron] [--wait] [--foreground] [--uninstall] [--help]
  --root DIR    install under DIR instead of /, without root rights (default: $SPILLWAY_ROOT, else /)
  --cron        with --root: two lines in your crontab start the agent again after a restart or a crash
  --wait        wait until the customer's information is there, instead of ending with status 4
  --foreground  stay, and run the agent's loop in this terminal
  --uninstall   stop the application, free the seat and remove everything
exit status: 0 done, 1 failed, 2 wrong options, 3 a needed program is missing, 4 information is missing or the
machine waits, 5 insufficient storage, 6 refused by the portal
END_OF_USAGE
}

parse_options() {
  OPTION_CRON='' OPTION_WAIT='' OPTION_FOREGROUND='' OPTION_UNINSTALL='' po_root=${SPILLWAY_ROOT:-/}
  while [ $# -gt 0 ]; do
    case $1 in
    --root)
      [ -n "${2:-}" ] || fail 2 "--root needs a folder: --root DIR."
      po_root=$2
      shift
      ;;
    --root=?*) po_root=${1#--root=} ;;
    --cron) OPTION_CRON=--cron ;;
    --wait) OPTION_WAIT=--wait ;;
    --foreground) OPTION_FOREGROUND=--foreground ;;
    --uninstall) OPTION_UNINSTALL=--uninstall ;;
    --help)
      usage_text
      exit 0
      ;;
    *)
      printf 'Unknown option: %s\n' "$1" >&2
      usage_text >&2
      exit 2
      ;;
    esac
    shift
  done
  set_root "$po_root"
}

# Ends the script when the machine has nothing, or with the agent's own status.
uninstall_and_exit() {
  if [ ! -f "$P_OPT/agent.sh" ]; then
    printf 'There is nothing to remove under %s.\n' "${ROOT:-/}"
    exit 0
  fi
  exec sh "$P_OPT/agent.sh" --root "${ROOT:-/}" uninstall
}

is_enrolled() { [ -s "$P_ETC/state/machineId" ] && [ -s "$P_ETC/machine.key" ] && [ -s "$P_OPT/agent.sh" ]; }
