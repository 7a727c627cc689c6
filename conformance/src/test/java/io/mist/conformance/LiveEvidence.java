package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;

/**
 * What is known of the live values of one run of the job LiveProof, from all sides.
 *
 * @param history the values of every version, as the server tells them
 * @param accepted what versions must have
 * @param applied what clients were told to be in effect
 * @param recorded what says of an epoch which version it had
 * @param sightings what tasks saw
 */
record LiveEvidence(
        SortedMap<Long, JsonNode> history,
        List<Accepted> accepted,
        List<Applied> applied,
        List<Recorded> recorded,
        List<Sighting> sightings) {

    /**
     * What a version has, as a client was told or as it was written down; all fields or some.
     *
     * @param where whoever says so
     */
    record Accepted(long version, JsonNode fields, String where) {}

    /** From this epoch of the query on the version, or a later one, is in effect. */
    record Applied(String query, long version, long epoch) {}

    /** @param where whoever says so */
    record Recorded(String query, long epoch, long version, String where) {}

    /**
     * What one attempt made of one part of an epoch, line by line.
     *
     * @param part the number of the partition, or the driver
     * @param where the file, or the log of the output
     * @param isWhole whether the attempt came to the end of its part
     */
    record Sighting(String query, long epoch, String part, String where, boolean isWhole, List<Line> lines) {}

    /**
     * A row, and what its task was told when it came to it.
     *
     * @param columns the live values as the plan has them
     * @param gets the live values as the task was told
     * @param folded of all that the state of its key has seen
     */
    record Line(long offset, long version, String columns, String gets, long folded) {

        /** As the job writes it. */
        static Line parse(String text) {
            String[] parts = text.split("\t", -1);
            return new Line(
                    Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], parts[3], Long.parseLong(parts[4]));
        }
    }

    /** How much there is. */
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
