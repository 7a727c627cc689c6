package jobs;

/** What differs between two jars. */
final class Versions {

    private Versions() {}

    static String here() {
        return "@VERSION@";
    }
}
