/*
 * What a frame costs that a packet socket (AF_PACKET) receives, by ways of reading: by messages (io_uring, one multishot RECVMSG into
 * buffers the switch forwards from), by TPACKET_V3 (blocks in shared memory, handed over when they are full or after a timeout, each
 * frame copied into a buffer, as a switch must whose frames live longer than a block; and, to compare, not copied) and by TPACKET_V2 (a
 * slot for each frame, handed over at once). A thread sends frames at a fixed rate by the other end of a veth pair; the ways take
 * turns, and the CPU time of the reading thread and of both threads together is told for each. "none" is the sender alone.
 *
 *   cc -O2 -pthread -o packet-read packet-read.c
 *   ip netns add pr; ip -n pr link add pr0 type veth peer name pr1
 *   ip -n pr link set pr0 up; ip -n pr link set pr1 up
 *   ip netns exec pr ./packet-read pr0 pr1 [FRAMES-A-SECOND [BYTES [ROUNDS]]]
 *   ip netns del pr
 *
 * Prints a line for each way and round: rate, bytes, way, frames read, frames lost, kernel entries a frame, nanoseconds a frame of the
 * reader and of both threads, and how old a frame is when the reader has it. Needs Linux 6.5.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 256
#define BUFFER_BYTES 2304
#define VNET_BYTES 12
#define CONTROL_BYTES 40
#define ROUND_NS 2000000000ull
#define BLOCK_BYTES (1u << 18)
#define BLOCKS 32
#define MOST_AGES 4000000

static unsigned rate = 100000, bytes = 60, rounds = 7;
static const char *left, *right;
static volatile int sending, reading;
static uint64_t now_ns, frames_read, enters, reader_ns, sink;
static uint32_t *ages, age_count;

static void refuse(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

static int packet_socket(const char *device, int protocol)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol)};
    int packet = socket(AF_PACKET, SOCK_RAW, 0);

    address.sll_ifindex = (int)if_nametoindex(device);
    if (packet < 0 || !address.sll_ifindex || bind(packet, (struct sockaddr *)&address, sizeof address))
        refuse(device);
    return packet;
}

/* Has a socket that is set up receive. */
static void receive(int packet)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};

    address.sll_ifindex = (int)if_nametoindex(right);
    if (bind(packet, (struct sockaddr *)&address, sizeof address))
        refuse(right);
}

static void option(int packet, int level, int name, const void *value, socklen_t length, const char *what)
{
    if (setsockopt(packet, level, name, value, length))
        refuse(what);
}

/* Bursts of up to 32 frames, each with the time it was sent at. */
static void *send_frames(void *unused)
{
    static uint8_t frames[32][1514];
    struct mmsghdr messages[32];
    struct iovec parts[32];
    int packet = packet_socket(left, 0);
    uint64_t start = 0, sent = 0;

    (void)unused;
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < 32; i++) {
        memset(frames[i], 0x02, 12);
        frames[i][12] = 0x88;
        frames[i][13] = 0xb5;
        parts[i] = (struct iovec){frames[i], bytes};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    for (;;) {
        uint64_t now = clock_ns(CLOCK_MONOTONIC), due;
        int count, done;

        if (!sending) {
            start = 0;
            usleep(1000);
            continue;
        }
        if (!start) {
            start = now;
            sent = 0;
        }
        due = (now - start) * rate / 1000000000ull;
        if (due <= sent) {
            usleep(20);
            continue;
        }
        count = due - sent > 32 ? 32 : (int)(due - sent);
        for (int i = 0; i < count; i++)
            memcpy(frames[i] + 16, &now, sizeof now);
        done = sendmmsg(packet, messages, (unsigned)count, MSG_DONTWAIT);
        sent += done > 0 ? (uint64_t)done : 0;
    }
    return NULL;
}

/* What both readers do with a frame: its addresses are looked at, as a switch does, and its age is noted. */
static void look(const uint8_t *frame, uint64_t now)
{
    uint64_t sent_at;

    memcpy(&sent_at, frame + 16, sizeof sent_at);
    sink += frame[0] + frame[5] + frame[11];
    frames_read++;
    if (age_count < MOST_AGES)
        ages[age_count++] = (uint32_t)(now - sent_at);
}

