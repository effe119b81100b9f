package org.jackfield.port.stream;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jackfield.api.port.PortException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a local socket that is ours: who may connect, and that it is removed by nobody else's hand and no other file by ours.
 * Port-ops and the reactor's thread.
 */
final class SocketFile {
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private final Path path;
    private final Optional<Object> key;

    /** The file as it is now. */
    SocketFile(final String path) {
        this.path = Path.of(path);
        this.key = Optional.ofNullable(keyOf(this.path));
    }

    /** Gives it to a group, if one is named, and sets its permissions. */
    void permit(final String port, final String group, final int mode) throws PortException {
        try {
            if (!group.isEmpty()) {
                final GroupPrincipal principal =
                        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setGroup(principal);
            }
            Files.setPosixFilePermissions(path, permissions(mode));
        } catch (final IOException refused) {
            throw new PortException(
                    "port " + port + ": giving " + path + " to group " + (group.isEmpty() ? "(own)" : group)
                            + " with mode " + Integer.toOctalString(mode) + " failed: " + refused
                            + "; name a group that exists and that the switch's user is in",
                    refused);
        }
    }

    private static Set<PosixFilePermission> permissions(final int mode) {
        final Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode >>> bit & 1) != 0) {
                set.add(BITS[bit]);
            }
        }
        return set;
    }

    /** Whether the path still leads to it. */
    boolean isThere() {
        return key.isPresent() && Objects.equals(keyOf(path), key.get());
    }

    /** Removes it, if the path still leads to it. */
    void remove() {
        try {
            if (isThere()) {
                Files.delete(path);
            }
        } catch (final IOException gone) {
            // somebody else was faster
        }
    }

    private static @Nullable Object keyOf(final Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (final IOException gone) {
            return null;
        }
    }
}
