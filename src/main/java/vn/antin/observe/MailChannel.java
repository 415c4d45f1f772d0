package vn.antin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;

/** Sends mail: one plain-text message to all recipients. */
final class MailChannel implements AlertChannel {

    private static final String PATIENCE_MILLIS = "10000";

    private final AlertSettings.Mail mail;
    private final Language language;

    MailChannel(AlertSettings.Mail mail, Language language) {
        this.mail = mail;
        this.language = language;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public void send(long number, AlertMessage bulletin) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(session());
        message.setFrom(new InternetAddress(mail.from()));
        for (String to : mail.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
        }
        message.setSubject(bulletin.subject(language), UTF_8.name());
        message.setText(bulletin.text(language), UTF_8.name());
        message.setSentDate(Date.from(bulletin.at()));
        // Prevents automatic replies (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Antin-Node", bulletin.node());
        Transport.send(message);
    }

    private Session session() throws IOException {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.host", mail.host());
        settings.setProperty("mail.smtp.port", Integer.toString(mail.port()));
        settings.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
        settings.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
        settings.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
        settings.setProperty("mail.smtp.localhost", "antin");
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        switch (mail.security()) {
            case TLS -> settings.setProperty("mail.smtp.ssl.enable", "true");
            case STARTTLS -> settings.setProperty("mail.smtp.starttls.required", "true");
            case NONE -> {}
        }
        if (mail.security() == AlertSettings.Security.STARTTLS) {
            settings.setProperty("mail.smtp.starttls.enable", "true");
        }
        String user = mail.user();
        Path password = mail.password();
        if (user == null || password == null) {
            return Session.getInstance(settings);
        }
        settings.setProperty("mail.smtp.auth", "true");
        String secret = Files.readAllLines(password).get(0).strip();
        return Session.getInstance(settings, new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, secret);
            }
        });
    }
}
