/** Makes port-type bundles at test time: sound ones, and ones broken in every way a bundle can be. */
package org.jackfield.itest.workshop;
