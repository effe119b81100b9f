#!/bin/sh
# tiny-guest.sh: a virtual machine small enough to try a port with. It boots in three seconds without KVM and has ping, iperf3 and
# ethtool. Needs Debian or Ubuntu on amd64 with qemu-system-x86, busybox-static and cpio; iperf3 and ethtool if they shall be in it.
#
#   tiny-guest.sh build                       makes kernel and initial file system; prints the folder with 'vmlinuz' and 'initrd'
#   tiny-guest.sh run PORT ADDRESS            boots a guest on a tap port, with an address like 10.9.0.1/24 and a shell on its
#                                             serial console; 'poweroff' or Ctrl-A X ends it
#   tiny-guest.sh run PORT ADDRESS COMMAND    the guest runs the command and ends; its exit status is 0 if the command's was
#
# KIND=redirect joins the guest as 'jackfield vm-args --kind redirect' tells; KIND=foreign opens the tap PORT that somebody else has
# made, and that a packet port attaches. JACKFIELD names the command of the switch, TINY_GUEST_DIR the folder, TINY_GUEST_KERNEL the
# package with the kernel, which is unpacked and never installed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
folder=${TINY_GUEST_DIR:-$here/../target/tiny-guest}
# In the order in which they are loaded.
modules="virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net"

fail() {
    echo "tiny-guest: $*" >&2
    exit 1
}

need() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "there is no $tool; as root: apt-get install --no-install-recommends" \
            qemu-system-x86 busybox-static cpio iperf3 ethtool
    done
}

kernel_package() {
    [ -z "${TINY_GUEST_KERNEL:-}" ] || {
        echo "$TINY_GUEST_KERNEL"
        return
    }
    apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}

# Downloads the kernel's package and unpacks it.
fetch_kernel() {
    package=$(kernel_package)
    [ -n "$package" ] || fail "apt knows no package linux-image-cloud-amd64: run 'apt-get update', or name another package" \
        "with /boot/vmlinuz-* and virtio_net in TINY_GUEST_KERNEL"
    apt-get download -qq -o APT::Sandbox::User=root "$package" >&2 || fail "apt-get could not download $package"
    dpkg-deb -x "$package"_*.deb unpacked
    cp unpacked/boot/vmlinuz-* vmlinuz
    mkdir modules
    for module in $modules; do
        # What is not there is built into the kernel.
        find unpacked -name "$module.ko*" -exec cp {} modules/ \;
    done
    for packed in modules/*.xz; do
        [ ! -e "$packed" ] || xz -d "$packed"
    done
}

# Copies a program with the libraries it is linked to, if the host has it.
add_program() {
    program=$(command -v "$1") || return 0
    cp "$program" root/bin/
    ldd "$program" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
        mkdir -p "root${library%/*}"
        cp -L "$library" "root$library"
    done
}

write_init() {
    cat >root/init <<INIT
#!/bin/busybox sh
export PATH=/bin
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
case \$(cat /proc/cpuinfo) in
    *"User Mode Linux"*)
        # A kernel with all it needs built in; its device may be called eth0 already.
        ip link set vec0 name eth0 2>/dev/null
        ;;
    *)
        for module in $modules; do
            [ ! -e /modules/\$module.ko ] || insmod /modules/\$module.ko
        done
        ;;
esac
for word in \$(cat /proc/cmdline); do
    case \$word in
        guest.ip=*) address=\${word#*=} ;;
        guest.run=*) run=\$(echo "\${word#*=}" | base64 -d) ;;
    esac
done
ip link set lo up
ip address add "\$address" dev eth0
ip link set eth0 up
[ ! -x /bin/iperf3 ] || iperf3 -s -D
echo "GUEST-READY \$address, up \$(cut -d ' ' -f 1 /proc/uptime) s"
if [ -n "\${run:-}" ]; then
    sh -c "\$run"
    status=\$?
    echo "GUEST-EXIT \$status"
    echo "\$status" >/dev/ttyS1
else
    PS1='guest# ' setsid cttyhack sh
fi
poweroff -f
INIT
    chmod 755 root/init
}

build() {
    need busybox cpio dpkg-deb apt-get
    mkdir -p "$folder"
    script=$here/tiny-guest.sh
    images=$(cd "$folder" && pwd -P)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    if [ ! -e "$images/vmlinuz" ]; then
        fetch_kernel
        mv modules vmlinuz "$images/"
    fi
    if [ ! -e "$images/initrd" ] || [ "$script" -nt "$images/initrd" ]; then
        mkdir -p root/bin
        cp "$(command -v busybox)" root/bin/busybox
        cp -r "$images/modules" root/
        add_program iperf3
        add_program ethtool
        write_init
        (cd root && find . | cpio -o -H newc --quiet) >"$images/initrd"
    fi
    echo "$images"
}

# The switch's command: the one on the path, else that of the source tree.
switch() {
    if [ -n "${JACKFIELD:-}" ]; then
        "$JACKFIELD" "$@"
    elif command -v jackfield >/dev/null; then
        jackfield "$@"
    else
        "$here/../../../jackfield" "$@"
    fi
}

# A second guest would take the port away from the first.
refuse_second_guest() {
    for process in /proc/[0-9]*; do
        if [ "$process/ns/net" -ef /proc/self/ns/net ] && grep -qs "tap,id=net-$1," "$process/cmdline"; then
            fail "port $1 has a guest already, process ${process#/proc/}: end it, or give this one another port"
        fi
    done
}

# Sets 'host' and 'arguments': what joins a guest to a port in this way.
attach() {
    if [ "$2" = foreign ]; then
        host=
        arguments="-netdev tap,id=net-$1,ifname=$1,script=no,downscript=no -device virtio-net-pci,netdev=net-$1"
        return
    fi
    host=$(switch vm-args "$1" --kind "$2" --part host)
    arguments=$(switch vm-args "$1" --kind "$2" --part qemu)
    # What an earlier guest on this port left behind.
    for before in macvtap redirect; do
        switch vm-args "$1" --kind $before --part undo | sh 2>/dev/null || true
    done
}

run() {
    port=$1
    append="console=ttyS0 quiet panic=-1 no_timer_check guest.ip=$2"
    command=${3:-}
    kind=${KIND:-macvtap}
    need qemu-system-x86_64
    images=$(build)
    refuse_second_guest "$port"
    attach "$port" "$kind"
    eval "$host"
    # shellcheck disable=SC2086 # the port's arguments are words
    set -- -name "$port" -accel tcg,thread=multi -cpu max -M q35 -smp 2 -m 192 -nodefaults -display none -serial mon:stdio \
        -kernel "$images/vmlinuz" -initrd "$images/initrd" $arguments,romfile=
    [ -n "$command" ] || exec qemu-system-x86_64 "$@" -append "$append"
    # The guest tells on its second serial port how the command ended.
    status=$(mktemp)
    trap 'rm -f "$status"' EXIT
    qemu-system-x86_64 "$@" -serial "file:$status" -append "$append guest.run=$(printf %s "$command" | base64 -w 0)"
    grep -q '^0' "$status"
}

case "${1:-} $#" in
    "build 1") build ;;
    "run 3" | "run 4")
        shift
        run "$@"
        ;;
    *) fail "usage: tiny-guest.sh build, or: tiny-guest.sh run PORT ADDRESS [COMMAND]; the script's head says more" ;;
esac
