package org.jackfield.steering.rebalance;

/**
 * A bucket that is to change its owner.
 *
 * @param bucket index of the bucket
 * @param from its worker
 * @param to the worker it goes to
 */
record Move(int bucket, int from, int to) {}
