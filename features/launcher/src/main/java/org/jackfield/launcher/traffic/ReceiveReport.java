package org.jackfield.launcher.traffic;

import java.util.List;

/**
 * What a receiver got.
 *
 * @param received frames of all flows
 * @param foreign other frames at its port
 * @param socketDrops datagrams the kernel of this namespace dropped because a socket's buffer was full, while we ran
 * @param socketBufferBytes the buffer the kernel granted
 * @param flows by flow
 */
public record ReceiveReport(
        long received, long foreign, long socketDrops, int socketBufferBytes, List<FlowReport> flows) {}
