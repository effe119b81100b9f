/**
 * The configuration folder: files are the truth, ConfigAdmin holds a copy. Files are read and written here and nowhere else.
 */
package org.jackfield.control.config;
