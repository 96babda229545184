#!/bin/sh
# The shipped sample workload: one unit of it prints a line a minute, and costs next to nothing. sh workload-sample
# NUMBER
trap 'echo "unit $1 ends"; exit 0' TERM INT
while :; do
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) unit ${1:-1} is at work"
  sleep 60 &
  wait $!
done
