package org.jackfield.linux.poll;

/** Numbers of linux/io_uring.h (Linux 6.7), the same on x86-64 and aarch64; offsets in bytes. */
final class UringLayout {
    static final long SYS_SETUP = 425;
    static final long SYS_ENTER = 426;
    static final long SYS_REGISTER = 427;

    // io_uring_setup flags.
    static final int CQSIZE = 0x8;
    static final int COOP_TASKRUN = 0x100;
    static final int TASKRUN_FLAG = 0x200;
    static final int SINGLE_ISSUER = 0x1000;
    static final int DEFER_TASKRUN = 0x2000;
    static final int NO_SQARRAY = 0x10000;
    static final int SETUP = CQSIZE | COOP_TASKRUN | TASKRUN_FLAG | SINGLE_ISSUER | DEFER_TASKRUN | NO_SQARRAY;

    // struct io_uring_params.
    static final int PARAMS_BYTES = 120;
    static final int PARAMS_CQ_ENTRIES = 4;
    static final int PARAMS_FLAGS = 8;
    static final int PARAMS_FEATURES = 20;
    static final int PARAMS_SQ_HEAD = 40;
    static final int PARAMS_SQ_TAIL = 44;
    static final int PARAMS_SQ_MASK = 48;
    static final int PARAMS_SQ_FLAGS = 56;
    static final int PARAMS_CQ_HEAD = 80;
    static final int PARAMS_CQ_TAIL = 84;
    static final int PARAMS_CQ_MASK = 88;
    static final int PARAMS_CQES = 100;

    /** io_uring_params.features: rings of submission and completion are one mapping. */
    static final int FEATURE_SINGLE_MMAP = 1;
    /** io_uring_params.features: io_uring_enter takes struct io_uring_getevents_arg. */
    static final int FEATURE_EXT_ARG = 0x100;
    /** io_uring_params.features: a sleeper may ask not to be counted as waiting for a disk. */
    static final int FEATURE_NO_IOWAIT = 1 << 17;

    /** mmap offset of the submission queue entries; the rings are at 0. */
    static final long OFFSET_SQES = 0x10000000L;

    // The flags word of the submission ring.
    static final int SQ_CQ_OVERFLOW = 2;
    static final int SQ_TASKRUN = 4;

    // io_uring_enter flags.
    static final int ENTER_GETEVENTS = 1;
    static final int ENTER_EXT_ARG = 8;
    static final int ENTER_NO_IOWAIT = 0x80;

    /** struct io_uring_getevents_arg: u64 sigmask, u32 sigmask_sz, u32 min_wait_usec, u64 ts. */
    static final int GETEVENTS_ARG_BYTES = 24;

    static final int GETEVENTS_ARG_TIME = 16;

    // struct io_uring_sqe.
    static final int SQE_BYTES = 64;
    static final int SQE_OFF = 8;
    static final int SQE_ADDR = 16;
    /** u32 length, then u32 of flags that belong to the operation. */
    static final int SQE_LEN = 24;

    static final int SQE_USER_DATA = 32;
    /** u16, behind it further fields up to byte 64 that are zero here. */
    static final int SQE_BUF_GROUP = 40;

    // sqe.flags, shifted to where they are in the first eight bytes: u8 opcode, u8 flags, u16 ioprio, s32 fd.
    static final int FIXED_FILE = 1 << 8;
    static final int BUFFER_SELECT = 0x20 << 8;
    static final int CQE_SKIP_SUCCESS = 0x40 << 8;
    /** sqe.ioprio of OP_RECVMSG: IORING_RECV_MULTISHOT. */
    static final int RECV_MULTISHOT = 2 << 16;

    static final int OP_WRITEV = 2;
    static final int OP_POLL_ADD = 6;
    static final int OP_RECVMSG = 10;
    static final int OP_ASYNC_CANCEL = 14;
    static final int OP_READ = 22;
    static final int OP_WRITE = 23;
    static final int OP_MSG_RING = 40;
    static final int OP_READ_MULTISHOT = 49;

    /** struct io_uring_recvmsg_out, before what OP_RECVMSG read: u32 namelen, controllen, payloadlen, flags. */
    static final int RECVMSG_OUT_BYTES = 16;

    static final int RECVMSG_OUT_CONTROL = 4;

    // struct msghdr: void *name, u32 namelen, struct iovec *iov, size_t iovlen, void *control, size_t controllen, int
    // flags.
    static final int MSGHDR_BYTES = 56;
    static final int MSGHDR_CONTROL_BYTES = 40;

    /** POLLIN in the upper half of the length, where struct io_uring_sqe has poll32_events. */
    static final long POLLIN = 1L << 32;
    /** sqe.rw_flags: RWF_NOWAIT of linux/fs.h, fail with EAGAIN instead of waiting. */
    static final long RWF_NOWAIT = 8L << 32;

    // struct io_uring_cqe.
    static final int CQE_SHIFT = 4;
    static final int CQE_RES = 8;
    static final int CQE_FLAGS = 12;
    static final int CQE_BUFFER = 1;
    static final int CQE_MORE = 2;
    static final int CQE_BUFFER_SHIFT = 16;

    // io_uring_register operations.
    static final int REGISTER_FILES = 2;
    static final int REGISTER_FILES_UPDATE = 6;
    static final int REGISTER_PBUF_RING = 22;
    static final int UNREGISTER_PBUF_RING = 23;

    /** struct io_uring_files_update: u32 offset, u32 resv, u64 address of s32[]. */
    static final int FILES_UPDATE_BYTES = 16;
    /** struct io_uring_buf_reg: u64 ring_addr, u32 ring_entries, u16 bgid, u16 flags, u64[3]. */
    static final int BUF_REG_BYTES = 40;

    // struct io_uring_buf: u64 addr, u32 len, u16 bid, u16 resv; the last two bytes of the first entry are the ring's
    // tail.
    static final int BUF_SHIFT = 4;
    static final int BUF_LEN = 8;
    static final int BUF_BID = 12;
    static final int BUF_RING_TAIL = 14;

    private UringLayout() {}
}
