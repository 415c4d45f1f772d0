package vn.antin.directory;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.directory.Authority;
import vn.antin.xml.directory.Certificate;
import vn.antin.xml.directory.Endpoint;
import vn.antin.xml.directory.FormerName;
import vn.antin.xml.directory.FormerNode;
import vn.antin.xml.directory.Node;
import vn.antin.xml.directory.Purpose;
import vn.antin.xml.directory.Role;

/** Reads and writes an edition as the canonical text of {@code directory.xsd}. */
final class DirectoryText {

    static final QName NAME = new QName("urn:antin:directory:1", "Directory");
    static final String ID = "directory";

    private DirectoryText() {}

    static byte[] write(Edition edition) {
        try {
            var xml = new vn.antin.xml.directory.Directory();
            xml.setId(ID);
            xml.setSerial(edition.serial());
            xml.setProvince(edition.province());
            xml.setIssued(edition.issued());
            xml.setExpires(edition.expires());
            for (NodeEntry node : edition.nodes()) {
                xml.getNode().add(write(node));
            }
            edition.agencies().forEach(agency -> xml.getAgency().add(write(agency)));
            for (X509CRL crl : edition.crls()) {
                xml.getCrl().add(crl.getEncoded());
            }
            edition.stopped().forEach(stop -> xml.getStopped().add(write(stop)));
            for (ListedAuthority each : edition.authorities()) {
                var authority = new Authority();
                authority.setFrom(each.from());
                authority.setValue(each.certificate().getEncoded());
                xml.getAuthority().add(authority);
            }
            return CanonicalXml.write(xml);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate or list has an encoding", e);
        }
    }

    private static Node write(NodeEntry node) throws GeneralSecurityException {
        var xml = new Node();
        xml.setId(node.id().value());
        xml.setRole(node.hub() ? Role.HUB : Role.NODE);
        for (NodeCertificate each : node.certificates()) {
            var part = new Certificate();
            part.setPurpose(Purpose.valueOf(each.purpose().name()));
            part.setFrom(each.from());
            part.setValue(each.certificate().getEncoded());
            xml.getCertificate().add(part);
        }
        xml.setRenewal(node.renewal().length == 0 ? null : node.renewal());
        node.endpoints().forEach(each -> {
            var endpoint = new Endpoint();
            endpoint.setHost(each.host());
            endpoint.setPort(each.port());
            endpoint.setHttps(each.https());
            endpoint.setUntil(each.until());
            xml.getEndpoint().add(endpoint);
        });
        return xml;
    }

    private static vn.antin.xml.directory.Agency write(Agency agency) {
        var xml = new vn.antin.xml.directory.Agency();
        xml.setCode(agency.code().value());
        agency.aliases().forEach(alias -> xml.getAlias().add(alias.value()));
        xml.setName(agency.name());
        xml.setNode(text(agency.node()));
        xml.setParent(text(agency.parent()));
        xml.setLevel(agency.level());
        xml.setLineMbit(agency.lineMbit());
        xml.setValidFrom(agency.validFrom());
        xml.setValidUntil(agency.validUntil());
        xml.setSuccessor(text(agency.successor()));
        xml.setMaySend(agency.maySend());
        xml.setMayReceive(agency.mayReceive());
        xml.setMaxBytes(agency.maxBytes());
        xml.setMaxPerDay(agency.maxPerDay());
        xml.setPassOn(agency.passOn() ? true : null);
        agency.former().forEach(left -> {
            var former = new FormerNode();
            former.setNode(left.node().value());
            former.setUntil(left.until());
            xml.getFormer().add(former);
        });
        agency.names().forEach(had -> {
            var former = new FormerName();
            former.setName(had.name());
            former.setUntil(had.until());
            xml.getFormerName().add(former);
        });
        return xml;
    }

    private static vn.antin.xml.directory.Stopped write(Stopped stop) {
        var xml = new vn.antin.xml.directory.Stopped();
        xml.setCertificate(stop.certificate().bytes());
        xml.setSince(stop.since());
        xml.setReason(stop.reason());
        return xml;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Reads the content of a seal; anything missing or wrong is refused with one fault. */
    static Edition read(byte[] content) {
        var xml = CanonicalXml.read(content, vn.antin.xml.directory.Directory.class, Fault.DIRECTORY_FORM);
        return new Edition(
                xml.getSerial(),
                given(xml.getProvince()),
                given(xml.getIssued()),
                given(xml.getExpires()),
                xml.getNode().stream().map(DirectoryText::read).toList(),
                xml.getAgency().stream().map(DirectoryText::read).toList(),
                xml.getCrl().stream().map(DirectoryText::crl).toList(),
                xml.getStopped().stream().map(DirectoryText::read).toList(),
                xml.getAuthority().stream()
                        .map(each -> new ListedAuthority(given(each.getFrom()), certificate(given(each.getValue()))))
                        .toList());
    }

    private static NodeEntry read(Node xml) {
        return new NodeEntry(
                new NodeId(given(xml.getId())),
                given(xml.getRole()) == Role.HUB,
                xml.getCertificate().stream().map(DirectoryText::read).toList(),
                optionalBytes(xml.getRenewal()),
                xml.getEndpoint().stream()
                        .map(each -> new HubEndpoint(
                                given(each.getHost()), each.getPort(), each.getHttps(), each.getUntil()))
                        .toList());
    }

    private static NodeCertificate read(Certificate xml) {
        return new NodeCertificate(
                vn.antin.seal.pki.Purpose.valueOf(given(xml.getPurpose()).name()),
                given(xml.getFrom()),
                certificate(given(xml.getValue())));
    }

    private static Agency read(vn.antin.xml.directory.Agency xml) {
        return new Agency(
                new AgencyCode(given(xml.getCode())),
                xml.getAlias().stream().map(AgencyCode::new).toList(),
                given(xml.getName()),
                optional(xml.getNode(), NodeId::new),
                optional(xml.getParent(), AgencyCode::new),
                xml.getLevel(),
                xml.getLineMbit(),
                xml.getValidFrom(),
                xml.getValidUntil(),
                optional(xml.getSuccessor(), AgencyCode::new),
                xml.isMaySend(),
                xml.isMayReceive(),
                xml.getMaxBytes(),
                xml.getMaxPerDay(),
                Boolean.TRUE.equals(xml.isPassOn()),
                xml.getFormer().stream()
                        .map(left -> new Agency.FormerNode(new NodeId(given(left.getNode())), given(left.getUntil())))
                        .toList(),
                xml.getFormerName().stream()
                        .map(had -> new Agency.FormerName(given(had.getName()), given(had.getUntil())))
                        .toList());
    }

    private static Stopped read(vn.antin.xml.directory.Stopped xml) {
        return new Stopped(Digest.of(given(xml.getCertificate())), given(xml.getSince()), given(xml.getReason()));
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.DIRECTORY_FORM, e, "Certificate");
        }
    }

    private static X509CRL crl(byte[] der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.DIRECTORY_FORM, e, "Crl");
        }
    }

    private static byte[] optionalBytes(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    private static <T, R> @Nullable R optional(@Nullable T value, Function<T, R> read) {
        return value == null ? null : read.apply(value);
    }

    private static <T> T given(@Nullable T value) {
        if (value == null) {
            throw new Refused(Fault.DIRECTORY_FORM, "something missing");
        }
        return value;
    }
}
