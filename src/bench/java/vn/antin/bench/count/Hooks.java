package vn.antin.bench.count;

import java.util.ArrayList;
import java.util.List;
import vn.antin.bench.count.Hook.Amount;

/** The methods that are counted. None of them calls another one of the same counter. */
final class Hooks {

    private static final String POOLED = "com/zaxxer/hikari/pool/";
    private static final String CLIENT = "org/apache/activemq/artemis/core/client/impl/";
    private static final String XERCES = "com/sun/org/apache/xerces/internal/";
    private static final String FILE = "sun/nio/ch/FileChannelImpl";

    private Hooks() {}

    static List<Hook> all() {
        List<Hook> all = new ArrayList<>();
        for (String statement : List.of("ProxyStatement", "ProxyPreparedStatement")) {
            for (String execute : List.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate")) {
                all.add(Hook.of(POOLED + statement, execute, "", Counter.STATEMENTS));
            }
        }
        for (String batch : List.of("executeBatch", "executeLargeBatch")) {
            all.add(Hook.of(POOLED + "ProxyStatement", batch, "", Counter.STATEMENTS));
            all.add(Hook.of(POOLED + "ProxyStatement", batch, "", Counter.BATCHES));
        }
        all.addAll(List.of(
                Hook.of(POOLED + "HikariProxyPreparedStatement", "addBatch", "()", Counter.BATCH_ROWS),
                Hook.of(POOLED + "ProxyConnection", "commit", "()", Counter.COMMITS),
                Hook.of(POOLED + "ProxyConnection", "rollback", "()", Counter.ROLLBACKS),
                Hook.of(FILE, "force", "(Z)", Counter.SYNCS),
                Hook.of("java/nio/MappedByteBuffer", "force", "(II)", Counter.SYNCS),
                Hook.of(CLIENT + "ClientProducerImpl", "doSend", "", Counter.MESSAGES_SENT),
                Hook.of(CLIENT + "ClientConsumerImpl", "acknowledge", "", Counter.MESSAGES_TAKEN),
                Hook.of(CLIENT + "ClientConsumerImpl", "individualAcknowledge", "", Counter.MESSAGES_TAKEN),
                Hook.of(CLIENT + "ClientSessionImpl", "commit", "(Z)", Counter.BROKER_COMMITS),
                Hook.of(XERCES + "impl/XMLStreamReaderImpl", "setInputSource", "", Counter.XML_STREAMS),
                Hook.of(
                        XERCES + "jaxp/SAXParserImpl$JAXPSAXParser",
                        "parse",
                        "(Lorg/xml/sax/InputSource;)",
                        Counter.XML_STREAMS),
                Hook.of("com/ctc/wstx/stax/WstxInputFactory", "doCreateSR", "", Counter.XML_STREAMS),
                Hook.of(XERCES + "jaxp/DocumentBuilderImpl", "parse", "(Lorg/xml/sax/InputSource;)", Counter.XML_TREES),
                Hook.of("java/security/Signature", "sign", "", Counter.SIGNATURES_MADE),
                Hook.of("java/security/Signature", "verify", "", Counter.SIGNATURES_CHECKED),
                Hook.of("javax/crypto/Cipher", "wrap", "", Counter.KEY_WRAPS),
                Hook.of("javax/crypto/Cipher", "unwrap", "", Counter.KEY_UNWRAPS),
                Hook.of("javax/crypto/KeyAgreement", "generateSecret", "(Ljava/lang/String;)", Counter.KEY_AGREEMENTS),
                Hook.of("sun/security/ec/ECKeyPairGenerator", "generateKeyPair", "", Counter.KEY_PAIRS),
                Hook.of(
                        "org/bouncycastle/jcajce/provider/asymmetric/ec/KeyPairGeneratorSpi$EC",
                        "generateKeyPair",
                        "",
                        Counter.KEY_PAIRS),
                Hook.of("com/amazon/corretto/crypto/provider/EcGen", "generateKeyPair", "", Counter.KEY_PAIRS),
                Hook.of("java/security/cert/CertPathValidator", "validate", "", Counter.PATH_VALIDATIONS)));
        written(all, FILE, "(Ljava/nio/ByteBuffer;", Amount.BUFFER);
        written(all, FILE, "([Ljava/nio/ByteBuffer;II)", Amount.BUFFERS);
        written(all, "java/io/RandomAccessFile", "([BII)", Amount.LENGTH);
        return all;
    }

    private static void written(List<Hook> all, String owner, String descriptor, Amount bytes) {
        all.add(new Hook(owner, "write", descriptor, Counter.FILE_WRITES, Amount.ONE));
        all.add(new Hook(owner, "write", descriptor, Counter.FILE_BYTES, bytes));
    }
}
