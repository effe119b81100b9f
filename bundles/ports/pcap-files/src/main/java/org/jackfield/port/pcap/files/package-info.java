/** Reads pcap and pcapng files. Copied into the bundles that do so. Not an API: it changes as they do. */
package org.jackfield.port.pcap.files;
