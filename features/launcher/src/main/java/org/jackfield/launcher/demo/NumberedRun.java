package org.jackfield.launcher.demo;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jackfield.launcher.traffic.FlowReport;
import org.jackfield.launcher.traffic.Numbered;
import org.jackfield.launcher.traffic.ReceiveReport;
import org.jackfield.launcher.traffic.SendReport;

/** Numbered 64-byte frames from left to right, from {@link #start} until {@link #stop}. */
final class NumberedRun {
    private static final int PORT = 5_202;
    private static final String JSON_START = "{";

    private final Process sender;
    private final BufferedReader senderLines;
    private final Process receiver;
    private final BufferedReader receiverLines;

    private NumberedRun(final Process sender, final Process receiver) {
        this.sender = sender;
        this.senderLines = Tools.lines(sender);
        this.receiver = receiver;
        this.receiverLines = Tools.lines(receiver);
    }

    /**
     * What became of the frames.
     *
     * @param sent frames the sender's kernel took
     * @param received frames that reached the receiver's program
     * @param lost frames that got lost on the way to the receiver's socket
     * @param reordered frames that came after a later one of their flow
     * @param duplicated frames that came again
     * @param socketDrops frames the receiver's program was too slow for, which are no loss of the way
     * @param largestGapUs longest time between two received frames of a flow, in microseconds
     */
    record Result(
            long sent, long received, long lost, long reordered, long duplicated, long socketDrops, long largestGapUs) {
        static Result of(final SendReport sent, final ReceiveReport got) {
            long unique = 0;
            long reordered = 0;
            long duplicated = 0;
            long gapUs = 0;
            for (final FlowReport flow : got.flows()) {
                unique += flow.received() - flow.duplicated();
                reordered += flow.reordered();
                duplicated += flow.duplicated();
                gapUs = Math.max(gapUs, flow.longestGapUs());
            }
            return new Result(
                    sent.sent(),
                    got.received(),
                    sent.sent() - unique - got.socketDrops(),
                    reordered,
                    duplicated,
                    got.socketDrops(),
                    gapUs);
        }
    }

    /** Starts sending so many frames a second; returns when the first are on their way. */
    static NumberedRun start(final Tools tools, final DemoNetwork network, final int flows, final int rate)
            throws DemoException {
        final Process receiver =
                tools.java(network.rightSpace(), Numbered.class, "receive", "--port", PORT, "--flows", flows);
        final Process sender = tools.java(
                network.leftSpace(),
                Numbered.class,
                "send",
                "--to",
                DemoNetwork.RIGHT_ADDRESS,
                "--port",
                PORT,
                "--flows",
                flows,
                "--rate",
                rate,
                "--wait",
                1);
        final NumberedRun run = new NumberedRun(sender, receiver);
        Tools.await(run.receiverLines, "ready");
        try {
            sender.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
            sender.getOutputStream().flush();
        } catch (final IOException gone) {
            throw new DemoException("the sender has ended: " + gone.getMessage(), gone);
        }
        Tools.await(run.senderLines, "sending");
        return run;
    }

    /** The process that sends. */
    Process sender() {
        return sender;
    }

    /** Ends the sender, waits for the last frame and counts. */
    Result stop() throws DemoException {
        endInput(sender);
        final SendReport sent = new Gson().fromJson(Tools.await(senderLines, JSON_START), SendReport.class);
        endInput(receiver);
        return Result.of(sent, new Gson().fromJson(Tools.await(receiverLines, JSON_START), ReceiveReport.class));
    }

    private static void endInput(final Process process) throws DemoException {
        try {
            process.getOutputStream().close();
        } catch (final IOException failed) {
            throw new DemoException("a traffic process cannot be told to end: " + failed.getMessage(), failed);
        }
    }
}
