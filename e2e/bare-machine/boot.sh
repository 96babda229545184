#!/bin/sh
# The first process of a bare machine, in namespaces of its own; its network is the host's, so that 127.0.0.1 is the
# portal's. boot.sh ROOT HOST_NAME SERIAL
set -eu
root=$1 name=$2 serial=$3
mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do
  : >"dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/shm
mount -t tmpfs shm dev/shm
for link in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${link%:*}" "dev/${link#*:}"; done
ln -s /proc/self/fd dev/fd
# Its own /sys: the real one would reveal this computer's serial number.
mount -t tmpfs -o mode=755 sys sys
mkdir -p sys/devices/virtual/dmi/id sys/class/dmi
ln -s ../../devices/virtual/dmi/id sys/class/dmi/id
echo "$serial" >sys/devices/virtual/dmi/id/product_serial
chmod 400 sys/devices/virtual/dmi/id/product_serial
mount -o remount,ro sys
hostname "$name"
echo "$name" >etc/hostname
printf '127.0.0.1 localhost %s\n' "$name" >etc/hosts
cp -L /etc/resolv.conf etc/resolv.conf 2>/dev/null || :
[ -s etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
pivot_root . mnt
cd /
umount -l /mnt
exec 0</dev/null
# What is orphaned in the machine becomes a child of this one, and is reaped by its wait.
exec /bin/sh -c 'echo booted; while :; do sleep 3600 & wait; done'
