package vn.antin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import vn.antin.door.Language;

/** Sends syslog messages, RFC 5424 over UDP (RFC 5426): one packet for each alert, unacknowledged. */
final class SyslogChannel implements AlertChannel {

    private static final int DAEMON = 3;
    /** Size that every receiver must accept; longer lines are cut. */
    private static final int LONGEST = 2000;

    private final AlertSettings.Syslog syslog;
    private final Language language;

    SyslogChannel(AlertSettings.Syslog syslog, Language language) {
        this.syslog = syslog;
        this.language = language;
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public void send(long number, AlertMessage bulletin) throws IOException {
        InetAddress host = InetAddress.getByName(syslog.host());
        try (DatagramSocket socket = new DatagramSocket()) {
            for (AlertMessage.SyslogLine line : bulletin.lines(language)) {
                String text = "<" + (DAEMON * 8 + line.severity()) + ">1 " + bulletin.at() + " " + bulletin.node()
                        + " antin " + ProcessHandle.current().pid() + " ALERT - \ufeff"
                        + line.text().replaceAll("\\p{Cntrl}+", " ");
                byte[] bytes = text.getBytes(UTF_8);
                socket.send(new DatagramPacket(bytes, Math.min(bytes.length, LONGEST), host, syslog.port()));
            }
        }
    }
}
