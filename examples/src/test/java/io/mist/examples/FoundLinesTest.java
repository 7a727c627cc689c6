package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoundLinesTest {

    @Test
    void fewLinesAreShownWhole() {
        FoundLines found = new FoundLines().add("a").add("").add("c");
        assertThat(found.count()).isEqualTo(3);
        assertThat(found.text()).isEqualTo("a\n\nc");
    }

    @Test
    void omittedLinesAreCounted() {
        FoundLines found = lines(FoundLines.MOST_LINES, "a").add("b");
        assertThat(found.count()).isEqualTo(FoundLines.MOST_LINES + 1);
        assertThat(found.text()).endsWith("a" + FoundLines.MORE).doesNotContain("b");
    }

    @Test
    void linesUpToTheMaximumAreAllShown() {
        assertThat(lines(FoundLines.MOST_LINES, "a").text()).doesNotContain(FoundLines.MORE);
    }

    @Test
    void aLineWithoutRoomIsCutAndIsTheLast() {
        FoundLines found = new FoundLines()
                .add("a")
                .add("b".repeat(FoundLines.MOST_CHARACTERS))
                .add("c");
        assertThat(found.count()).isEqualTo(3);
        assertThat(found.text()).hasSize(FoundLines.MOST_CHARACTERS + 1).endsWith("b" + FoundLines.MORE);
    }

    @Test
    void theLinesOfTasksAreMergedWithinTheSameBounds() {
        FoundLines found = lines(600, "a").addAll(lines(600, "b")).addAll(new FoundLines());
        assertThat(found.count()).isEqualTo(1_200);
        assertThat(found.text().lines()).hasSize(FoundLines.MOST_LINES);
        assertThat(found.text()).endsWith("b" + FoundLines.MORE);
    }

    private static FoundLines lines(int count, String line) {
        FoundLines found = new FoundLines();
        for (int i = 0; i < count; i++) {
            found.add(line);
        }
        return found;
    }
}
