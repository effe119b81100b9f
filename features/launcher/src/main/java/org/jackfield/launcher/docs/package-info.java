/** Man pages and shell completion, made from the model of the commands. */
package org.jackfield.launcher.docs;
