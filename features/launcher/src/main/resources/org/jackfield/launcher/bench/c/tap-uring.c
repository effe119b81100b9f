/*
 * Joins two taps by io_uring: for each direction and queue a thread with a ring of its own, one multishot read that fills a ring
 * of 256 buffers, and writes from the same buffers, which are submitted by the system call that waits for the next frames. It
 * looks at no frame. A yardstick for switches, not a switch.
 *
 * The interface of the kernel (include/uapi/linux/io_uring.h) is spelled out, so that neither liburing nor headers as new as
 * the kernel are needed: multishot reads are of Linux 6.7.
 */
#include "tap.h"
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define BUFFERS 256 /* a power of two */
#define ENTRIES (2 * BUFFERS)
#define SMALL_FRAME_BYTES 2048

#define SYS_SETUP 425
#define SYS_ENTER 426
#define SYS_REGISTER 427

#define SETUP_CQSIZE (1u << 3)
#define SETUP_CLAMP (1u << 4)
#define SETUP_SINGLE_ISSUER (1u << 12)
#define SETUP_DEFER_TASKRUN (1u << 13)
#define ENTER_GETEVENTS 1u
#define REGISTER_FILES 2
#define REGISTER_BUFFER_RING 22
#define OP_WRITE 23
#define OP_READ_MULTISHOT 49
#define SQE_FIXED_FILE (1 << 0)
#define SQE_BUFFER_SELECT (1 << 5)
#define CQE_MORE (1u << 1)
#define CQE_BUFFER_SHIFT 16
#define MAP_RINGS 0
#define MAP_SQES 0x10000000
#define READING UINT64_MAX

struct ring_offsets {
    uint32_t head, tail, mask, entries, flags, dropped, array, reserved;
    uint64_t address;
};

struct completion_offsets {
    uint32_t head, tail, mask, entries, overflow, cqes, flags, reserved;
    uint64_t address;
};

struct parameters {
    uint32_t sq_entries, cq_entries, flags, sq_cpu, sq_idle, features, wq_fd, reserved[3];
    struct ring_offsets sq;
    struct completion_offsets cq;
};

struct submission {
    uint8_t opcode, flags;
    uint16_t priority;
    int32_t file;
    uint64_t offset, address;
    uint32_t length, operation_flags;
    uint64_t label;
    uint16_t buffer_group, personality;
    uint32_t splice;
    uint64_t rest[2];
};

struct completion {
    uint64_t label;
    int32_t result;
    uint32_t flags;
};

struct buffer {
    uint64_t address;
    uint32_t length;
    uint16_t id, tail; /* the tail of the ring lies in its first entry */
};

struct buffer_registration {
    uint64_t address;
    uint32_t entries;
    uint16_t group, flags;
    uint64_t reserved[3];
};

struct engine {
    int ring;
    uint32_t *sq_tail, sq_mask, *sq_head, *cq_head, *cq_tail, cq_mask;
    struct submission *sqes;
    struct completion *cqes;
    uint32_t prepared, submitted;
    struct buffer *buffers;
    uint16_t buffers_tail;
    char *memory;
    size_t frame_bytes;
};

static size_t frame_bytes = SMALL_FRAME_BYTES;

static void *pages(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        refuse("mmap");
    return memory;
}

static void *map(int ring, size_t bytes, off_t what)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, what);

    if (memory == MAP_FAILED)
        refuse("mmap of io_uring");
    return memory;
}

static void register_with(const struct engine *engine, unsigned operation, const void *argument, unsigned count)
{
    if (syscall(SYS_REGISTER, engine->ring, operation, argument, count) < 0)
        refuse("io_uring_register");
}

static void give_back(struct engine *engine, unsigned id)
{
    struct buffer *buffer = &engine->buffers[engine->buffers_tail++ & (BUFFERS - 1)];

    buffer->address = (uintptr_t)(engine->memory + id * engine->frame_bytes);
    buffer->length = (uint32_t)engine->frame_bytes;
    buffer->id = (uint16_t)id;
}

static void publish_buffers(struct engine *engine)
{
    __atomic_store_n(&engine->buffers[0].tail, engine->buffers_tail, __ATOMIC_RELEASE);
}

