package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything known about the live values of one run of the job LiveProof.
 *
 * @param history the values of every version according to the server
 * @param accepted fields that versions must have
 * @param applied what the server reported to clients as in effect
 * @param recorded records of the version of an epoch
 * @param sightings what tasks read
 */
record LiveEvidence(
        SortedMap<Long, JsonNode> history,
        List<Accepted> accepted,
        List<Applied> applied,
        List<Recorded> recorded,
        List<Sighting> sightings) {

    /**
     * Some or all fields of a version, according to an answer or a file.
     *
     * @param where the source
     */
    record Accepted(long version, JsonNode fields, String where) {}

    /** The version, or a later one, is in effect since this epoch of the query. */
    record Applied(String query, long version, long epoch) {}

    /** @param where the source */
    record Recorded(String query, long epoch, long version, String where) {}

    /**
     * The lines that one attempt has made of one part of an epoch.
     *
     * @param part the number of the partition, or the driver
     * @param where the file, or the log of the output
     * @param isWhole whether the attempt has finished its part
     */
    record Sighting(String query, long epoch, String part, String where, boolean isWhole, List<Line> lines) {}

    /**
     * A row, and the live values that its task read for it.
     *
     * @param columns the live values as the plan has them
     * @param gets the live values as the task read them
     * @param folded a digest of all that the state of its key has seen
     */
    record Line(long offset, long version, String columns, String gets, long folded) {

        /** As the job writes it. */
        static Line parse(String text) {
            String[] parts = text.split("\t", -1);
            return new Line(
                    Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], parts[3], Long.parseLong(parts[4]));
        }
    }

    /** The amount of evidence. */
    String summary() {
        long epochs = sightings.stream()
                .map(sighting -> sighting.query() + "/" + sighting.epoch())
                .distinct()
                .count();
        long cut = sightings.stream().filter(sighting -> !sighting.isWhole()).count();
        return history.size() + " versions, " + accepted.size() + " promises, " + epochs + " epochs, "
                + sightings.size() + " parts of them seen, " + cut + " cut off, " + recorded.size() + " records";
    }

    /** All live values, as the job writes them. */
    static String text(JsonNode values) {
        return values.path("serial").asText() + " " + values.path("word").asText() + " "
                + values.path("least").asText();
    }
}
