/*
 * The least that joins two taps: for each direction and queue a thread that reads a frame and writes it to the other tap. It
 * looks at no frame. A yardstick for switches, not a switch.
 */
#include "tap.h"

static void *forward(void *argument)
{
    const struct way *way = argument;
    char *frame = malloc(LARGE_FRAME_BYTES);

    if (!frame)
        refuse("malloc");
    for (;;) {
        ssize_t bytes = read(way->from, frame, LARGE_FRAME_BYTES);

        /* EIO: the device is down, before a host has set it up and while it goes. */
        if (bytes < 0 && errno != EINTR && errno != EIO)
            break;
        if (bytes > 0 && write(way->to, frame, bytes) < 0 && errno == EBADFD)
            break;
    }
    free(frame);
    return NULL;
}

int main(int count, char **words)
{
    struct options options = read_options(count, words);

    run_ways(&options, forward);
}
