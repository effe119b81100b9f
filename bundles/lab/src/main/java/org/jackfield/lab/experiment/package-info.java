/** Experiments: their files, the trials they are made of, the folder results go to, and running them. */
@NullMarked
package org.jackfield.lab.experiment;

import org.jspecify.annotations.NullMarked;
