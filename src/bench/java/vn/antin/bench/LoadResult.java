package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import vn.antin.json.Json;

/** The result of one load: documents, duration, and latency of a document. */
record LoadResult(int documents, double seconds, double p50Millis, double p99Millis) {

    static LoadResult of(Series millis, double seconds) {
        return new LoadResult(millis.sorted().size(), seconds, millis.percentile(50), millis.percentile(99));
    }

    double perSecond() {
        return documents / seconds;
    }

    double per(double sum) {
        return documents == 0 ? 0 : sum / documents;
    }

    ObjectNode json() {
        return Json.MAPPER
                .createObjectNode()
                .put("documents", documents)
                .put("seconds", seconds)
                .put("p50_ms", p50Millis)
                .put("p99_ms", p99Millis);
    }

    static LoadResult of(JsonNode json) {
        return new LoadResult(
                json.path("documents").asInt(),
                json.path("seconds").asDouble(),
                json.path("p50_ms").asDouble(),
                json.path("p99_ms").asDouble());
    }
}
