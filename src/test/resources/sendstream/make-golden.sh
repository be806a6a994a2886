#!/bin/bash
# Makes the golden streams in this folder anew, from real btrfs on a loop device. As root, with
# btrfs-progs and setfacl, setfattr, setcap. Uuids, times and inode numbers differ each time, so the
# dumps are made anew as well: firn stream dump FILE > FILE.dump
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'cd /; umount "$work/mnt" || true; rm -rf "$work"' EXIT
truncate -s 512M "$work/img"
mkfs.btrfs -q "$work/img" > "$work/log"
mkdir "$work/mnt"
mount -o loop "$work/img" "$work/mnt"
cd "$work/mnt"
btrfs -q subvolume create v
cd v
echo hello > file
mkdir dir
ln file dir/hard-link
ln -s /no/where symlink
printf x > $'name with\nnewline'
printf y > $'\xff\xfe not utf-8'
printf z > 'näme \ with ☃'
mkfifo fifo
mknod node c 1 3
mknod block b 7 200
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
setfattr -n user.key -v value file
setfattr -n user.empty file
setfacl -m u:1234:rw file
cp /bin/true capable && truncate -s 100 capable && setcap cap_net_raw+ep capable
head -c 30000 /dev/urandom > random
cp --reflink=always random reflink
truncate -s 1M sparse && printf end | dd of=sparse bs=1 seek=700000 conv=notrunc status=none
touch -d '1960-01-01 00:00:00.123456789' file
chmod 4755 capable
chown 1000:1001 random
for c in zlib lzo zstd; do
    mkdir $c && btrfs property set $c compression $c && { yes $c || true; } | head -c 40000 > $c/data
done
fallocate -l 8192 preallocated
sync && cd .. && btrfs -q subvolume snapshot -r v s1 && cd v
mv file a && mv dir/hard-link file && mv a dir/hard-link    # a swap: orphan names
mkdir d1 d2 && mv zlib d1/ && mv dir zlib && mv d1/zlib dir # directories change places
rm symlink fifo
truncate -s 100 random
printf overwritten | dd of=reflink bs=1 seek=5000 conv=notrunc status=none
fallocate -p -o 4096 -l 8192 reflink
cp --reflink=always sparse d2/cloned
setfattr -x user.key file
rm -r lzo && printf f > lzo                                  # a file in a directory's place
sync && cd .. && btrfs -q subvolume snapshot -r v s2
btrfs -q send s1 > "$here/v1-full.stream"
btrfs -q send -p s1 s2 > "$here/v1-incremental.stream"
btrfs -q send --proto 2 --compressed-data s1 > "$here/v2-full.stream"
btrfs -q send --proto 2 --compressed-data -p s1 s2 > "$here/v2-incremental.stream"
btrfs -q send --no-data s1 > "$here/v1-no-data.stream"
