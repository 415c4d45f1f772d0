package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyStateTest {

    @Test
    void never_goes_back_on_the_way() {
        CopyState[] way = {
            CopyState.ACCEPTED,
            CopyState.SENDING,
            CopyState.SENT,
            CopyState.RELAYED,
            CopyState.CONSIGNED,
            CopyState.HANDED_OVER
        };
        for (int to = 0; to < way.length; to++) {
            for (int from = to; from < way.length; from++) {
                assertThat(way[to].from()).as(way[from] + " to " + way[to]).doesNotContain(way[from]);
            }
        }
    }

    @Test
    void can_be_recalled_only_before_it_is_claimed() {
        assertThat(CopyState.RECALLED.from()).containsExactly(CopyState.ACCEPTED);
    }

    @Test
    void a_late_proof_ends_an_expiry() {
        assertThat(CopyState.CONSIGNED.from()).contains(CopyState.EXPIRED, CopyState.FAILED);
    }

    @Test
    void nothing_follows_an_answer_of_the_recipient() {
        Set<CopyState> last = EnumSet.of(
                CopyState.ACCEPTED_BY_RECIPIENT,
                CopyState.REFUSED_BY_RECIPIENT,
                CopyState.REJECTED,
                CopyState.RECALLED);
        for (CopyState state : CopyState.values()) {
            assertThat(state.from()).doesNotContainAnyElementsOf(last);
        }
    }
}
