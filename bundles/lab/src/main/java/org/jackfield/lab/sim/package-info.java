/**
 * The switch in virtual time: discrete events, one thread, the same result for the same seed. What is modelled and what is left out says the
 * README of this module.
 */
@NullMarked
package org.jackfield.lab.sim;

import org.jspecify.annotations.NullMarked;
