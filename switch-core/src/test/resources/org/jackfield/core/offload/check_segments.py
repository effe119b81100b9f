"""Checks segments against the frames they were cut from, by scapy alone. Usage: check_segments.py FILE

FILE holds, for each frame: its bytes, payload per segment (u32), number of segments (u32), bytes of each segment. Bytes come behind
their length (u32), and all numbers are big-endian. Prints one line for each difference, and how many segments were looked at.
"""
import struct
import sys

from scapy.config import conf
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Dot1AD, Dot1Q, Ether

FIN, PSH, CWR = 0x01, 0x08, 0x80


def read(file):
    raw = file.read(4)
    return file.read(struct.unpack(">I", raw)[0]) if raw else None


def number(file):
    return struct.unpack(">I", file.read(4))[0]


def rebuilt(frame):
    """The same frame with lengths and checksums that scapy computes."""
    copy = Ether(frame)
    for layer, fields in ((IP, ("len", "chksum")), (IPv6, ("plen",)), (TCP, ("chksum",)), (UDP, ("len", "chksum"))):
        if layer in copy:
            for field in fields:
                delattr(copy[layer], field)
    return bytes(copy)


def tags(frame):
    return [(tag.vlan, tag.prio) for kind in (Dot1AD, Dot1Q) for tag in layers(frame, kind)]


def layers(frame, kind):
    found, at = [], 1
    while frame.getlayer(kind, at) is not None:
        found.append(frame.getlayer(kind, at))
        at += 1
    return found


def check(frame, size, segments):
    long = Ether(frame)
    kind = TCP if TCP in long else UDP
    payload = bytes(long[kind].payload)
    if b"".join(bytes(Ether(one)[kind].payload) for one in segments) != payload:
        yield "payload"
    for n, one in enumerate(segments):
        segment = Ether(one)
        last = n + 1 == len(segments)
        if rebuilt(one) != one:
            yield "lengths or checksums of segment %d" % n
        if (segment.src, segment.dst, tags(segment)) != (long.src, long.dst, tags(long)):
            yield "link layer of segment %d" % n
        if len(segment[kind].payload) != (len(payload) - n * size if last else size):
            yield "size of segment %d" % n
        if IP in long:
            if segment[IP].id != (long[IP].id + n) & 0xFFFF or segment[IP].flags != long[IP].flags:
                yield "id or flags of segment %d" % n
            if (segment[IP].tos, segment[IP].ttl, segment[IP].options) != (long[IP].tos, long[IP].ttl, long[IP].options):
                yield "IPv4 header of segment %d" % n
        elif (segment[IPv6].fl, segment[IPv6].tc) != (long[IPv6].fl, long[IPv6].tc):
            yield "IPv6 header of segment %d" % n
        if kind is TCP:
            flags = int(long[TCP].flags) & ~(0 if last else FIN | PSH) & ~(0 if n == 0 else CWR)
            if int(segment[TCP].flags) != flags:
                yield "TCP flags of segment %d" % n
            if segment[TCP].seq != (long[TCP].seq + n * size) & 0xFFFFFFFF:
                yield "sequence number of segment %d" % n
            same = ("sport", "dport", "ack", "window", "urgptr", "options")
        else:
            same = ("sport", "dport")
        if any(getattr(segment[kind], field) != getattr(long[kind], field) for field in same):
            yield "transport header of segment %d" % n


def main():
    conf.ipv6_enabled = True
    looked = 0
    with open(sys.argv[1], "rb") as file:
        frame = read(file)
        while frame is not None:
            size = number(file)
            segments = [read(file) for _ in range(number(file))]
            for difference in check(frame, size, segments):
                print("%s: %s" % (difference, frame[:120].hex()))
            looked += len(segments)
            frame = read(file)
    print("looked at %d segments" % looked)


main()
