/** The pcap port type: records frames to pcapng files, and replays those of pcap and pcapng files. */
package org.jackfield.port.pcap;
