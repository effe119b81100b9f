/*
 * Carries frames between a tap and a stream socket, where each frame goes behind its length as four bytes, big-endian: what a
 * virtual machine with such a network card does, without the machine. It looks at no frame.
 */
#include "tap.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#define LENGTH_BYTES 4
#define BUFFER_BYTES (1 << 20)

static struct way way;

static void send_all(const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t sent = send(way.to, bytes, count, MSG_NOSIGNAL);

        if (sent < 0 && errno != EINTR)
            exit(0); /* the other side has gone */
        if (sent > 0) {
            bytes += sent;
            count -= sent;
        }
    }
}

static void *send_frames(void *unused)
{
    char *frame = malloc(LENGTH_BYTES + LARGE_FRAME_BYTES);

    (void)unused;
    if (!frame)
        refuse("malloc");
    for (;;) {
        ssize_t bytes = read(way.from, frame + LENGTH_BYTES, LARGE_FRAME_BYTES);
        uint32_t length = htonl((uint32_t)bytes);

        /* EIO: the device is down, before a host has set it up and while it goes. */
        if (bytes < 0 && errno != EINTR && errno != EIO)
            exit(0);
        if (bytes > 0) {
            memcpy(frame, &length, LENGTH_BYTES);
            send_all(frame, LENGTH_BYTES + bytes);
        }
    }
    return NULL;
}

/* Writes the whole frames of a buffer to the tap and tells how many bytes they took. */
static size_t write_frames(const char *buffer, size_t count)
{
    size_t done = 0;

    while (count - done >= LENGTH_BYTES) {
        uint32_t length;

        memcpy(&length, buffer + done, LENGTH_BYTES);
        length = ntohl(length);
        if (length > LARGE_FRAME_BYTES) {
            fprintf(stderr, "a frame of %u bytes\n", length);
            exit(1);
        }
        if (count - done - LENGTH_BYTES < length)
            break;
        if (write(way.from, buffer + done + LENGTH_BYTES, length) < 0 && errno == EBADFD)
            exit(0);
        done += LENGTH_BYTES + length;
    }
    return done;
}

static void receive_frames(void)
{
    char *buffer = malloc(BUFFER_BYTES);
    size_t count = 0;

    if (!buffer)
        refuse("malloc");
    for (;;) {
        ssize_t bytes = recv(way.to, buffer + count, BUFFER_BYTES - count, 0);
        size_t done;

        if (bytes == 0 || (bytes < 0 && errno != EINTR))
            exit(0);
        if (bytes < 0)
            continue;
        count += bytes;
        done = write_frames(buffer, count);
        memmove(buffer, buffer + done, count - done);
        count -= done;
    }
}

static int open_socket(const char *path, int listens)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int one = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (one < 0)
        refuse("socket");
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        refuse(path);
    }
    strcpy(address.sun_path, path);
    if (!listens) {
        if (connect(one, (struct sockaddr *)&address, sizeof address))
            refuse(path);
    } else {
        if (bind(one, (struct sockaddr *)&address, sizeof address) || listen(one, 1))
            refuse(path);
        one = accept(one, NULL, NULL);
        if (one < 0)
            refuse("accept");
    }
    return one;
}

int main(int count, char **words)
{
    struct options options = {0, 1, {NULL, NULL}};
    int listens = count == 4 && strcmp(words[1], "-l") == 0;
    pthread_t sender;

    if (count != 3 + listens) {
        fprintf(stderr, "usage: %s [-l] TAP SOCKET\n", words[0]);
        exit(2);
    }
    way.from = open_tap(words[1 + listens], &options);
    way.to = open_socket(words[2 + listens], listens);
    errno = pthread_create(&sender, NULL, send_frames, NULL);
    if (errno)
        refuse("pthread_create");
    puts("ready");
    fflush(stdout);
    receive_frames();
}