/* io_uring, spelled out, so that headers as new as the kernel are not needed. */
struct offsets { uint32_t head, tail, mask, entries, flags, dropped, array, reserved; uint64_t address; };
struct completion_offsets { uint32_t head, tail, mask, entries, overflow, cqes, flags, reserved; uint64_t address; };
struct parameters {
    uint32_t sq_entries, cq_entries, flags, sq_cpu, sq_idle, features, wq_fd, reserved[3];
    struct offsets sq;
    struct completion_offsets cq;
};
struct submission {
    uint8_t opcode, flags;
    uint16_t priority;
    int32_t file;
    uint64_t offset, address;
    uint32_t length, operation_flags;
    uint64_t label;
    uint16_t group, personality;
    uint32_t splice;
    uint64_t rest[2];
};
struct completion { uint64_t label; int32_t result; uint32_t flags; };
struct buffer { uint64_t address; uint32_t length; uint16_t id, tail; };
struct registration { uint64_t address; uint32_t entries; uint16_t group, flags; uint64_t reserved[3]; };

static void read_messages(void)
{
    static char memory[BUFFERS * BUFFER_BYTES];
    struct parameters parameters = {.flags = (1u << 3) | (1u << 4) | (1u << 12) | (1u << 13), .cq_entries = 4 * BUFFERS};
    struct registration registration = {.entries = BUFFERS};
    struct msghdr message = {.msg_controllen = CONTROL_BYTES};
    struct buffer *buffers;
    struct submission *entries;
    uint32_t *sq_tail, *cq_head, *cq_tail, cq_mask, prepared = 0, submitted = 0;
    uint16_t given = 0;
    struct completion *completions;
    int one = 1, header = VNET_BYTES, size = 4 << 20, ring, armed = 0;
    int packet = packet_socket(right, 0);
    size_t length;
    char *base;

    option(packet, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one, "PACKET_AUXDATA");
    option(packet, SOL_PACKET, 24 /* PACKET_VNET_HDR_SZ */, &header, sizeof header, "PACKET_VNET_HDR_SZ");
    option(packet, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size, "SO_RCVBUFFORCE");
    ring = (int)syscall(425, 2 * BUFFERS, &parameters);
    if (ring < 0)
        refuse("io_uring_setup");
    length = parameters.cq.cqes + parameters.cq_entries * sizeof *completions;
    if (parameters.sq.array + parameters.sq_entries * 4 > length)
        length = parameters.sq.array + parameters.sq_entries * 4;
    base = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, 0);
    entries = mmap(NULL, parameters.sq_entries * sizeof *entries, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, 0x10000000);
    buffers = mmap(NULL, BUFFERS * sizeof *buffers, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || entries == MAP_FAILED || buffers == MAP_FAILED)
        refuse("mmap");
    sq_tail = (uint32_t *)(base + parameters.sq.tail);
    cq_head = (uint32_t *)(base + parameters.cq.head);
    cq_tail = (uint32_t *)(base + parameters.cq.tail);
    cq_mask = *(uint32_t *)(base + parameters.cq.mask);
    completions = (struct completion *)(base + parameters.cq.cqes);
    for (uint32_t i = 0; i < parameters.sq_entries; i++)
        ((uint32_t *)(base + parameters.sq.array))[i] = i;
    registration.address = (uintptr_t)buffers;
    if (syscall(427, ring, 22, &registration, 1) || syscall(427, ring, 2, &packet, 1))
        refuse("io_uring_register");
    for (; given < BUFFERS; given++)
        buffers[given] = (struct buffer){(uintptr_t)(memory + given * BUFFER_BYTES), BUFFER_BYTES, given, 0};
    __atomic_store_n(&buffers[0].tail, given, __ATOMIC_RELEASE);
    receive(packet);
    close(packet);
    while (reading) {
        uint32_t head = *cq_head, tail;
        uint64_t now;

        if (!armed) {
            struct submission *entry = &entries[prepared++ & (parameters.sq_entries - 1)];

            memset(entry, 0, sizeof *entry);
            entry->opcode = 10; /* RECVMSG */
            entry->flags = 1 | 32;
            entry->priority = 2; /* multishot */
            entry->address = (uintptr_t)&message;
            entry->length = 1;
            __atomic_store_n(sq_tail, prepared, __ATOMIC_RELEASE);
            armed = 1;
        }
        enters++;
        if (syscall(426, ring, prepared - submitted, 1, 1, NULL, 0) >= 0)
            submitted = prepared;
        now = clock_ns(CLOCK_MONOTONIC);
        tail = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE);
        for (; head != tail; head++) {
            const struct completion *completion = &completions[head & cq_mask];

            armed = armed && (completion->flags & 2);
            if (completion->result > 0) {
                uint16_t id = (uint16_t)(completion->flags >> 16);

                look((uint8_t *)memory + id * BUFFER_BYTES + 16 + CONTROL_BYTES + VNET_BYTES, now);
                struct buffer *buffer = &buffers[given++ & (BUFFERS - 1)];

                buffer->address = (uintptr_t)(memory + id * BUFFER_BYTES);
                buffer->length = BUFFER_BYTES;
                buffer->id = id;
            }
        }
        __atomic_store_n(&buffers[0].tail, given, __ATOMIC_RELEASE);
        __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
    }
    close(ring);
}

