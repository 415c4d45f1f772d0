package vn.antin.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.directory.DirectoryAct.AddAgency;
import vn.antin.directory.DirectoryAct.CloseAgency;
import vn.antin.directory.DirectoryAct.ImportAgencies;
import vn.antin.directory.DirectoryAct.MergeAgencies;
import vn.antin.directory.DirectoryAct.MoveAgency;
import vn.antin.directory.DirectoryAct.MoveHub;
import vn.antin.directory.DirectoryAct.RecodeAgency;
import vn.antin.directory.DirectoryAct.RenameAgency;
import vn.antin.directory.DirectoryAct.SetAgency;
import vn.antin.directory.DirectoryAct.SplitAgency;
import vn.antin.directory.EditionDifference.ChangeKind;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

class DirectoryActTest {

    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Instant LATER = NINE.plus(Duration.ofDays(30));
    private static final HubEndpoint OLD = new HubEndpoint("10.0.0.1", 61617, 8443, null);
    private static final NodeId A = new NodeId("nut-a");
    private static final NodeId B = new NodeId("nut-b");

    @Test
    void an_act_is_the_same_after_its_json() {
        for (DirectoryAct act : acts().toList()) {
            assertThat(DirectoryAct.read(act.json())).isEqualTo(act);
            assertThat(act.json()).contains("\"act\":\"" + act.kind() + "\"");
        }
    }

    static Stream<DirectoryAct> acts() {
        return Stream.of(
                new AddAgency(code("H06.20"), code("000.20.H06"), "Sở mới", code("H06"), 2, 10, A, LATER),
                new RenameAgency(code("H06.11"), "Tên khác"),
                new RecodeAgency(code("H06.11"), code("K01.11")),
                new CloseAgency(code("H06.11"), code("H06.12"), true, LATER),
                new MergeAgencies(List.of(code("H06.11"), code("H06.13")), code("H06.12"), false, null),
                new SplitAgency(code("H06.11"), List.of(add("H06.21"), add("H06.22")), true, null),
                new MoveAgency(code("H06.11"), B),
                new SetAgency(code("H06.11"), null, 3, 20, false, true, 1000L, 5),
                new MoveHub("hub.moi", 61617, 8443, LATER, OLD),
                new ImportAgencies(
                        List.of(agency("H06", "000.06", null, null), agency("H06.30", "000.30", null, null))));
    }

    @ParameterizedTest
    @MethodSource("acts")
    void every_act_makes_an_edition_that_can_be_sealed_and_a_difference(DirectoryAct act) {
        Edition before = edition();
        Edition after = act.apply(before, NINE);

        assertThat(new Directory(after).agencies())
                .hasSizeGreaterThanOrEqualTo(before.agencies().size());
        assertThat(EditionDifference.of(before, after, NINE).changes()).isNotEmpty();
        assertThat(DirectoryText.read(DirectoryText.write(after))).isEqualTo(after);
    }

    @Test
    void nodes_try_the_new_address_of_the_hub_first_and_the_earlier_ones_until_their_end() {
        Instant sooner = NINE.plus(Duration.ofDays(10));
        Edition first = new MoveHub("hub.moi", 61617, 8443, LATER, OLD).apply(edition(), NINE);
        Directory second = new Directory(new MoveHub("hub.nua", 61617, 8443, sooner, OLD).apply(first, NINE));

        assertThat(second.hubEndpoints(NINE))
                .extracting(HubEndpoint::host)
                .containsExactly("hub.nua", "hub.moi", "10.0.0.1");
        assertThat(second.hubEndpoints(sooner)).extracting(HubEndpoint::host).containsExactly("hub.nua");
        assertThat(new Directory(first).hubEndpoints(LATER.minusSeconds(1)))
                .extracting(HubEndpoint::host)
                .containsExactly("hub.moi", "10.0.0.1");
        assertThat(new MoveHub("hub.moi", 61617, 8443, LATER, OLD).apply(first, NINE))
                .isEqualTo(first);
    }

    @Test
    void an_address_of_the_hub_that_nobody_could_reach_is_refused() {
        refused(Fault.FIELD_INVALID, () -> new MoveHub("hub moi", 61617, 8443, LATER, OLD).apply(edition(), NINE));
        refused(Fault.FIELD_INVALID, () -> new MoveHub("hub.moi", 0, 8443, LATER, OLD).apply(edition(), NINE));
        refused(Fault.FIELD_INVALID, () -> new MoveHub("hub.moi", 61617, 70_000, LATER, OLD).apply(edition(), NINE));
        refused(Fault.FIELD_INVALID, () -> new MoveHub("hub.moi", 61617, 8443, NINE, OLD).apply(edition(), NINE));
        refused(Fault.FIELD_MISSING, () -> DirectoryAct.read("{\"act\":\"MOVE_HUB\",\"host\":\"hub.moi\"}"));
    }

