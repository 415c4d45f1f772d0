package vn.antin.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Trust;
import vn.antin.xml.Deflated;

/**
 * What the hub of one province gives to that of another before they become one: a file in JSON.
 *
 * @param directory the sealed directory in force, deflated, in base64
 * @param authority the certificate of the province's authority, in base64
 * @param hub where nodes reach the hub
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProvinceFile(String directory, String authority, HubEndpoint hub) {

    /** More bytes than the directory of any province has. */
    private static final int LARGEST = 8 << 20;

    public ProvinceFile {
        if (directory == null || authority == null || hub == null) {
            throw new Refused(Fault.FIELD_MISSING, "directory, authority, hub");
        }
        hub.check();
    }

    public static ProvinceFile of(byte[] directory, X509Certificate authority, HubEndpoint hub) {
        return new ProvinceFile(
                Base64.getEncoder().encodeToString(Deflated.of(directory)),
                Base64.getEncoder().encodeToString(Certificates.encoded(authority)),
                hub);
    }

    /**
     * Reads the file.
     *
     * @throws Refused REQUEST_FORM for anything else
     */
    public static ProvinceFile read(byte[] file) {
        try {
            if (file.length > LARGEST) {
                throw new Refused(Fault.REQUEST_FORM, "province: " + file.length + " > " + LARGEST);
            }
            ProvinceFile read = Json.MAPPER.readValue(new String(file, UTF_8), ProvinceFile.class);
            if (read == null) {
                throw new Refused(Fault.REQUEST_FORM, "province");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.REQUEST_FORM, e, "province");
        }
    }

    public byte[] write() {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that has no JSON", e);
        }
    }

    /** The authority of that province, as far as the file can be believed. */
    public X509Certificate certificate(Instant at) {
        return AdmittedAuthorities.candidate(AdmittedAuthorities.bytes(authority, "authority"), at);
    }

    /** The words of the authority's key, to be compared by telephone. */
    public String words() {
        X509Certificate certificate = Certificates.parse(AdmittedAuthorities.bytes(authority, "authority"));
        return KeyWords.of(List.of(certificate.getPublicKey()));
    }

    /** The directory, whose signer nobody has checked. */
    Directory opened() {
        return Directory.unpinned(sealed());
    }

    /**
     * The directory, under the seal of a signer that its authority has certified.
     *
     * @throws Refused what is wrong with the seal or its signer
     */
    Directory checked(Instant at) {
        Trust trust = new Trust(List.of(certificate(at)), List.of(), List.of());
        Directory checked = Directory.open(sealed(), trust, at);
        if (checked.expiredAt(at)) {
            throw new Refused(
                    Fault.PROVINCE_UNSUITABLE,
                    checked.province(),
                    checked.expires().toString());
        }
        return checked;
    }

    private byte[] sealed() {
        return Deflated.inflate(AdmittedAuthorities.bytes(directory, "directory"));
    }

    /** The certificates of its nodes that its lists revoke, and since when. */
    public Map<X509Certificate, Instant> revoked(Instant at) {
        Directory there = checked(at);
        Map<X509Certificate, Instant> revoked = new HashMap<>();
        for (NodeEntry node : there.edition().nodes()) {
            for (NodeCertificate each : node.certificates()) {
                there.crls().stream()
                        .filter(list -> list.getIssuerX500Principal()
                                .equals(each.certificate().getIssuerX500Principal()))
                        .flatMap(list -> Optional.ofNullable(list.getRevokedCertificate(each.certificate())).stream())
                        .forEach(entry -> revoked.put(
                                each.certificate(), entry.getRevocationDate().toInstant()));
            }
        }
        return revoked;
    }

    /** The nodes of that province without its hub. */
    public List<NodeId> nodes() {
        return opened().edition().nodes().stream()
                .filter(node -> !node.hub())
                .map(NodeEntry::id)
                .toList();
    }
}