/* TPACKET_V2: each frame has a slot of its own and is handed over at once. */
static void read_slots(void)
{
    static char memory[BUFFERS * BUFFER_BYTES];
    struct tpacket_req request = {.tp_block_size = BLOCK_BYTES, .tp_block_nr = BLOCKS, .tp_frame_size = 2048,
        .tp_frame_nr = BLOCK_BYTES / 2048 * BLOCKS};
    int version = TPACKET_V2, header = VNET_BYTES, packet = packet_socket(right, 0);
    unsigned next = 0, slot = 0;
    char *base;

    option(packet, SOL_PACKET, PACKET_VERSION, &version, sizeof version, "PACKET_VERSION");
    option(packet, SOL_PACKET, 24, &header, sizeof header, "PACKET_VNET_HDR_SZ");
    option(packet, SOL_PACKET, PACKET_RX_RING, &request, sizeof request, "PACKET_RX_RING");
    base = mmap(NULL, (size_t)BLOCK_BYTES * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, packet, 0);
    if (base == MAP_FAILED)
        refuse("mmap of the ring");
    receive(packet);
    while (reading) {
        struct tpacket2_hdr *frame = (struct tpacket2_hdr *)(base + (size_t)next * 2048);
        char *to = memory + (slot++ & (BUFFERS - 1)) * BUFFER_BYTES;

        if (!(__atomic_load_n(&frame->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
            struct pollfd wait = {.fd = packet, .events = POLLIN};

            enters++;
            poll(&wait, 1, 100);
            now_ns = clock_ns(CLOCK_MONOTONIC);
            continue;
        }
        memcpy(to, (char *)frame + frame->tp_mac - VNET_BYTES, frame->tp_snaplen + VNET_BYTES);
        look((const uint8_t *)to + VNET_BYTES, now_ns);
        __atomic_store_n(&frame->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
        next = (next + 1) % request.tp_frame_nr;
    }
    munmap(base, (size_t)BLOCK_BYTES * BLOCKS);
    close(packet);
}

/* TPACKET_V3; whether each frame is copied, and after how many milliseconds a block is handed over. */
static void read_ring(int copying, unsigned timeout_ms)
{
    static char memory[BUFFERS * BUFFER_BYTES];
    struct tpacket_req3 request = {.tp_block_size = BLOCK_BYTES, .tp_block_nr = BLOCKS, .tp_frame_size = 2048,
        .tp_frame_nr = BLOCK_BYTES / 2048 * BLOCKS, .tp_retire_blk_tov = timeout_ms};
    int version = TPACKET_V3, header = VNET_BYTES, packet = packet_socket(right, 0);
    unsigned block = 0, slot = 0;
    char *base;

    option(packet, SOL_PACKET, PACKET_VERSION, &version, sizeof version, "PACKET_VERSION");
    option(packet, SOL_PACKET, 24, &header, sizeof header, "PACKET_VNET_HDR_SZ");
    option(packet, SOL_PACKET, PACKET_RX_RING, &request, sizeof request, "PACKET_RX_RING");
    base = mmap(NULL, (size_t)BLOCK_BYTES * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, packet, 0);
    if (base == MAP_FAILED)
        refuse("mmap of the ring");
    receive(packet);
    while (reading) {
        struct tpacket_block_desc *now_block = (struct tpacket_block_desc *)(base + (size_t)block * BLOCK_BYTES);
        struct tpacket3_hdr *frame;
        uint64_t now;

        if (!(__atomic_load_n(&now_block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
            struct pollfd wait = {.fd = packet, .events = POLLIN};

            enters++;
            poll(&wait, 1, 100);
            continue;
        }
        now = clock_ns(CLOCK_MONOTONIC);
        frame = (struct tpacket3_hdr *)((char *)now_block + now_block->hdr.bh1.offset_to_first_pkt);
        for (uint32_t i = 0; i < now_block->hdr.bh1.num_pkts; i++) {
            const char *bytes_of = (char *)frame + frame->tp_mac - VNET_BYTES;

            if (copying) {
                char *to = memory + (slot++ & (BUFFERS - 1)) * BUFFER_BYTES;

                memcpy(to, bytes_of, frame->tp_snaplen + VNET_BYTES);
                bytes_of = to;
            }
            look((const uint8_t *)bytes_of + VNET_BYTES, now);
            frame = (struct tpacket3_hdr *)((char *)frame + frame->tp_next_offset);
        }
        __atomic_store_n(&now_block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
        block = (block + 1) % BLOCKS;
    }
    munmap(base, (size_t)BLOCK_BYTES * BLOCKS);
    close(packet);
}

static const char *const WAYS[] = {"none", "messages", "ring-1ms", "ring-10ms", "ring-1ms-uncopied", "slots"};

static void *read_frames(void *argument)
{
    int way = *(int *)argument;

    if (way == 1)
        read_messages();
    else if (way == 5)
        read_slots();
    else if (way > 1)
        read_ring(way != 4, way == 3 ? 10 : 1);
    else
        while (reading)
            usleep(10000);
    reader_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

static int by_age(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void measure(int way)
{
    pthread_t reader;
    uint64_t before, used;

    frames_read = enters = 0;
    age_count = 0;
    reading = 1;
    if (pthread_create(&reader, NULL, read_frames, &way))
        refuse("pthread_create");
    usleep(200000);
    before = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    sending = 1;
    usleep(ROUND_NS / 1000);
    sending = 0;
    used = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - before;
    usleep(50000);
    reading = 0;
    sending = 1; /* a last frame for a reader that waits */
    usleep(2000);
    sending = 0;
    pthread_join(reader, NULL);
    qsort(ages, age_count, sizeof *ages, by_age);
    double sent = (double)rate * (double)ROUND_NS / 1e9;

    printf("%u %u %-17s read %8lu  lost %5.2f %%  enters/frame %5.3f  reader %6.0f ns  both %6.0f ns  age p50 %7.1f us  p99 %7.1f us\n", rate, bytes,
        WAYS[way], frames_read, 100 * (1 - (double)frames_read / sent), frames_read ? (double)enters / (double)frames_read : 0,
        frames_read ? (double)reader_ns / (double)frames_read : 0, (double)used / sent, age_count ? ages[age_count / 2] / 1e3 : 0,
        age_count ? ages[age_count * 99ul / 100] / 1e3 : 0);
    fflush(stdout);
}

int main(int count, char **words)
{
    pthread_t sender;

    if (count < 3)
        return 2;
    left = words[1];
    right = words[2];
    rate = count > 3 ? (unsigned)atoi(words[3]) : rate;
    bytes = count > 4 ? (unsigned)atoi(words[4]) : bytes;
    rounds = count > 5 ? (unsigned)atoi(words[5]) : rounds;
    ages = malloc(MOST_AGES * sizeof *ages);
    if (pthread_create(&sender, NULL, send_frames, NULL))
        refuse("pthread_create");
    for (unsigned round = 0; round < rounds; round++)
        for (int way = 0; way < 6; way++)
            measure(way);
    return sink == 1;
}