    @Test
    void json_that_is_no_act_is_refused() {
        refused(Fault.REQUEST_FORM, () -> DirectoryAct.read("{"));
        refused(Fault.FIELD_INVALID, () -> DirectoryAct.read("{\"act\":\"DANCE\"}"));
        refused(
                Fault.FIELD_INVALID,
                () -> DirectoryAct.read("{\"act\":\"RENAME_AGENCY\",\"code\":\"H06.11\",\"name\":\"x\",\"more\":1}"));
        refused(Fault.FIELD_MISSING, () -> DirectoryAct.read("{\"act\":\"RENAME_AGENCY\",\"code\":\"H06.11\"}"));
        for (String act : List.of("STOP_NODE", "RESUME_NODE", "REVOKE_NODE", "REJOIN_NODE")) {
            refused(Fault.FIELD_MISSING, () -> DirectoryAct.read("{\"act\":\"" + act + "\",\"reason\":\"x\"}"));
        }
        refused(Fault.AGENCY_CODE_FORM, () -> DirectoryAct.read("{\"act\":\"CLOSE_AGENCY\",\"code\":\"../x\"}"));
    }

    @Test
    void a_closed_agency_keeps_its_code_its_node_and_its_successor() {
        Directory after = directory(new CloseAgency(code("H06.11"), code("H06.12"), false, LATER));

        Agency closed = after.agency(code("000.11")).orElseThrow();
        assertThat(closed.openAt(LATER.minusSeconds(1))).isTrue();
        assertThat(closed.openAt(LATER)).isFalse();
        assertThat(closed.withSuccessor()).isEqualTo("H06.11 → H06.12");
        assertThat(after.hosts(A, code("H06.11"))).isTrue();
        assertThat(after.successor(code("H06.11"), LATER)).contains(closed);
    }

    @Test
    void documents_pass_along_a_chain_of_successors_once_each_is_closed() {
        Edition first = new CloseAgency(code("H06.11"), code("H06.12"), true, null).apply(edition(), NINE);
        Directory after =
                new Directory(new CloseAgency(code("H06.12"), code("H06.13"), true, LATER).apply(first, NINE));

        assertThat(after.successor(code("000.11"), NINE)).map(Agency::code).contains(code("H06.12"));
        assertThat(after.successor(code("H06.11"), LATER)).map(Agency::code).contains(code("H06.13"));
        assertThat(after.successor(code("H06.11"), NINE.minusSeconds(1)))
                .map(Agency::code)
                .contains(code("H06.11"));
    }

    @Test
    void the_children_of_a_closed_agency_belong_to_its_successor() {
        Directory after = directory(new MergeAgencies(List.of(code("H06")), code("H06.12"), false, null));

        assertThat(after.agency(code("H06.11")).orElseThrow().parent()).isEqualTo(code("H06.12"));
        assertThat(after.agency(code("H06.12")).orElseThrow().parent()).isNull();
    }

    @Test
    void a_successor_that_leads_back_is_refused() {
        refused(
                Fault.SUCCESSOR_CIRCLE,
                () -> new CloseAgency(code("H06.11"), code("H06.11"), true, null).apply(edition(), NINE));
        refused(
                Fault.SUCCESSOR_CIRCLE,
                () -> new MergeAgencies(List.of(code("H06.12"), code("H06.11")), code("000.11"), true, null)
                        .apply(edition(), NINE));
        Edition closing = new CloseAgency(code("H06.11"), code("H06.12"), true, LATER).apply(edition(), NINE);
        refused(
                Fault.SUCCESSOR_CIRCLE,
                () -> new CloseAgency(code("H06.12"), code("H06.11"), true, LATER).apply(closing, NINE));
        assertThat(new CloseAgency(code("H06.12"), code("H06.13"), true, LATER).apply(closing, NINE))
                .isNotNull();
    }

