package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.RawContentVerifier;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.Digest;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.NativeCrypto;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.SealCrypto;

/** What one process does natively another does in Java: both read what the other wrote. */
class NativeCryptoTest {

    private static final char[] PIN = "123456".toCharArray();
    private static final byte[] CONTENT_KEY = new byte[32];
    private static final byte[] PLAIN = "Về việc A".repeat(20_000).getBytes(UTF_8);
    private static final Digest COMMITMENT = Digest.sha256(PLAIN);
    private static final ContentParameters PARAMETERS = new ContentParameters(new byte[32], 1 << 16);

    @TempDir
    Path folder;

    /** Why the other process has no native library. */
    enum WithoutNative {
        SWITCHED_OFF,
        NO_JAR;

        List<String> options() {
            return this == SWITCHED_OFF ? List.of("-D" + NativeCrypto.SWITCH + "=false") : List.of();
        }

        String classPath(String full) {
            return this == SWITCHED_OFF
                    ? full
                    : Stream.of(full.split(File.pathSeparator))
                            .filter(one -> !one.contains("AmazonCorrettoCryptoProvider"))
                            .collect(Collectors.joining(File.pathSeparator));
        }
    }

    @BeforeEach
    void keys() {
        NativeCrypto.register();
        Map<Purpose, KeyEntry> keys = Map.of(
                Purpose.SEAL,
                SealProvince.EC,
                Purpose.ENCRYPTION,
                SealProvince.entry(KeyAlgorithm.EC_P256, Purpose.ENCRYPTION));
        Pkcs12Keys.write(folder.resolve("keys.p12"), PIN, keys);
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void the_native_library_loads_here() {
        assertThat(NativeCrypto.description()).startsWith("AmazonCorrettoCryptoProvider 2");
    }

    @ParameterizedTest
    @EnumSource
    void a_process_in_Java_reads_what_a_native_one_wrote_and_back(WithoutNative other) throws Exception {
        Path mine = write(folder.resolve("mine"), folder);

        List<String> said = inJava(other, mine, folder.resolve("others"));

        assertThat(said).element(0).asString().startsWith("Java (");
        assertThat(said).element(1).isEqualTo(Certificates.name(SealProvince.EC.certificate()));
        read(folder.resolve("others"), folder);
    }

    /** AWS-LC takes public exponents up to 33 bits; we take all odd ones. */
    @ParameterizedTest
    @EnumSource(names = {"RSA_PSS", "RSA_PKCS1"})
    void a_key_that_native_code_refuses_is_used_in_Java(SealAlgorithm algorithm) throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        rsa.initialize(
                new RSAKeyGenParameterSpec(2048, BigInteger.ONE.shiftLeft(40).setBit(0)));
        KeyPair keys = rsa.generateKeyPair();

        X509Certificate certificate =
                SealProvince.AUTHORITY.issue(keys.getPublic(), "so-y-te", Purpose.SEAL, List.of(), SealProvince.YEAR);
        KeyEntry entry = KeyEntry.of(keys.getPrivate(), Certificates.parse(Certificates.encoded(certificate)));

        byte[] sealed = new Sealer(entry, algorithm, SealProvince.CLOCK).seal(SealProvince.letter(), "e7");

        assertThat(SealReader.open(sealed, SealProvince.LETTER).signer()).isEqualTo(certificate);
        assertThat(algorithm.verify(keys.getPublic(), PLAIN, algorithm.sign(keys.getPrivate(), PLAIN)))
                .isTrue();
    }

    @Test
    void a_signature_of_CMS_is_checked_once() throws Exception {
        // With a raw signature Bouncy Castle checks the digest once more, and ignores what comes of it.
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate signer =
                SealProvince.AUTHORITY.issue(keys.getPublic(), "tsa", Purpose.SEAL, List.of(), SealProvince.YEAR);

        assertThat(new JcaContentVerifierProviderBuilder()
                        .setProvider(SealCrypto.PROVIDER)
                        .build(signer)
                        .get(new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA")))
                .isNotInstanceOf(RawContentVerifier.class);
    }

    /** One line for what does the cryptography, one for the signer; writes the same files with what it has. */
    public static void main(String[] args) throws IOException {
        Path mine = Path.of(args[0]);
        System.out.println(NativeCrypto.description());
        System.out.println(read(mine, mine.resolveSibling("")));
        write(Path.of(args[1]), mine.resolveSibling(""));
    }

    private static Path write(Path to, Path folder) throws IOException {
        Pkcs12Keys keys = Pkcs12Keys.open(folder.resolve("keys.p12"), PIN);
        Files.createDirectory(to);
        Sealer sealer = new Sealer(keys.of(Purpose.SEAL), SealAlgorithm.ECDSA, SealProvince.CLOCK);
        Files.write(to.resolve("letter.xml"), sealer.seal(SealProvince.letter(), "e7"));
        byte[] wrapped = KeyWrap.wrap(
                CONTENT_KEY, COMMITMENT, keys.of(Purpose.ENCRYPTION).certificate());
        Files.write(to.resolve("key.cms"), wrapped);
        Files.write(to.resolve("part"), ContentCipher.encrypt(CONTENT_KEY, PARAMETERS, 1, PLAIN));
        return to;
    }

    private static String read(Path from, Path folder) throws IOException {
        Pkcs12Keys keys = Pkcs12Keys.open(folder.resolve("keys.p12"), PIN);
        Opened letter = SealReader.open(Files.readAllBytes(from.resolve("letter.xml")), SealProvince.LETTER);
        Unwrapped key = KeyWrap.unwrap(Files.readAllBytes(from.resolve("key.cms")), keys.of(Purpose.ENCRYPTION));
        byte[] part = ContentCipher.decrypt(key.contentKey(), PARAMETERS, 1, Files.readAllBytes(from.resolve("part")));
        assertThat(key.commitment()).isEqualTo(COMMITMENT);
        assertThat(new ByteArrayInputStream(part)).hasBinaryContent(PLAIN);
        return Certificates.name(letter.signer());
    }

    private static List<String> inJava(WithoutNative why, Path mine, Path others) throws Exception {
        String full = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(why.options());
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", why.classPath(full)));
        command.addAll(List.of(NativeCryptoTest.class.getName(), mine.toString(), others.toString()));
        return Arrays.asList(XmlsecTool.run(command.toArray(String[]::new)).split("\n"));
    }
}
