/* What the programs here share: options and how a tap is opened. */
#ifndef TAP_H
#define TAP_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Since Linux 6.2; older headers lack them. */
#define OFFLOAD_USO4 0x20
#define OFFLOAD_USO6 0x40

#define MOST_QUEUES 16
/* struct virtio_net_hdr_mrg_rxbuf, as QEMU and vhost use it. */
#define VNET_HEADER_BYTES 12
/* A frame of the largest IP packet with Ethernet header, tag and vnet header. */
#define LARGE_FRAME_BYTES (65535 + 18 + VNET_HEADER_BYTES)

struct options {
    int vnet;   /* -v: frames carry a vnet header, checksums and segmentation are left to the receiver */
    int queues; /* -q N: queues of each tap, frames of queue i leave by queue i of the other tap */
    const char *taps[2];
};

/* One direction of one queue. */
struct way {
    int from, to;
};

static void refuse(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int open_tap(const char *name, const struct options *options)
{
    struct ifreq request;
    int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

    if (tap < 0)
        refuse("/dev/net/tun");
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (options->vnet)
        request.ifr_flags |= IFF_VNET_HDR;
    if (options->queues > 1)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    if (ioctl(tap, TUNSETIFF, &request))
        refuse("TUNSETIFF");
    if (options->vnet) {
        int bytes = VNET_HEADER_BYTES;
        unsigned long offloads = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;

        if (ioctl(tap, TUNSETVNETHDRSZ, &bytes))
            refuse("TUNSETVNETHDRSZ");
        if (ioctl(tap, TUNSETOFFLOAD, offloads | OFFLOAD_USO4 | OFFLOAD_USO6) && ioctl(tap, TUNSETOFFLOAD, offloads))
            refuse("TUNSETOFFLOAD");
    }
    return tap;
}

static inline struct options read_options(int count, char **words)
{
    struct options options = {0, 1, {NULL, NULL}};
    int letter;

    while ((letter = getopt(count, words, "vq:")) != -1) {
        if (letter == 'v')
            options.vnet = 1;
        else if (letter == 'q')
            options.queues = atoi(optarg);
        else
            exit(2);
    }
    if (count - optind != 2 || options.queues < 1 || options.queues > MOST_QUEUES) {
        fprintf(stderr, "usage: %s [-v] [-q QUEUES] TAP TAP\n", words[0]);
        exit(2);
    }
    options.taps[0] = words[optind];
    options.taps[1] = words[optind + 1];
    return options;
}

/* Opens both taps, runs a thread for each direction of each queue, and says "ready". */
__attribute__((noreturn)) static inline void run_ways(const struct options *options, void *(*body)(void *))
{
    static struct way ways[2 * MOST_QUEUES];
    int count = 0;

    for (int queue = 0; queue < options->queues; queue++) {
        int left = open_tap(options->taps[0], options);
        int right = open_tap(options->taps[1], options);

        ways[count++] = (struct way){left, right};
        ways[count++] = (struct way){right, left};
    }
    for (int i = 0; i < count; i++) {
        pthread_t thread;

        errno = pthread_create(&thread, NULL, body, &ways[i]);
        if (errno)
            refuse("pthread_create");
    }
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}

#endif
