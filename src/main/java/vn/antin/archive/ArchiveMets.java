package vn.antin.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import vn.antin.archive.ArchiveFiles.ArchiveFile;
import vn.antin.receipt.PackageFiles;

/**
 * Writes METS.xml and the PREMIS metadata of a package by the E-ARK Common Specification for Information Packages 2.1 (METS
 * 1.12, PREMIS 3.0): one METS.xml at the root names every file with size and SHA-256.
 */
final class ArchiveMets {

    static final String PREMIS = "metadata/preservation/premis.xml";
    static final String REGISTER = "metadata/descriptive/register.xml";
    static final String DOCUMENTATION = "documentation/";
    static final String REPRESENTATION = "representations/rep1/";

    private static final String XLINK = "http://www.w3.org/1999/xlink";
    private static final String XML = "text/xml";
    private static final String SHA_256 = "SHA-256";

    private final ArchiveFiles files;
    private final String name;
    private final String node;
    private final String version;
    private final String created;

    /**
     * Prepares the metadata of a package.
     *
     * @param name of the package, its identifier
     * @param node that makes it, with the version of its program
     */
    ArchiveMets(ArchiveFiles files, String name, String node, String version, Instant created) {
        this.files = files;
        this.name = name;
        this.node = node;
        this.version = version;
        this.created = created.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Each file with its fixity, the event of the export, and the program that did it. */
    ArchiveFile premis() throws IOException {
        return files.write(
                PREMIS,
                XML,
                "",
                out -> ArchiveXml.write(out, xml -> {
                    xml.start(
                            "premis",
                            "xmlns",
                            "http://www.loc.gov/premis/v3",
                            "xmlns:xsi",
                            "http://www.w3.org/2001/XMLSchema-instance",
                            "version",
                            "3.0");
                    each("", file -> object(xml, file));
                    event(xml);
                    agent(xml);
                    xml.end();
                }));
    }

    private void each(String prefix, ArchiveFiles.FileVisitor visitor) {
        try {
            files.each(prefix, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void object(ArchiveXml xml, ArchiveFile file) {
        xml.start("object", "xsi:type", "file");
        identifier(xml, "object", "local", name + "/" + file.name());
        xml.start("objectCharacteristics")
                .start("fixity")
                .element("messageDigestAlgorithm", SHA_256)
                .element("messageDigest", file.sha256())
                .end()
                .element("size", Long.toString(file.size()))
                .start("format")
                .start("formatDesignation")
                .element("formatName", file.mediaType())
                .end()
                .end()
                .end();
        if (!file.original().isEmpty()) {
            xml.element("originalName", file.original());
        }
        xml.end();
    }

    private void event(ArchiveXml xml) {
        xml.start("event");
        identifier(xml, "event", "local", name + "/export");
        xml.element("eventType", "information package creation")
                .element("eventDateTime", created)
                .start("eventOutcomeInformation")
                .element("eventOutcome", "success")
                .end()
                .start("linkingAgentIdentifier")
                .element("linkingAgentIdentifierType", "local")
                .element("linkingAgentIdentifierValue", node)
                .end()
                .end();
    }

    private void agent(ArchiveXml xml) {
        xml.start("agent");
        identifier(xml, "agent", "local", node);
        xml.element("agentName", "Antin " + node)
                .element("agentType", "software")
                .element("agentVersion", version)
                .end();
    }

    private static void identifier(ArchiveXml xml, String of, String type, String value) {
        xml.start(of + "Identifier")
                .element(of + "IdentifierType", type)
                .element(of + "IdentifierValue", value)
                .end();
    }

    /** @param what one sentence, for the label */
    ArchiveFile mets(String what, ArchiveFile premis, ArchiveFile register) throws IOException {
        return files.write(
                PackageFiles.METS,
                XML,
                "",
                out -> ArchiveXml.write(out, xml -> {
                    AtomicLong number = new AtomicLong();
                    xml.start(
                            "mets",
                            "xmlns",
                            "http://www.loc.gov/METS/",
                            "xmlns:xlink",
                            XLINK,
                            "xmlns:csip",
                            "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
                            "OBJID",
                            name,
                            "TYPE",
                            "Mixed",
                            "LABEL",
                            what,
                            "PROFILE",
                            "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml",
                            "csip:CONTENTINFORMATIONTYPE",
                            "MIXED");
                    header(xml);
                    xml.start("dmdSec", "ID", "dmd-register", "CREATED", created, "STATUS", "CURRENT");
                    reference(xml, register, "OTHER", "antin-register-1", "");
                    xml.end();
                    xml.start("amdSec", "ID", "amd")
                            .start("digiprovMD", "ID", "premis", "CREATED", created, "STATUS", "CURRENT");
                    reference(xml, premis, "PREMIS", "", "3.0");
                    xml.end().end();
                    xml.start("fileSec", "ID", "files");
                    group(xml, "Documentation", "documentation", DOCUMENTATION, number);
                    group(xml, "Representations/rep1", "rep1", REPRESENTATION, number);
                    xml.end();
                    map(xml);
                    xml.end();
                }));
    }

    private void header(ArchiveXml xml) {
        xml.start("metsHdr", "CREATEDATE", created, "RECORDSTATUS", "NEW", "csip:OAISPACKAGETYPE", "SIP");
        xml.start("agent", "ROLE", "CREATOR", "TYPE", "OTHER", "OTHERTYPE", "SOFTWARE")
                .element("name", "Antin");
        xml.start("note", "csip:NOTETYPE", "SOFTWARE VERSION")
                .text(version)
                .end()
                .end();
        xml.start("agent", "ROLE", "ARCHIVIST", "TYPE", "ORGANIZATION").element("name", node);
        xml.start("note", "csip:NOTETYPE", "IDENTIFICATIONCODE")
                .text(node)
                .end()
                .end();
        xml.end();
    }

    private void reference(ArchiveXml xml, ArchiveFile file, String type, String other, String typeVersion) {
        xml.empty(
                "mdRef",
                "ID",
                "md-" + (other.isEmpty() ? "premis" : "register"),
                "LOCTYPE",
                "URL",
                "xlink:type",
                "simple",
                "xlink:href",
                file.name(),
                "MDTYPE",
                type,
                "OTHERMDTYPE",
                other,
                "MDTYPEVERSION",
                typeVersion,
                "MIMETYPE",
                file.mediaType(),
                "SIZE",
                Long.toString(file.size()),
                "CREATED",
                created,
                "CHECKSUM",
                file.sha256(),
                "CHECKSUMTYPE",
                SHA_256);
    }

    private void group(ArchiveXml xml, String use, String id, String prefix, AtomicLong number) {
        xml.start("fileGrp", "ID", id, "USE", use);
        each(
                prefix,
                file -> xml.start(
                                "file",
                                "ID",
                                "f" + number.incrementAndGet(),
                                "MIMETYPE",
                                file.mediaType(),
                                "SIZE",
                                Long.toString(file.size()),
                                "CREATED",
                                created,
                                "CHECKSUM",
                                file.sha256(),
                                "CHECKSUMTYPE",
                                SHA_256)
                        .empty("FLocat", "LOCTYPE", "URL", "xlink:type", "simple", "xlink:href", file.name())
                        .end());
        xml.end();
    }

    private void map(ArchiveXml xml) {
        xml.start("structMap", "ID", "map", "TYPE", "PHYSICAL", "LABEL", "CSIP")
                .start("div", "ID", "div-package", "LABEL", name)
                .empty("div", "ID", "div-metadata", "LABEL", "Metadata", "DMDID", "dmd-register", "ADMID", "premis")
                .start("div", "ID", "div-documentation", "LABEL", "Documentation")
                .empty("fptr", "FILEID", "documentation")
                .end()
                .start("div", "ID", "div-rep1", "LABEL", "Representations/rep1")
                .empty("fptr", "FILEID", "rep1")
                .end()
                .end()
                .end();
    }
}