    @Test
    void what_does_not_fit_the_edition_is_refused() {
        Edition closed = new CloseAgency(code("H06.11"), null, false, null).apply(edition(), NINE);

        refused(Fault.AGENCY_CLOSED, () -> new CloseAgency(code("H06.11"), null, false, null).apply(closed, NINE));
        refused(
                Fault.AGENCY_CLOSED,
                () -> new CloseAgency(code("H06.12"), code("H06.11"), true, null).apply(closed, NINE));
        refused(Fault.AGENCY_UNKNOWN, () -> new RenameAgency(code("H06.99"), "x").apply(edition(), NINE));
        refused(Fault.AGENCY_EXISTS, () -> add("H06.12").apply(edition(), NINE));
        refused(Fault.AGENCY_EXISTS, () -> add("000.12").apply(edition(), NINE));
        refused(Fault.AGENCY_EXISTS, () -> new RecodeAgency(code("H06.11"), code("000.12")).apply(edition(), NINE));
        refused(Fault.NODE_UNKNOWN, () -> new MoveAgency(code("H06.11"), new NodeId("nut-x")).apply(edition(), NINE));
        refused(
                Fault.FIELD_INVALID,
                () -> new SetAgency(code("H06"), code("H06.11"), null, null, null, null, null, null)
                        .apply(edition(), NINE));
        refused(
                Fault.FIELD_INVALID,
                () -> new SetAgency(code("H06.11"), code("H06.11"), null, null, null, null, null, null)
                        .apply(edition(), NINE));
    }

    @Test
    void another_code_leaves_the_old_one_as_an_alias_and_the_children_with_their_parent() {
        Directory after = directory(new RecodeAgency(code("H06"), code("K01")));

        assertThat(after.agency(code("H06")).orElseThrow().code()).isEqualTo(code("K01"));
        assertThat(after.agency(code("H06.11")).orElseThrow().parent()).isEqualTo(code("K01"));
        Directory back = new Directory(new RecodeAgency(code("K01"), code("H06")).apply(after.edition(), NINE));
        assertThat(back.agency(code("K01")).orElseThrow().code()).isEqualTo(code("H06"));
        assertThat(EditionDifference.of(edition(), after.edition(), NINE).changes())
                .extracting(EditionDifference.DirectoryChange::kind)
                .contains(ChangeKind.RECODED)
                .doesNotContain(ChangeKind.AGENCY_ADDED, ChangeKind.AGENCY_REMOVED);
    }

    @Test
    void a_node_that_an_agency_left_hosts_it_until_all_is_arrived() {
        Edition moved = new MoveAgency(code("H06.11"), B).apply(edition(), NINE);
        Edition last = moved.next(NINE.plus(DirectoryAct.UNDER_WAY).minusSeconds(1), LATER);
        Edition over = moved.next(NINE.plus(DirectoryAct.UNDER_WAY), LATER);

        assertThat(new Directory(moved).hosts(B, code("H06.11"))).isTrue();
        assertThat(new Directory(last).hosts(A, code("H06.11"))).isTrue();
        assertThat(new Directory(over).hosts(A, code("H06.11"))).isFalse();
        assertThat(new MoveAgency(code("H06.11"), A)
                        .apply(moved, NINE)
                        .agency(code("H06.11"))
                        .orElseThrow()
                        .former())
                .extracting(Agency.FormerNode::node)
                .containsExactly(B);
    }

    @Test
    void the_difference_names_what_changes_and_its_code_changes_with_it() {
        EditionDifference one = difference(new CloseAgency(code("H06.11"), code("H06.12"), true, null));
        EditionDifference other = difference(new CloseAgency(code("H06.11"), code("H06.13"), true, null));

        assertThat(one.changes())
                .extracting(EditionDifference.DirectoryChange::kind)
                .containsExactly(ChangeKind.CLOSED, ChangeKind.SUCCESSOR, ChangeKind.PASSES_ON);
        assertThat(one.closed()).isEqualTo(1);
        assertThat(one.code()).isNotEqualTo(other.code()).hasSize(8);
        assertThat(EditionDifference.of(edition(), edition(), NINE).changes()).isEmpty();
        refused(Fault.DIRECTORY_MOVED, () -> one.requireShown(other.code()));
        one.requireShown(one.code());
    }

    /** What is shown at nine is what is signed at ten, when the act begins at once. */
    @Test
    void the_code_of_a_difference_does_not_depend_on_the_time() {
        DirectoryAct act = new MergeAgencies(List.of(code("H06.11")), code("H06.12"), true, null);
        Instant ten = NINE.plus(Duration.ofHours(1));

        assertThat(EditionDifference.of(edition(), act.apply(edition(), ten), ten)
                        .code())
                .isEqualTo(difference(act).code());
    }

    @Test
    void what_cannot_be_undone_needs_a_second_person() {
        assertThat(acts().filter(act -> act.irreversible(edition())).map(DirectoryAct::kind))
                .containsExactly("RECODE_AGENCY", "CLOSE_AGENCY", "MERGE_AGENCIES", "SPLIT_AGENCY", "IMPORT_AGENCIES");
    }

