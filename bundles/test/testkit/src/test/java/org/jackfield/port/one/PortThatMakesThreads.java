package org.jackfield.port.one;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** Breaks R8 in three ways. */
public final class PortThatMakesThreads {
    /** Makes a thread. */
    public void thread() {
        new Thread(() -> {}, "own").start();
    }

    /** Makes a pool. */
    public void pool() {
        Executors.newCachedThreadPool().shutdown();
    }

    /** Uses the common pool. */
    public CompletableFuture<Void> common() {
        return CompletableFuture.runAsync(() -> {});
    }
}
