package org.jackfield.core.fdb;

/** Sees the entries of the FDB one by one. */
@FunctionalInterface
public interface FdbVisitor {
    /**
     * Takes one entry.
     *
     * @param fid FID of its bridge
     * @param mac its address
     * @param value port, generation, kind and tick, see the decoders of {@link FdbTable}; never stale
     */
    void visit(int fid, long mac, long value);
}