    @Test
    void a_list_adds_what_is_new_follows_what_is_there_and_closes_what_is_missing() throws Exception {
        ImportAgencies act = list("""
                H06,000.06,,Tỉnh thử,1,100,
                H06.12,000.12,H06,Tên mới,2,20,
                K01.11,H06.11,H06,Cơ quan H06.11,2,10,
                H06.30,000.30,H06,Sở mới,2,10,
                """);
        Edition after = act.apply(edition(), NINE);

        assertThat(after.agency(code("H06.13")).orElseThrow().validUntil()).isEqualTo(NINE);
        assertThat(after.agency(code("H06.12")).orElseThrow()).satisfies(agency -> {
            assertThat(agency.name()).isEqualTo("Tên mới");
            assertThat(agency.lineMbit()).isEqualTo(20);
            assertThat(agency.node()).isEqualTo(B);
        });
        assertThat(after.agency(code("H06.11")).orElseThrow().code()).isEqualTo(code("K01.11"));
        assertThat(after.agency(code("H06.30")).orElseThrow().parent()).isEqualTo(code("H06"));
        assertThat(act.word(edition())).contains("NGUNG-1");
        assertThat(act.apply(after, LATER)).as("once more").isEqualTo(after);
    }

    @Test
    void a_list_names_successors_and_the_day() throws Exception {
        Edition after = list("""
                H06,000.06,,Cơ quan H06,2,10,
                H06.11,000.11,H06,Cơ quan H06.11,2,10,H06.12
                H06.12,000.12,H06,Cơ quan H06.12,2,10,
                H06.13,000.13,H06,Cơ quan H06.13,2,10,
                """).apply(edition(), NINE);

        assertThat(EditionDifference.of(edition(), after, NINE).changes())
                .extracting(EditionDifference.DirectoryChange::kind)
                .containsExactly(ChangeKind.CLOSED, ChangeKind.SUCCESSOR);
        refused(Fault.SUCCESSOR_CIRCLE, () -> list("""
                H06,000.06,,Cơ quan H06,2,10,
                H06.11,000.11,H06,Cơ quan H06.11,2,10,H06.12
                H06.12,000.12,H06,Cơ quan H06.12,2,10,H06.11
                """).apply(edition(), NINE));
    }

    /** A tenth may be closed without a word. */
    @Test
    void a_word_is_needed_when_more_than_a_tenth_is_closed() {
        List<Agency> ten = new ArrayList<>();
        for (int number = 20; number < 30; number++) {
            ten.add(agency("H06." + number, "000." + number, null, null));
        }
        Edition current = Edition.first("Tỉnh thử", NINE, LATER)
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of()))
                .withAgencies(ten);

        assertThat(new ImportAgencies(ten.subList(0, 9)).word(current)).isEmpty();
        assertThat(new ImportAgencies(ten.subList(0, 8)).word(current)).contains("NGUNG-2");
        assertThat(new ImportAgencies(ten.subList(0, 9)).irreversible(current)).isTrue();
        assertThat(new ImportAgencies(ten).irreversible(current)).isFalse();
    }

    private static ImportAgencies list(String rows) throws IOException {
        String columns = "code_qd20_SYNTHETIC,code_qcvn102_SYNTHETIC,parent_code,name,level,line_mbit,successor\n";
        return new ImportAgencies(AgencyList.read(new StringReader(columns + rows)));
    }

    private static EditionDifference difference(DirectoryAct act) {
        return EditionDifference.of(edition(), act.apply(edition(), NINE), NINE);
    }

    private static Directory directory(DirectoryAct act) {
        return new Directory(act.apply(edition(), NINE));
    }

    static Edition edition() {
        List<Agency> agencies = new ArrayList<>();
        agencies.add(agency("H06", "000.06", null, null));
        agencies.add(agency("H06.11", "000.11", A, code("H06")));
        agencies.add(agency("H06.12", "000.12", B, code("H06")));
        agencies.add(agency("H06.13", "000.13", null, code("H06")));
        return Edition.first("Tỉnh thử", NINE, LATER)
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of()))
                .withNode(new NodeEntry(A, false, List.of()))
                .withNode(new NodeEntry(B, false, List.of()))
                .withAgencies(agencies);
    }

    private static Agency agency(String code, String alias, @Nullable NodeId node, @Nullable AgencyCode parent) {
        return new Agency(
                code(code),
                List.of(code(alias)),
                "Cơ quan " + code,
                node,
                parent,
                2,
                10,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }

    private static AddAgency add(String code) {
        return new AddAgency(code(code), null, "Cơ quan " + code, null, 2, 10, null, null);
    }

    private static AgencyCode code(String code) {
        return new AgencyCode(code);
    }

    private static void refused(Fault fault, ThrowingCallable doing) {
        assertThatThrownBy(doing)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
}
