package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import vn.antin.cli.Run;
import vn.antin.directory.DirectoryAct;
import vn.antin.fault.Fault;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;

/** An authority outside the province is admitted by one on another machine. */
class AuthorityApartAdmissionTest extends AuthorityApartFixture {

    @Test
    void another_authority_is_admitted_when_the_authority_has_signed_and_dismissed_by_its_list() {
        Authority outside = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        DirectoryAct admission = DirectoryAct.AdmitAuthority.of(
                Certificates.encoded(outside.certificate()),
                encoded(outside.crl(Map.of(), 1, Duration.ofDays(9))),
                "O=Sở Y tế");
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(admission, SOMEBODY, "QĐ 7"));
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().difference(admission));
        assertThat(hub.waiting()).singleElement().satisfies(row -> {
            assertThat(row.words())
                    .isEqualTo(KeyWords.of(List.of(outside.certificate().getPublicKey())));
            assertThat(row.subject()).isEqualTo("CN=gốc khác");
            assertThat(row.names()).containsExactly("O=Sở Y tế");
        });
        hub.answers().withdraw(hub.waiting().get(0).id(), SOMEBODY, "nhầm tệp");
        assertThat(hub.waiting()).isEmpty();
        refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(admission, SOMEBODY, "QĐ 7"));

        JudgedBundle judged = authority().judge(hub.bundle());
        assertThat(judged.requests()).singleElement().satisfies(each -> {
            assertThat(each.refused()).isNull();
            assertThat(each.request().names()).containsExactly("O=Sở Y tế");
        });
        SignedBundle right = authority().sign(judged, judged.requests());
        AuthorityRequestRow row = hub.waiting().get(0);
        X509Certificate own = Objects.requireNonNull(right.of(row.id()).get(Purpose.AUTHORITY));
        Authority real = new Authority(
                Pkcs12Keys.open(safe.resolve("authority.p12"), KeyFiles.pin(AuthorityFolder.pin(safe)))
                        .of(Purpose.AUTHORITY),
                clock);
        Authority third = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        for (X509Certificate wrong : List.of(
                real.admit(outside.certificate(), null),
                real.admit(third.certificate(), new X500Principal("O=Sở Y tế")),
                real.certify(outside.certificate()),
                third.admit(outside.certificate(), new X500Principal("O=Sở Y tế")))) {
            refused(
                    Fault.SIGNED_WRONG,
                    () -> hub.take(changed(right, row, Map.of(Purpose.AUTHORITY, wrong), new byte[0])));
        }
        assertThat(hub.take(right).taken()).containsExactly("ADMISSION CN=gốc khác");
        hub.registry().act(admission, SOMEBODY, "QĐ 7");
        assertThat(hub.directory().edition().authorities())
                .singleElement()
                .satisfies(each -> assertThat(each.certificate()).isEqualTo(own));

        hub.registry().act(new DirectoryAct.DismissAuthority("CN=gốc khác"), SOMEBODY, "QĐ 8");
        round();
        assertThat(hub.directory().crls()).anyMatch(list -> list.isRevoked(own));
    }

    /** An attacker with the hub has none of his own admitted under a name or key of the province. */
    @Test
    void the_provinces_own_authority_is_not_admitted() {
        Authority own = Authority.create(
                commonName(hub.ring().authority().certificate()), clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        X509Certificate leaf = own.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(), "x", Purpose.SEAL, List.of(), Duration.ofDays(9));
        for (X509Certificate wrong :
                List.of(own.certificate(), hub.ring().authority().certificate(), leaf)) {
            assertNotSigned(AuthorityRequest.admission(wrong, null));
        }
    }

    /** An empty name means all of them, and of several only the first counts: the person would read something else. */
    @Test
    void names_that_are_not_what_they_seem_are_not_signed() {
        Authority other = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        AuthorityRequest good = AuthorityRequest.admission(other.certificate(), null);
        for (List<String> names : List.of(List.of(""), List.of("O=A", "O=B"), List.of("no name"))) {
            assertNotSigned(new AuthorityRequest(
                    good.kind(), good.subject(), List.of(), names, Map.of(), good.statement(), List.of()));
        }
    }

    private void assertNotSigned(AuthorityRequest request) {
        byte[] bundle = new AuthorityBundle(
                        clock.instant(),
                        Certificates.digest(hub.ring().authority().certificate())
                                .hex(),
                        newest(),
                        List.of(request),
                        false)
                .seal(hubSealer());
        assertThat(authority().judge(bundle).requests())
                .singleElement()
                .satisfies(each -> assertThat(each.refused()).isNotNull());
    }

    /** No name, or an empty one, means all of them. */
    @Test
    void the_signer_reads_which_names_an_authority_may_certify_or_that_it_may_certify_all() throws IOException {
        Authority outside = Authority.create("gốc khác", clock, Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        byte[] list = encoded(outside.crl(Map.of(), 1, Duration.ofDays(9)));
        byte[] certificate = Certificates.encoded(outside.certificate());
        refused(
                Fault.AUTHORITY_AWAITED,
                () -> hub.registry()
                        .act(DirectoryAct.AdmitAuthority.of(certificate, list, "O=Sở Y tế"), SOMEBODY, "QĐ 7"));
        assertThat(read("en")).contains("may certify: O=Sở Y tế");
        for (DirectoryAct all : List.of(
                DirectoryAct.AdmitAuthority.of(certificate, list, null),
                DirectoryAct.AdmitAuthority.of(certificate, list, ""))) {
            hub.answers().withdraw(hub.waiting().get(0).id(), SOMEBODY, "nhầm tên");
            refused(Fault.AUTHORITY_AWAITED, () -> hub.registry().act(all, SOMEBODY, "QĐ 7"));

            assertThat(read("en")).contains("may certify: all names; the request sets no limit");
            assertThat(read("vi")).contains("được phép: mọi tên; yêu cầu không đặt giới hạn");
        }
    }

    /** What the command prints to the person who signs. */
    private String read(String language) throws IOException {
        Path bundle = Files.write(folder.resolve("bundle.xml"), hub.bundle());
        Path signed = folder.resolve("signed.json");
        Run run = Run.in(language, "authority", "sign", bundle, "--out", signed, "--folder", safe, "--yes");
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }
}
