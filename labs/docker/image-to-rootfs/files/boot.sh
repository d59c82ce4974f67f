# Switches a computer on that has one CPU, 128 MB of memory and this disk: boot.sh DISK
case $(uname -m) in
  x86_64) machine=q35 console=ttyS0 ;;
  *) machine=virt console=ttyAMA0 ;;
esac
exec "qemu-system-$(uname -m)" -nodefaults -no-user-config -display none \
  -machine $machine -cpu max -accel tcg -m 128 -no-reboot \
  -chardev stdio,id=terminal,signal=off -serial chardev:terminal \
  -kernel /boot/vmlinuz -initrd /boot/initramfs -append "console=$console quiet mitigations=off panic=-1" \
  -drive "file=$1,format=qcow2,if=virtio"