static void open_engine(struct engine *engine, const struct way *way)
{
    struct parameters parameters;
    struct buffer_registration registration;
    int files[2] = {way->from, way->to};
    size_t rings;
    char *base;

    memset(&parameters, 0, sizeof parameters);
    parameters.flags = SETUP_CQSIZE | SETUP_CLAMP | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN;
    parameters.cq_entries = 4 * BUFFERS;
    engine->ring = (int)syscall(SYS_SETUP, ENTRIES, &parameters);
    if (engine->ring < 0)
        refuse("io_uring_setup");
    rings = parameters.cq.cqes + parameters.cq_entries * sizeof(struct completion);
    if (parameters.sq.array + parameters.sq_entries * sizeof(uint32_t) > rings)
        rings = parameters.sq.array + parameters.sq_entries * sizeof(uint32_t);
    base = map(engine->ring, rings, MAP_RINGS);
    engine->sqes = map(engine->ring, parameters.sq_entries * sizeof(struct submission), MAP_SQES);
    engine->cqes = (struct completion *)(base + parameters.cq.cqes);
    engine->sq_head = (uint32_t *)(base + parameters.sq.head);
    engine->sq_tail = (uint32_t *)(base + parameters.sq.tail);
    engine->sq_mask = *(uint32_t *)(base + parameters.sq.mask);
    engine->cq_head = (uint32_t *)(base + parameters.cq.head);
    engine->cq_tail = (uint32_t *)(base + parameters.cq.tail);
    engine->cq_mask = *(uint32_t *)(base + parameters.cq.mask);
    for (uint32_t i = 0; i < parameters.sq_entries; i++)
        ((uint32_t *)(base + parameters.sq.array))[i] = i;
    register_with(engine, REGISTER_FILES, files, 2);

    engine->frame_bytes = frame_bytes;
    engine->memory = pages(BUFFERS * frame_bytes);
    engine->buffers = pages(BUFFERS * sizeof(struct buffer));
    memset(&registration, 0, sizeof registration);
    registration.address = (uintptr_t)engine->buffers;
    registration.entries = BUFFERS;
    register_with(engine, REGISTER_BUFFER_RING, &registration, 1);
    for (unsigned id = 0; id < BUFFERS; id++)
        give_back(engine, id);
    publish_buffers(engine);
}

/* Hands what was prepared to the kernel and, if wanted, waits for a completion. */
static void enter(struct engine *engine, unsigned wait)
{
    long taken;

    __atomic_store_n(engine->sq_tail, engine->prepared, __ATOMIC_RELEASE);
    taken = syscall(SYS_ENTER, engine->ring, engine->prepared - engine->submitted, wait, ENTER_GETEVENTS, NULL, 0);
    if (taken >= 0)
        engine->submitted += (uint32_t)taken;
    else if (errno != EINTR && errno != EAGAIN && errno != EBUSY)
        refuse("io_uring_enter");
}

static struct submission *prepare(struct engine *engine, uint8_t opcode, uint64_t label)
{
    struct submission *entry;

    if (engine->prepared - __atomic_load_n(engine->sq_head, __ATOMIC_ACQUIRE) > engine->sq_mask)
        enter(engine, 0);
    entry = &engine->sqes[engine->prepared++ & engine->sq_mask];
    memset(entry, 0, sizeof *entry);
    entry->opcode = opcode;
    entry->flags = SQE_FIXED_FILE;
    entry->label = label;
    return entry;
}

static void write_frame(struct engine *engine, unsigned id, int bytes)
{
    struct submission *entry = prepare(engine, OP_WRITE, id);

    entry->file = 1;
    entry->address = (uintptr_t)(engine->memory + id * engine->frame_bytes);
    entry->length = (uint32_t)bytes;
}

/* Returns whether the multishot read goes on. */
static int take_read(struct engine *engine, const struct completion *completion)
{
    if (completion->result > 0)
        write_frame(engine, completion->flags >> CQE_BUFFER_SHIFT, completion->result);
    /* ENOBUFS: all buffers are being written. EIO: the device is down. */
    else if (completion->result != -ENOBUFS && completion->result != -EIO && completion->result != -EAGAIN) {
        errno = -completion->result;
        refuse("multishot read");
    }
    return (completion->flags & CQE_MORE) != 0;
}

static void *forward(void *argument)
{
    struct engine engine;
    int reading = 0;

    memset(&engine, 0, sizeof engine);
    open_engine(&engine, argument);
    for (;;) {
        uint32_t head = *engine.cq_head, tail;

        if (!reading) {
            prepare(&engine, OP_READ_MULTISHOT, READING)->flags |= SQE_BUFFER_SELECT;
            reading = 1;
        }
        enter(&engine, 1);
        tail = __atomic_load_n(engine.cq_tail, __ATOMIC_ACQUIRE);
        for (; head != tail; head++) {
            const struct completion *completion = &engine.cqes[head & engine.cq_mask];

            if (completion->label == READING)
                reading = take_read(&engine, completion);
            else
                give_back(&engine, (unsigned)completion->label);
        }
        publish_buffers(&engine);
        __atomic_store_n(engine.cq_head, head, __ATOMIC_RELEASE);
    }
    return NULL;
}

int main(int count, char **words)
{
    struct options options = read_options(count, words);

    if (options.vnet)
        frame_bytes = (LARGE_FRAME_BYTES + 63) / 64 * 64;
    run_ways(&options, forward);
}
