/**
 * What is measured of frames, live and simulated alike: order, balance, latency, migrations, churn. Fed frame by frame in the order of
 * arrival, by one thread; what is kept grows with flows and windows, not with frames.
 */
@NullMarked
package org.jackfield.lab.measure;

import org.jspecify.annotations.NullMarked;
