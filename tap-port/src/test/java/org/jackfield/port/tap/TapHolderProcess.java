package org.jackfield.port.tap;

import java.io.IOException;
import java.nio.file.Path;
import org.jackfield.linux.tuntap.TapDevice;

/** Another process that holds a tap: makes it, says so, and ends when its input does. */
final class TapHolderProcess implements AutoCloseable {
    private final Process process;

    TapHolderProcess(final String device) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TapHolderProcess.class.getName(),
                        device)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() != '+') {
            close();
            throw new IOException("the other process did not get device " + device);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(final String[] arguments) throws IOException {
        try (TapDevice device = TapDevice.create(arguments[0], false)) {
            System.out.write('+');
            System.out.flush();
            while (System.in.read() >= 0) {
                device.name();
            }
        }
    }
}
